#include "channels/feed_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "channels/form.h"
#include "channels/number.h"

namespace fieldcast::channels {
namespace {

using base::Timestamp;
using std::chrono::minutes;

constexpr std::size_t results_by_default = 100;
constexpr std::chrono::hours window_by_default{24};
constexpr minutes day{1440};
constexpr unsigned long minutes_max = 36'500UL * 1440;  // a century
constexpr double offset_hours_max = 14;                 // Kiribati
constexpr std::size_t callback_bytes_max = 128;
constexpr std::size_t quoted_bytes_max = 40;

/// In the order of precedence.
constexpr std::array<std::pair<std::string_view, Aggregation::Kind>, 4> aggregations = {{
    {"timescale", Aggregation::Kind::timescale},
    {"sum", Aggregation::Kind::sum},
    {"average", Aggregation::Kind::average},
    {"median", Aggregation::Kind::median},
}};
constexpr std::array<unsigned long, 8> slot_minutes = {10, 15, 20, 30, 60, 240, 720, 1440};

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, [](char a, char b) {
        return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b);
    });
}

/// `text` as it may stand in a header: printable ASCII, and not too much of it.
std::string quotable(std::string_view text) {
    std::string out{text.substr(0, quoted_bytes_max)};
    std::ranges::replace_if(
        out, [](char byte) { return byte < ' ' || byte > '~'; }, '?');
    if (text.size() > quoted_bytes_max) out += "...";
    return out;
}

bool is_identifier(std::string_view text) {
    const auto is_letter = [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
               byte == '$';
    };
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [&](char byte) {
        return is_letter(byte) || (byte >= '0' && byte <= '9');
    });
}

/// Whether `text` is identifiers joined by points. Anything else in front of the answer would be
/// script of a stranger's choice.
bool is_identifier_path(std::string_view text) {
    if (text.size() > callback_bytes_max) return false;
    while (true) {
        const std::size_t point = text.find('.');
        if (!is_identifier(text.substr(0, point))) return false;
        if (point == text.npos) return true;
        text.remove_prefix(point + 1);
    }
}

std::optional<minutes> parse_slot(std::string_view text) {
    if (text == "daily") return day;
    const auto count = parse_count(text, slot_minutes.back() + 1);
    if (!count || !std::ranges::binary_search(slot_minutes, *count)) return std::nullopt;
    return minutes{*count};
}

/// The parameters by name, and what is read from them.
class Parameters {
  public:
    Parameters(std::string_view form, const TimeZones& zones) : form_{form} {
        while (const auto pair = form_.next()) pairs_.push_back(*pair);
        request_.zone = zone(zones);
    }

    /// All but the window; `request().query` is still to be read.
    void read_what_to_show();
    void read_window(Timestamp now, bool results_lift_default);

    FeedRequest& request() { return request_; }

  private:
    /// The value under `name`, the last of several; nothing if it is empty.
    [[nodiscard]] std::string_view find(std::string_view name) const {
        const auto pair = std::ranges::find(pairs_.rbegin(), pairs_.rend(), name, &FormPair::name);
        return pair == pairs_.rend() ? std::string_view{} : pair->value;
    }
    void note(std::string_view name, std::string_view what_is_wrong) {
        request_.notes.push_back(
            fmt::format("{}={} {}", name, quotable(find(name)), what_is_wrong));
    }
    /// What `parse` makes of the value under `name`; nothing, and a note, if it cannot.
    template <class Parse>
    auto read(std::string_view name, Parse parse, std::string_view what_is_wrong)
        -> decltype(parse(name)) {
        const std::string_view text = find(name);
        if (text.empty()) return std::nullopt;
        auto value = parse(text);
        if (!value) note(name, what_is_wrong);
        return value;
    }

    [[nodiscard]] Zone zone(const TimeZones& zones);
    [[nodiscard]] std::optional<unsigned long> count(std::string_view name, unsigned long max);
    [[nodiscard]] std::optional<Timestamp> time(std::string_view name);
    [[nodiscard]] std::optional<double> number(std::string_view name);
    [[nodiscard]] bool flag(std::string_view name, bool ignores_case);
    [[nodiscard]] std::optional<Aggregation> aggregation();

    FormReader form_;
    std::vector<FormPair> pairs_;
    FeedRequest request_;
};

