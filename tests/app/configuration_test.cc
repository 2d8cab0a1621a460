#include "app/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace fieldcast::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using Words = std::vector<std::string>;

GivenValue flag(const std::string& name, Words values) {
    return {name, std::move(values), Source::flag, "--" + name};
}

/// A data folder with a configuration file, read the way `serve` does.
class ConfigurationTest : public testing::Test {
  protected:
    void file_says(const std::string& toml) { folder_.write("fieldcast.toml", toml); }

    base::Result<Configuration, std::string> read(std::vector<GivenValue> flags = {},
                                                  const Words& environment = {}) {
        flags.push_back(flag("data", {folder_.path()}));
        return read_configuration(flags, environment);
    }

    std::string error(std::vector<GivenValue> flags = {}, const Words& environment = {}) {
        const auto configuration = read(std::move(flags), environment);
        return configuration ? "" : configuration.error();
    }

    TemporaryFolder folder_;
};

TEST_F(ConfigurationTest, IsTheDefaultsWhereNothingIsGiven) {
    const auto configuration = read();
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->settings.mqtt_port, 1883);
    EXPECT_EQ(configuration->data_folder, folder_.path());
}

TEST_F(ConfigurationTest, TakesFlagsBeforeEnvironmentBeforeFileBeforeDefaults) {
    file_says("mqtt_port = 1001\nshards = 1\nin_flight_max = 10\n");
    const auto configuration = read({flag("mqtt-port", {"1003"})},
                                    {"FIELDCAST_MQTT_PORT=1002", "FIELDCAST_SHARDS=2", "HOME=/"});
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->settings.mqtt_port, 1003);
    EXPECT_EQ(configuration->settings.shards, 2U);
    EXPECT_EQ(configuration->settings.in_flight_max, 10U);
    EXPECT_EQ(configuration->settings.pending_stores_max, 1024U);
}

TEST_F(ConfigurationTest, ReadsEveryKindOfValueFromTheFile) {
    file_says(
        "# a comment\n"
        "mqtt-port = 1884\n"
        "packet_bytes_max = \"1MiB\"\n"
        "idle_timeout = '2h'\n"
        "anonymous = true\n"
        "bind = \"127.0.0.1\"\n"
        "general_topics = [\"home/#\", \"a,b\"]\n");
    const auto configuration = read();
    ASSERT_TRUE(configuration) << configuration.error();
    EXPECT_EQ(configuration->settings.mqtt_port, 1884);
    EXPECT_EQ(configuration->settings.packet_bytes_max, 1024U * 1024);
    EXPECT_EQ(configuration->settings.idle_timeout, std::chrono::hours{2});
    EXPECT_TRUE(configuration->settings.anonymous);
    EXPECT_THAT(configuration->settings.general_topics, ElementsAre("home/#", "a,b"));
}

TEST_F(ConfigurationTest, SplitsListsInTheEnvironmentAtCommas) {
    const auto configuration = read({}, {"FIELDCAST_GENERAL_TOPICS=home/#,+/state"});
    ASSERT_TRUE(configuration);
    EXPECT_THAT(configuration->settings.general_topics, ElementsAre("home/#", "+/state"));
}

TEST_F(ConfigurationTest, TakesAnEmptyVariableAsNotGiven) {
    const auto configuration = read({}, {"FIELDCAST_MQTT_PORT="});
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->settings.mqtt_port, 1883);
}

TEST_F(ConfigurationTest, FindsDataFolderAndFileThroughTheEnvironment) {
    const std::string file = folder_.write("other.toml", "shards = 3");
    const auto configuration =
        read_configuration({}, {"FIELDCAST_DATA=" + folder_.path(), "FIELDCAST_CONFIG=" + file});
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->data_folder, folder_.path());
    EXPECT_EQ(configuration->settings.shards, 3U);
}

TEST_F(ConfigurationTest, NamesTheNearestRightNameInTheWordsOfTheSource) {
    EXPECT_EQ(error({flag("mqtt-prot", {"1"})}),
              "--mqtt-prot: there is no such option; did you mean --mqtt-port?");
    EXPECT_EQ(error({}, {"FIELDCAST_MQTT_PROT=1"}),
              "FIELDCAST_MQTT_PROT: there is no such option; did you mean FIELDCAST_MQTT_PORT?");
    file_says("shards = 1\n\nmqtt_prot = 1\n");
    EXPECT_EQ(error(), folder_.path() +
                           "/fieldcast.toml, line 3: mqtt_prot: there is no such option; did you "
                           "mean mqtt_port?");
}

TEST_F(ConfigurationTest, NamesPlaceRangeAndUnitOfAWrongValue) {
    EXPECT_EQ(error({flag("mqtt-port", {"70000"})}),
              "--mqtt-port: \"70000\" must be a number from 0 to 65535");
    EXPECT_EQ(error({}, {"FIELDCAST_IDLE_TIMEOUT=5"}),
              "FIELDCAST_IDLE_TIMEOUT: \"5\" must be a time from 100ms to 365d");
    file_says("shards = 1\nqueued_bytes_max = \"3 apples\"\n");
    EXPECT_EQ(error(), folder_.path() +
                           "/fieldcast.toml, line 2: queued_bytes_max: \"3 apples\" must be a size "
                           "from 1KiB to 4GiB");
}

