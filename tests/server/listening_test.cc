// Where a server listens, and where instead.

#include <gmock/gmock.h>

#include <array>

#include "net/address.h"
#include "server/test_server.h"

namespace fieldcast::server {
namespace {

using testing::HasSubstr;

/// A port of 127.0.0.1 that somebody listens on.
class TakenPort {
  public:
    TakenPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(socket_.number(), generic, size), 0);
        EXPECT_EQ(::listen(socket_.number(), 1), 0);
        EXPECT_EQ(::getsockname(socket_.number(), generic, &size), 0);
        number_ = ntohs(address.sin_port);
    }

    [[nodiscard]] std::uint16_t number() const { return number_; }
    void is_freed() { socket_.close(); }

  private:
    net::FileDescriptor socket_;
    std::uint16_t number_ = 0;
};

class Listening : public testing::Test {
  protected:
    Listening() {
        settings_.bind_address = "127.0.0.1";
        settings_.mqtt_port = settings_.mqtts_port = 0;
        settings_.http_port = settings_.https_port = {};
        settings_.shards = 2;
        char name[] = "/tmp/fieldcast-test-XXXXXX";
        folder_ = ::mkdtemp(name);
    }
    ~Listening() override { std::filesystem::remove_all(folder_); }

    base::Result<std::unique_ptr<Server>, std::string> started() {
        auto store = storage::EmbeddedStore::open(folder_);
        EXPECT_TRUE(store) << store.error().text;
        return Server::start(settings_,
                             {.store = std::move(*store),
                              .directory = {},
                              .secret = {},
                              .random = devices::system_random(),
                              .clock = clock_,
                              .administration = [](auto&, auto) { return std::string{}; },
                              .data_folder = folder_});
    }

    base::SystemClock clock_;
    Settings settings_;
    std::string folder_;
};

TEST_F(Listening, TakesTheOtherPortWhereTheFirstIsTaken) {
    const TakenPort first;
    TakenPort second;
    second.is_freed();
    settings_.http_port = {first.number(), second.number()};
    const auto server = started();
    ASSERT_TRUE(server) << server.error();
    ASSERT_EQ((*server)->endpoints().size(), 1U);
    EXPECT_EQ((*server)->endpoints()[0].port, second.number());
}

TEST_F(Listening, NamesTheOptionWhereBothPortsAreTaken) {
    const TakenPort first;
    const TakenPort second;
    settings_.http_port = {first.number(), second.number()};
    const auto server = started();
    ASSERT_FALSE(server);
    EXPECT_THAT(server.error(), HasSubstr("http-port: "));
    EXPECT_THAT(server.error(), HasSubstr(std::to_string(first.number())));
    EXPECT_THAT(server.error(), HasSubstr(std::to_string(second.number())));
}

TEST_F(Listening, TakesNoOtherPortWhereNoneMayStandIn) {
    const TakenPort first;
    settings_.mqtt_port = first.number();
    const auto server = started();
    ASSERT_FALSE(server);
    EXPECT_THAT(server.error(), testing::StartsWith("mqtt-port: cannot listen on 127.0.0.1"));
}

TEST(Endpoint, IsDescribedByUrlsThatWorkElsewhere) {
    const auto description = [](std::string_view url) {
        return description_of(*parse_endpoint(url), "pi");
    };
    EXPECT_EQ(description("mqtts://[::]:8883"), "MQTT on :: port 8883: mqtts://pi:8883");
    EXPECT_EQ(description("http://[2001:db8::1]:80"),
              "HTTP on 2001:db8::1 port 80: http://[2001:db8::1]:80/ and, for MQTT, "
              "ws://[2001:db8::1]:80/mqtt");
}

}  // namespace
}  // namespace fieldcast::server
