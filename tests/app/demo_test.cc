#include "app/demo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <sstream>

#include "administered_folder.h"

namespace fieldcast::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string line_with(const std::string& start, const std::string& text) {
    const std::size_t begin = text.find('\n' + start + ' ') + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream{line};
    return {std::istream_iterator<std::string>{stream}, {}};
}

class DemoTest : public testing::Test {
  protected:
    std::string make() {
        const auto text = make_demo(admin.folder(), settings, admin.now);
        EXPECT_TRUE(text) << text.error();
        return text.value_or("");
    }

    AdministeredFolder admin;
    server::Settings settings;
};

TEST_F(DemoTest, MakesAUserAChannelAndTwoDevices) {
    make();
    EXPECT_EQ(admin.done({{"command", "user list"}})[0]["user"], "admin");
    EXPECT_EQ(admin.done({{"command", "channel show"}, {"id", "1"}})["field2"], "Humidity");
    const Json devices = admin.done({{"command", "device list"}});
    ASSERT_EQ(devices.size(), 2);
    EXPECT_EQ(devices[0]["channels"][0],
              (Json{{"id", 1}, {"publish", true}, {"subscribe", false}}));
    EXPECT_EQ(devices[1]["channels"][0],
              (Json{{"id", 1}, {"publish", false}, {"subscribe", true}}));
}

TEST_F(DemoTest, ShowsCommandsWithCredentialsThatHold) {
    settings.mqtt_port = 1999;
    const std::string text = make();
    const std::vector<std::string> words = words_of(line_with("mosquitto_pub", text));
    ASSERT_EQ(words.size(), 17) << text;
    const auto device = admin.folder().directory.find_device(words[6]);
    ASSERT_TRUE(device);
    const std::string password = words[10].substr(1, 24);
    EXPECT_TRUE(
        devices::device_password_matches(admin.folder().secret, password, device->password_hash));
    EXPECT_THAT(
        words, ElementsAre("mosquitto_pub", "-h", "127.0.0.1", "-p", "1999", "-i",
                           device->client_id, "-u", device->client_id, "-P", "'" + password + "'",
                           "-q", "1", "-t", "channels/1/publish", "-m", "'field1=21.5&field2=48'"));
    EXPECT_THAT(text, HasSubstr("-t channels/1/subscribe\n"));
}

TEST_F(DemoTest, NamesTheAddressThatTheServerListensOn) {
    settings.bind_address = "192.0.2.7";
    EXPECT_THAT(make(), HasSubstr("mosquitto_sub -h 192.0.2.7 "));
}

TEST_F(DemoTest, ShowsNoCommandsWhereMqttIsOff) {
    settings.mqtt_port = 0;
    EXPECT_THAT(make(), AllOf(HasSubstr("MQTT is off"), Not(HasSubstr("mosquitto"))));
}

TEST_F(DemoTest, DoesNothingWhereAUserIs) {
    admin.done({{"command", "user add"}, {"name", "ada"}});
    EXPECT_EQ(make(), "");
    EXPECT_EQ(admin.done({{"command", "channel list"}}), Json::array());
}

}  // namespace
}  // namespace fieldcast::app