TEST_F(ConfigurationTest, NamesTheLineOfAFileThatIsNoToml) {
    file_says("shards = 1\nmqtt_port = = 3\n");
    EXPECT_THAT(error(), HasSubstr("/fieldcast.toml, line 2: "));
    file_says("shards = 1\n[mqtt]\nport = 3\n");
    EXPECT_THAT(error(), AllOf(HasSubstr("line 2: mqtt"), EndsWith("the file has no sections")));
    file_says("shards = 1\nshards = 2\n");
    EXPECT_THAT(error(), HasSubstr("line 2: "));
}

TEST_F(ConfigurationTest, TakesOneValueExceptForLists) {
    file_says("mqtt_port = [1, 2]");
    EXPECT_THAT(error(), EndsWith("must be one value, a number from 0 to 65535"));
}

TEST_F(ConfigurationTest, KeepsTheStartOutOfTheFile) {
    file_says("data = \"elsewhere\"");
    EXPECT_THAT(error(), EndsWith("data: give it as --data or FIELDCAST_DATA instead of in the "
                                  "file"));
}

TEST_F(ConfigurationTest, RefusesAFileThatIsNamedButCannotBeRead) {
    EXPECT_THAT(error({flag("config", {folder_ / "missing.toml"})}),
                AllOf(HasSubstr("missing.toml cannot be read"), HasSubstr("No such file")));
    EXPECT_THAT(error({flag("config", {folder_.path()})}), EndsWith("is a folder."));
}

TEST_F(ConfigurationTest, AllowsAnonymousClientsOnAnAddressThatWasChosenOnly) {
    const auto anonymous = flag("anonymous", {"true"});
    const auto topics = flag("general-topics", {"home/#"});
    EXPECT_THAT(error({anonymous, topics}), HasSubstr("--bind 127.0.0.1"));
    EXPECT_THAT(error({anonymous, flag("bind", {"::"})}), HasSubstr("--general-topics"));
    EXPECT_EQ(error({anonymous, topics, flag("bind", {"::"})}), "");
    EXPECT_EQ(error({anonymous, topics}, {"FIELDCAST_BIND=127.0.0.1"}), "");
}

TEST_F(ConfigurationTest, AllowsAnAccessFileOnlyWhereThereAreGeneralTopics) {
    const auto access_file = flag("access-file", {"access.toml"});
    EXPECT_THAT(error({access_file}),
                AllOf(HasSubstr("access-file"), HasSubstr("--general-topics")));
    const auto configuration = read({access_file, flag("general-topics", {"home/#"})});
    ASSERT_TRUE(configuration) << configuration.error();
    EXPECT_EQ(configuration->access_file, "access.toml");
    EXPECT_THAT(error({flag("access-file", {""})}), HasSubstr("must be a text that is not empty"));
}

TEST(DataFolderChoice, IsTheFlagThenTheEnvironmentThenTheDefault) {
    EXPECT_EQ(data_folder_of("here", {"FIELDCAST_DATA=there"}), "here");
    EXPECT_EQ(data_folder_of({}, {"FIELDCAST_DATA=there"}), "there");
    EXPECT_EQ(data_folder_of({}, {"FIELDCAST_DATA="}), "./data");
    EXPECT_EQ(data_folder_of({}, {"FIELDCAST_MQTT_PROT=1"}), "./data");
}

TEST_F(ConfigurationTest, TakesCertificateAndKeyOnlyTogether) {
    EXPECT_THAT(error({flag("tls-cert", {"a.pem"})}), HasSubstr("give both or neither"));
    EXPECT_THAT(error({flag("tls-key", {"a.key"})}), HasSubstr("give both or neither"));
    EXPECT_EQ(error({flag("tls-cert", {"a.pem"}), flag("tls-key", {"a.key"})}), "");
}

TEST_F(ConfigurationTest, TakesClientCertificatesOnlyWithTheirAuthority) {
    const auto required = flag("tls-client-certificates", {"required"});
    const auto authority = flag("tls-client-ca", {"a.pem"});
    const auto identity = flag("tls-certificate-identity", {"true"});
    EXPECT_THAT(error({required}), HasSubstr("--tls-client-ca FILE"));
    EXPECT_THAT(error({authority}), HasSubstr("--tls-client-certificates"));
    EXPECT_THAT(error({identity}), HasSubstr("--tls-client-certificates"));
    EXPECT_EQ(error({required, authority, identity}), "");
}

TEST_F(ConfigurationTest, SplitsUrlsOfTheEnvironmentAtCommas) {
    const auto configuration =
        read({}, {"FIELDCAST_LISTEN=mqtt://127.0.0.1:1,http://[::1]:2", "FIELDCAST_TLS_NAMES=a,b"});
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->settings.listen.size(), 2U);
    EXPECT_THAT(configuration->tls_names, ElementsAre("a", "b"));
}

}  // namespace
}  // namespace fieldcast::app
