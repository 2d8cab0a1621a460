#include "app/demo.h"

#include <fmt/format.h>

#include <cerrno>

#include <nlohmann/json.hpp>

namespace fieldcast::app {
namespace {

using Json = nlohmann::ordered_json;
using Made = base::Result<Json, std::string>;

/// The requests of one demonstration, all at the same time of day.
class Demo {
  public:
    Demo(DataFolder& folder, base::Timestamp now) : folder_(folder), now_(now) {}

    Made make(const Json& request) {
        const Json answer = Json::parse(administer(folder_, request.dump(), now_), nullptr, false);
        if (answer.contains("error")) return std::unexpected(answer["error"].get<std::string>());
        return answer;
    }

    Made make_device(std::string_view name, std::string_view permission) {
        return make(
            {{"command", "device add"}, {"name", name}, {"channel", Json::array({permission})}});
    }

  private:
    DataFolder& folder_;
    base::Timestamp now_;
};

struct DemoParts {
    std::string channel;
    Json sensor;
    Json display;
};

base::Result<DemoParts, std::string> make_parts(Demo demo) {
    TRY(demo.make({{"command", "user add"}, {"name", "admin"}}));
    const Json channel = TRY(demo.make({{"command", "channel add"},
                                        {"name", "Demo"},
                                        {"field", {"1=Temperature", "2=Humidity"}}}));
    DemoParts parts;
    parts.channel = channel["id"].dump();
    parts.sensor = TRY(demo.make_device("Demo sensor", parts.channel + ":publish"));
    parts.display = TRY(demo.make_device("Demo display", parts.channel + ":subscribe"));
    return parts;
}

std::string text(const Json& device, const char* key) {
    return device[key].get<std::string>();
}

std::string credentials(std::string_view title, const Json& device) {
    return fmt::format("  {}\n    client ID  {}\n    username   {}\n    password   {}\n", title,
                       text(device, "client_id"), text(device, "username"),
                       text(device, "password"));
}

std::string local_host(const std::string& bind_address) {
    const bool is_everywhere = bind_address == "::" || bind_address == "0.0.0.0";
    return is_everywhere ? "127.0.0.1" : bind_address;
}

/// What both commands have in common.
std::string connection(const Json& device, const server::Settings& settings) {
    return fmt::format("-h {} -p {} -i {} -u {} -P '{}' -q 1", local_host(settings.bind_address),
                       settings.mqtt_port, text(device, "client_id"), text(device, "username"),
                       text(device, "password"));
}

std::string commands(const DemoParts& parts, const server::Settings& settings) {
    if (settings.mqtt_port == 0) return "MQTT is off (port 0), so there is nothing to try yet.\n";
    return fmt::format(
        "Watch the channel in one terminal:\n\n"
        "mosquitto_sub {} -t channels/{}/subscribe\n\n"
        "Publish to it in another:\n\n"
        "mosquitto_pub {} -t channels/{}/publish -m 'field1=21.5&field2=48'\n",
        connection(parts.display, settings), parts.channel, connection(parts.sensor, settings),
        parts.channel);
}

constexpr std::string_view page =
    "\nFirst start: made user admin, channel {} and two devices. The passwords are shown this\n"
    "once; {} device password ID makes new ones.\n\n{}\n{}\n{}\n";

}  // namespace

base::Result<std::string, std::string> make_demo(DataFolder& folder,
                                                 const server::Settings& settings,
                                                 base::Timestamp now) {
    if (!folder.directory.users().empty()) return std::string{};
    const DemoParts parts = TRY(make_parts(Demo{folder, now}));
    const std::string_view program = program_invocation_name;  // not on the PATH after ./run
    return fmt::format(
        page, parts.channel, program, credentials("Demo sensor, may publish", parts.sensor),
        credentials("Demo display, may subscribe", parts.display), commands(parts, settings));
}

}  // namespace fieldcast::app
