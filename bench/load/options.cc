#include "load/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <string_view>

namespace fieldcast::load {
namespace {

/// Stores the text of an option's value. False if it is not a value of that option.
using Store = std::function<bool(Options&, std::string_view)>;

struct Row {
    std::string_view name;
    std::string_view value;  ///< what the value is called; empty for a switch
    std::string_view text;
    Store store;
};

template <class Number>
Store number(Number Options::*member) {
    return [member](Options& options, std::string_view text) {
        Number& value = options.*member;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() && value >= Number{};
    };
}

Store text(std::string Options::*member) {
    return [member](Options& options, std::string_view value) {
        options.*member = value;
        return !value.empty();
    };
}

Store on(bool Options::*member) {
    return [member](Options& options, std::string_view) { return options.*member = true; };
}

template <class Member>
Store qos(Member Options::*member) {
    return [member](Options& options, std::string_view text) {
        if (text.size() != 1 || text[0] < '0' || text[0] > '2') return false;
        options.*member = static_cast<base::Qos>(text[0] - '0');
        return true;
    };
}

bool store_topics(Options& options, std::string_view text) {
    if (text == "pairs") return options.topics = Topics::pairs, true;
    if (text == "one") return options.topics = Topics::one, true;
    if (text == "fan-in") return options.topics = Topics::fan_in, true;
    return false;
}

bool store_transport(Options& options, std::string_view text) {
    constexpr std::array<std::string_view, 4> names = {"tcp", "tls", "ws", "wss"};
    const auto found = std::ranges::find(names, text);
    options.transport = static_cast<Transport>(found - names.begin());
    return found != names.end();
}

const std::array rows = {
    Row{"host", "ADDRESS", "broker's address (127.0.0.1)", text(&Options::host)},
    Row{"port", "PORT", "broker's port (1883)", number(&Options::port)},
    Row{"transport", "NAME", "tcp, tls, or ws and wss: WebSocket on /mqtt (tcp)", store_transport},
    Row{"resume", "", "TLS: all go on with a session of the first", on(&Options::resume)},
    Row{"tls-1.2", "", "... and TLS 1.2, which small devices have", on(&Options::tls_1_2)},
    Row{"source-addresses", "N", "spread the clients over 127.0.0.1 to 127.0.0.N (1)",
        number(&Options::source_addresses)},
    Row{"pid", "PID", "broker's process: tells its CPU time and memory",
        number(&Options::broker_pid)},
    Row{"publishers", "N", "clients that publish", number(&Options::publishers)},
    Row{"subscribers", "M", "clients that subscribe", number(&Options::subscribers)},
    Row{"topics", "SHAPE", "pairs: one topic each; one: all on one; fan-in: bench/+", store_topics},
    Row{"channels", "FILE", "clients from a file of JSON lines instead, see README.md",
        text(&Options::channels_file)},
    Row{"qos", "Q", "of the publishes (0)", qos(&Options::qos)},
    Row{"sub-qos", "Q", "of the subscriptions (as --qos)", qos(&Options::sub_qos)},
    Row{"in-flight", "K", "closed loop: messages of one publisher on their way (16)",
        number(&Options::in_flight)},
    Row{"payload-bytes", "B", "of each message (48)", number(&Options::payload_bytes)},
    Row{"messages", "N", "measure until N messages are published and delivered",
        number(&Options::messages)},
    Row{"seconds", "S", "or measure for S seconds (10)", number(&Options::seconds)},
    Row{"warmup", "S", "seconds before the measuring begins (2)", number(&Options::warmup_s)},
    Row{"rate", "R", "open loop: R messages a second in all; tells latencies",
        number(&Options::rate)},
    Row{"http", "N", "HTTP instead: N connections, one request on its way each",
        number(&Options::http)},
    Row{"path", "PATH", "... what they ask for, with its query (/)", text(&Options::path)},
    Row{"body", "FORM", "... and POST; without it they GET", text(&Options::body)},
    Row{"idle", "N", "connect N clients that do nothing; tells memory each",
        number(&Options::idle)},
    Row{"idle-subscribed", "", "... with one subscription each", on(&Options::idle_subscribed)},
    Row{"keep-sessions", "", "clients with subscriptions have sessions that outlive connections",
        on(&Options::keep_sessions)},
    Row{"json", "", "one line of JSON instead of the table", on(&Options::json)},
    Row{"help", "", "this text", on(&Options::help)},
};

const Row* find_row(std::string_view name) {
    for (const Row& row : rows)
        if (row.name == name) return &row;
    return nullptr;
}

std::optional<std::string> first_contradiction(const Options& options) {
    if (options.help) return std::nullopt;
    if (options.in_flight == 0) return "--in-flight must be at least 1";
    if (options.source_addresses == 0) return "--source-addresses must be at least 1";
    if (options.publishers + options.idle + options.http == 0 && options.channels_file.empty())
        return "nothing to do: give --publishers, --channels, --http or --idle";
    return std::nullopt;
}

}  // namespace

base::Result<Options, std::string> parse_options(std::span<char*> arguments) {
    Options options;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        const Row* row = argument.starts_with("--") ? find_row(argument.substr(2)) : nullptr;
        if (!row) return std::unexpected(fmt::format("unknown option {}", argument));
        std::string_view value;
        if (!row->value.empty()) value = ++i < arguments.size() ? arguments[i] : "";
        if (!row->store(options, value))
            return std::unexpected(fmt::format("{} wants {}: {}", argument, row->value, row->text));
    }
    if (const auto contradiction = first_contradiction(options))
        return std::unexpected(*contradiction);
    return options;
}

std::string help_text() {
    std::string help =
        "fieldcast-load: thousands of MQTT 3.1.1 or HTTP clients in one thread.\n"
        "Counts every delivery and checks its order; exit status 1 if a message is lost,\n"
        "duplicated or reordered or a client is refused or closed.\n\n";
    for (const Row& row : rows)
        help += fmt::format("  {:<26} {}\n", fmt::format("--{} {}", row.name, row.value), row.text);
    return help;
}

}  // namespace fieldcast::load
