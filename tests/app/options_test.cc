#include "app/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace fieldcast::app {
namespace {

using testing::HasSubstr;

std::string error_of(std::string_view name, const std::string& value) {
    Configuration configuration;
    const auto set = set_option(configuration, *find_option(name), std::vector{value});
    return set ? "" : set.error();
}

/// The body of server::Settings, from its header, without comments.
std::string settings_body() {
    std::ifstream file{FIELDCAST_SOURCE_DIR "/src/server/settings.h"};
    std::string body;
    for (std::string line; std::getline(file, line) && line != "};";) {
        if (line == "struct Settings {")
            body.clear();
        else
            body += line.substr(0, line.find("//")) + ' ';
    }
    return body;
}

std::vector<std::string> settings_members() {
    std::vector<std::string> names;
    std::istringstream body{settings_body()};
    for (std::string statement; std::getline(body, statement, ';');) {
        std::istringstream words{statement.substr(0, statement.find_first_of("={"))};
        std::string name;
        while (words >> name) continue;
        if (!name.empty()) names.push_back(name);
    }
    return names;
}

TEST(Options, CoverEverySettingOfTheServer) {
    const auto members = settings_members();
    ASSERT_GE(members.size(), 20);
    for (const std::string& member : members) {
        const std::string name = member == "bind_address" ? "bind" : member;
        EXPECT_NE(find_option(name), nullptr) << member;
    }
}

TEST(Options, SetDifferentPlaces) {
    Configuration configuration;
    std::set<const void*> places;
    for (const Option& option : options())
        std::visit([&](const auto* place) { places.insert(place); }, option.place(configuration));
    EXPECT_EQ(places.size(), options().size());
}

TEST(Options, HaveDefaultsThatTheyWouldAcceptThemselves) {
    for (const Option& option : options()) {
        const std::string value = value_of(option, Configuration{});
        const bool is_unset = value.empty();
        EXPECT_TRUE(is_unset || error_of(option.name, value).empty()) << option.name;
    }
}

TEST(Options, StandInTheOrderOfTheirGroups) {
    EXPECT_TRUE(std::ranges::is_sorted(options(), {}, &Option::group));
}

TEST(Options, AreFoundWithDashesAndUnderscores) {
    ASSERT_NE(find_option("mqtt-port"), nullptr);
    EXPECT_EQ(find_option("mqtt_port"), find_option("mqtt-port"));
    EXPECT_EQ(find_option("mqtt"), nullptr);
    EXPECT_EQ(find_option("mqtt-portx"), nullptr);
}

TEST(Options, AreSpelledAsEachSourceWritesThem) {
    EXPECT_EQ(spelled("mqtt-port", Source::flag), "--mqtt-port");
    EXPECT_EQ(spelled("mqtt-port", Source::environment), "FIELDCAST_MQTT_PORT");
    EXPECT_EQ(spelled("mqtt-port", Source::file), "mqtt_port");
}

TEST(Options, TakeTheirUnits) {
    Configuration configuration;
    const auto set = [&](std::string_view name, const std::string& value) {
        return set_option(configuration, *find_option(name), std::vector{value}).has_value();
    };
    EXPECT_TRUE(set("mqtt-port", "1884"));
    EXPECT_TRUE(set("packet-bytes-max", "1MiB"));
    EXPECT_TRUE(set("idle-timeout", "90s"));
    EXPECT_TRUE(set("anonymous", "true"));
    EXPECT_TRUE(set("log-level", "debug"));
    EXPECT_TRUE(set("bind", "127.0.0.1"));
    EXPECT_EQ(configuration.settings.mqtt_port, 1884);
    EXPECT_EQ(configuration.settings.packet_bytes_max, 1024U * 1024);
    EXPECT_EQ(configuration.settings.idle_timeout, std::chrono::seconds{90});
    EXPECT_TRUE(configuration.settings.anonymous);
    EXPECT_EQ(configuration.log_level, base::LogLevel::debug);
    EXPECT_EQ(configuration.settings.bind_address, "127.0.0.1");
}

TEST(Options, NameRangeAndUnitOfWrongValues) {
    EXPECT_EQ(error_of("mqtt-port", "65536"), "\"65536\" must be a number from 0 to 65535");
    EXPECT_EQ(error_of("mqtt-port", "-1"), "\"-1\" must be a number from 0 to 65535");
    EXPECT_EQ(error_of("packet-bytes-max", "1"), "\"1\" must be a size from 1KiB to 255MiB");
    EXPECT_EQ(error_of("connect-timeout", "5"), "\"5\" must be a time from 10ms to 1h");
    EXPECT_EQ(error_of("anonymous", "maybe"), "\"maybe\" must be true or false");
    EXPECT_EQ(error_of("log-level", "loud"),
              "\"loud\" must be one of debug, info, warning, error, off");
    EXPECT_THAT(error_of("general-topics", "a/#/b"), HasSubstr("must be a topic filter"));
    EXPECT_THAT(error_of("bind", ""), HasSubstr("must be a text that is not empty"));
}

TEST(Options, TakeListsWholeInsteadOfAddingToThem) {
    Configuration configuration;
    const Option& filters = *find_option("general-topics");
    ASSERT_TRUE(set_option(configuration, filters, std::vector<std::string>{"a", "b/#"}));
    ASSERT_TRUE(set_option(configuration, filters, std::vector<std::string>{"c"}));
    EXPECT_EQ(configuration.settings.general_topics, std::vector<std::string>{"c"});
}

TEST(Options, ReadUrlsToListenOn) {
    Configuration configuration;
    const Option& listen = *find_option("listen");
    const std::vector<std::string> urls = {"mqtt://127.0.0.1:1884", "https://[::1]:8443",
                                           "mqtts://0.0.0.0:1?proxy-protocol"};
    ASSERT_TRUE(set_option(configuration, listen, urls));
    const auto& endpoints = configuration.settings.listen;
    ASSERT_EQ(endpoints.size(), 3U);
    EXPECT_EQ(endpoints[1].protocol, server::Protocol::http);
    EXPECT_EQ(endpoints[1].address, "::1");
    EXPECT_EQ(endpoints[1].port, 8443);
    EXPECT_TRUE(endpoints[1].is_tls);
    EXPECT_TRUE(endpoints[2].has_proxy_header);
    EXPECT_EQ(value_of(listen, configuration),
              "mqtt://127.0.0.1:1884,https://[::1]:8443,mqtts://0.0.0.0:1?proxy-protocol");
}

TEST(Options, RefuseUrlsThatNobodyCanListenOn) {
    for (const char* url :
         {"", "mqtt", "mqtt://", "mqtt://127.0.0.1", "mqtt://127.0.0.1:0", "mqtt://127.0.0.1:70000",
          "mqtt://localhost:1883", "mqtt://::1:1883", "mqtt://[127.0.0.1]:1883",
          "ws://127.0.0.1:80", "mqtt://127.0.0.1:1883/path", "mqtt://127.0.0.1:1883?proxy"})
        EXPECT_THAT(error_of("listen", url), HasSubstr("must be a URL: mqtt://")) << url;
}

TEST(Options, LetAnotherPortStandInOnlyForOneThatNobodyHasAskedFor) {
    Configuration configuration;
    EXPECT_EQ(configuration.settings.http_port, (server::WebPort{80, 8080}));
    ASSERT_TRUE(
        set_option(configuration, *find_option("http-port"), std::vector{std::string{"80"}}));
    EXPECT_EQ(configuration.settings.http_port, (server::WebPort{80, 0}));
    EXPECT_EQ(error_of("https-port", "65536"), "\"65536\" must be a number from 0 to 65535");
}

TEST(Options, NameTheKindsOfClientCertificates) {
    EXPECT_EQ(error_of("tls-client-certificates", "required"), "");
    EXPECT_EQ(error_of("tls-client-certificates", "maybe"),
              "\"maybe\" must be one of off, optional, required");
    EXPECT_EQ(error_of("tls-names", "a b"), "\"a b\" must be a host name or an IP address");
}

}  // namespace
}  // namespace fieldcast::app