Zone Parameters::zone(const TimeZones& zones) {
    if (!find("timezone").empty())
        return read(
                   "timezone", [&](std::string_view name) { return Zone::find(name, zones); },
                   "is not in the tz database: UTC is used")
            .value_or(Zone{});
    const auto parse_offset = [](std::string_view text) -> std::optional<Zone> {
        const auto hours = parse_decimal(text);
        if (!hours || std::abs(hours->value) > offset_hours_max) return std::nullopt;
        return Zone::fixed(minutes{std::lround(hours->value * 60)});
    };
    return read("offset", parse_offset, "is not a number of hours from -14 to 14: ignored")
        .value_or(Zone{});
}

std::optional<unsigned long> Parameters::count(std::string_view name, unsigned long max) {
    return read(
        name, [max](std::string_view text) { return parse_count(text, max); },
        "is not a whole number of 0 or more: ignored");
}

std::optional<Timestamp> Parameters::time(std::string_view name) {
    const ZoneOffset offset_of = [this](std::string_view, LocalTime local) {
        return std::chrono::floor<base::Seconds>(local.time_since_epoch() -
                                                 request_.zone.to_utc(local).time_since_epoch());
    };
    return read(
        name, [&](std::string_view text) { return parse_time(text, "the request's", offset_of); },
        "is not a time such as 2026-11-22 18:52:43: ignored");
}

std::optional<double> Parameters::number(std::string_view name) {
    const auto decimal = read(name, parse_decimal, "is not a number: ignored");
    return decimal ? std::optional{decimal->value} : std::nullopt;
}

bool Parameters::flag(std::string_view name, bool ignores_case) {
    const auto parse = [=](std::string_view text) -> std::optional<bool> {
        if (text == "true" || (ignores_case && equals_ignoring_case(text, "true"))) return true;
        if (equals_ignoring_case(text, "false")) return false;
        return std::nullopt;
    };
    return read(name, parse, "is neither true nor false: ignored").value_or(false);
}

std::optional<Aggregation> Parameters::aggregation() {
    for (const auto& [name, kind] : aggregations)
        if (const auto slot =
                read(name, parse_slot,
                     "is none of 10, 15, 20, 30, 60, 240, 720, 1440 and daily: ignored"))
            return Aggregation{.kind = kind, .slot = *slot};
    return std::nullopt;
}

void Parameters::read_what_to_show() {
    request_.location = flag("location", true);
    request_.status = flag("status", true);
    request_.metadata = flag("metadata", false);
    request_.min = number("min");
    request_.max = number("max");
    if (const auto places = count("round", places_max))
        request_.round = static_cast<unsigned>(*places);
    request_.aggregation = aggregation();
    request_.prepend = find("prepend");
    request_.append = find("append");
    if (is_identifier_path(find("callback")))
        request_.callback = find("callback");
    else if (!find("callback").empty())
        note("callback", "is not the name of a JavaScript function: ignored");
}

void Parameters::read_window(Timestamp now, bool results_lift_default) {
    model::FeedQuery& query = request_.query;
    const auto results = count("results", results_max);
    const auto days = count("days", minutes_max / 1440);
    const auto in_minutes = count("minutes", minutes_max);
    const auto first = count("start_entry_id", query.last.value);
    const auto last = count("end_entry_id", query.last.value);
    query.start = time("start");
    query.end = time("end");
    query.first.value = first.value_or(query.first.value);
    query.last.value = last.value_or(query.last.value);
    if (!query.start && in_minutes) query.start = now - minutes{*in_minutes};
    if (!query.start && days) query.start = now - std::chrono::days{*days};
    const bool has_window = query.start || query.end || first || last;
    // ThingSpeak takes `minutes` alone for no window and answers 100 entries of it, and the last
    // day's for ids alone; whoever names a window wants what is in it.
    query.limit = results.value_or(has_window ? results_max : results_by_default);
    if (query.start || first || last || (results && results_lift_default)) return;
    query.start = std::min(query.end.value_or(now), now) - window_by_default;
}

}  // namespace

FeedRequest parse_feed_request(std::string_view form, const model::Channel& channel, Timestamp now,
                               const TimeZones& zones) {
    Parameters parameters{form, zones};
    parameters.read_what_to_show();
    parameters.read_window(now, true);
    parameters.request().query.channel = channel.id;
    return std::move(parameters.request());
}

FeedRequest parse_status_request(std::string_view form, const model::Channel& channel,
                                 Timestamp now, const TimeZones& zones) {
    Parameters parameters{form, zones};
    parameters.read_what_to_show();
    parameters.read_window(now, false);
    parameters.request().query.channel = channel.id;
    parameters.request().query.with_value = model::ValueName::status;
    return std::move(parameters.request());
}

}  // namespace fieldcast::channels
