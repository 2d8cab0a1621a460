// Values of options: reading, writing and naming what is allowed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>

#include "app/options.h"
#include "app/quantities.h"
#include "mqtt/topic.h"
#include "net/certificates.h"

namespace fieldcast::app {
namespace {

constexpr std::array<std::string_view, 5> log_levels = {"debug", "info", "warning", "error", "off"};
constexpr std::array<std::string_view, 3> client_certificates = {"off", "optional", "required"};

/// The number that `text` means in the option's unit.
std::optional<std::uint64_t> parse_number(Unit unit, std::string_view text) {
    if (unit == Unit::bytes) return parse_bytes(text);
    if (unit == Unit::count) return parse_count(text);
    const auto time = parse_duration(text);
    if (!time) return std::nullopt;
    return static_cast<std::uint64_t>(time->count());
}

std::string number_text(Unit unit, std::uint64_t number) {
    if (unit == Unit::bytes) return bytes_text(number);
    if (unit == Unit::duration) return duration_text(base::Milliseconds{number});
    return fmt::to_string(number);
}

/// Puts one text into the place; false if it is not an allowed value.
struct Assign {
    const Option& option;
    const std::string& text;

    bool operator()(std::string* place) const {
        *place = text;
        return !text.empty();
    }
    bool operator()(std::vector<std::string>* place) const {
        place->push_back(text);
        return option.unit == Unit::names ? net::is_certifiable_name(text)
                                          : mqtt::is_topic_filter(text);
    }
    bool operator()(std::vector<server::Endpoint>* place) const {
        const auto endpoint = server::parse_endpoint(text);
        if (endpoint) place->push_back(*endpoint);
        return endpoint.has_value();
    }
    bool operator()(bool* place) const {
        *place = text == "true" || text == "1";
        return *place || text == "false" || text == "0";
    }
    bool operator()(base::LogLevel* place) const {
        const auto level = base::parse_log_level(text);
        if (level) *place = *level;
        return level.has_value();
    }
    bool operator()(net::ClientCertificates* place) const {
        const auto* const found = std::ranges::find(client_certificates, text);
        *place = static_cast<net::ClientCertificates>(found - client_certificates.begin());
        return found != client_certificates.end();
    }
    /// A port that somebody has asked for has no other one to stand in.
    bool operator()(server::WebPort* place) const {
        place->otherwise = 0;
        return (*this)(&place->number);
    }
    template <class Number>
    bool operator()(Number* place) const {
        const auto number = parse_number(option.unit, text);
        if (!number || *number < option.smallest || *number > option.largest) return false;
        *place = static_cast<Number>(*number);
        return true;
    }
};

struct Show {
    Unit unit;

    std::string operator()(const std::string* place) const { return *place; }
    std::string operator()(const std::vector<std::string>* place) const {
        return fmt::format("{}", fmt::join(*place, ","));
    }
    std::string operator()(const std::vector<server::Endpoint>* place) const {
        const auto url = [](const server::Endpoint& endpoint) { return endpoint.url(); };
        return fmt::format("{}", fmt::join(*place | std::views::transform(url), ","));
    }
    std::string operator()(const net::ClientCertificates* place) const {
        return std::string{client_certificates[static_cast<std::size_t>(*place)]};
    }
    std::string operator()(const server::WebPort* place) const {
        return fmt::to_string(place->number);
    }
    std::string operator()(const bool* place) const { return *place ? "true" : "false"; }
    std::string operator()(const base::LogLevel* place) const {
        return std::string{log_levels[static_cast<std::size_t>(*place)]};
    }
    std::string operator()(const base::Milliseconds* place) const { return duration_text(*place); }
    template <class Number>
    std::string operator()(const Number* place) const {
        return number_text(unit, *place);
    }
};

std::string range(const Option& option) {
    return fmt::format("from {} to {}", number_text(option.unit, option.smallest),
                       number_text(option.unit, option.largest));
}

}  // namespace

base::Result<void, std::string> set_option(Configuration& configuration, const Option& option,
                                           std::span<const std::string> values) {
    const OptionPlace place = option.place(configuration);
    if (auto* const* list = std::get_if<std::vector<std::string>*>(&place)) (*list)->clear();
    if (auto* const* list = std::get_if<std::vector<server::Endpoint>*>(&place)) (*list)->clear();
    for (const std::string& value : values)
        if (!std::visit(Assign{option, value}, place))
            return std::unexpected(fmt::format("\"{}\" must be {}", value, allowed_values(option)));
    return {};
}

std::string value_of(const Option& option, Configuration configuration) {
    return std::visit(Show{option.unit}, option.place(configuration));
}

std::string allowed_values(const Option& option) {
    switch (option.unit) {
        case Unit::text: return "a text that is not empty";
        case Unit::filters: return "a topic filter such as home/# or +/state";
        case Unit::names: return "a host name or an IP address";
        case Unit::urls:
            return "a URL: mqtt://, mqtts://, http:// or https:// with an IP address and a port, "
                   "such as mqtt://127.0.0.1:1884 or https://[::]:8443, and ?proxy-protocol behind "
                   "it "
                   "where each connection begins with a PROXY header";
        case Unit::on_off: return "true or false";
        case Unit::client_certificates:
            return fmt::format("one of {}", fmt::join(client_certificates, ", "));
        case Unit::log_level: return fmt::format("one of {}", fmt::join(log_levels, ", "));
        case Unit::count: return "a number " + range(option);
        case Unit::bytes: return "a size " + range(option);
        case Unit::duration: return "a time " + range(option);
    }
    ASSERT(false);
}

}  // namespace fieldcast::app
