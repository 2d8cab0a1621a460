#include "channels/update.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "base/utf8.h"
#include "channels/form.h"
#include "channels/text.h"

namespace fieldcast::channels {
namespace {

using model::Refusal;
using model::ValueName;

constexpr std::size_t index_of(ValueName name) {
    return static_cast<std::size_t>(name);
}

constexpr std::array<std::pair<std::string_view, ValueName>, 6> names_beside_fields = {{
    {"lat", ValueName::latitude},
    {"latitude", ValueName::latitude},
    {"long", ValueName::longitude},
    {"longitude", ValueName::longitude},
    {"elevation", ValueName::elevation},
    {"status", ValueName::status},
}};

/// The field that `name` says, if it is `field1` to `field8` or, where allowed, `1` to `8`.
std::optional<ValueName> find_field(std::string_view name, bool short_names) {
    if (!skip(name, "field") && !short_names) return std::nullopt;
    if (name.size() != 1 || name.front() < '1' || name.front() > '8') return std::nullopt;
    return static_cast<ValueName>(name.front() - '1');
}

std::optional<ValueName> find_value_name(std::string_view name, bool short_names) {
    if (const auto field = find_field(name, short_names)) return field;
    for (const auto& [text, value_name] : names_beside_fields)
        if (text == name) return value_name;
    return std::nullopt;
}

bool is_text(std::string_view bytes) {
    return base::is_valid_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

bool is_number_within(std::string_view text, double limit) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && rest == end && std::abs(number) <= limit;  // false for NaN
}

/// Trims a coordinate, or drops it if it is no number from -limit to limit.
void clean_coordinate(std::optional<std::string_view>& text, double limit) {
    if (!text) return;
    text = without_blanks(*text);
    if (!is_number_within(*text, limit)) text.reset();
}

bool is_ip_address_word(std::string_view value) {
    return std::ranges::equal(value, std::string_view{"ip_address"}, [](char a, char b) {
        return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b);
    });
}

/// `value` as `rules` want it stored.
std::string_view cleaned(std::string_view value, const UpdateRules& rules) {
    if (rules.cuts_escaped_line_ends)
        while (value.ends_with("\\n") || value.ends_with("\\r")) value.remove_suffix(2);
    if (!rules.peer_address.empty() && is_ip_address_word(value)) return rules.peer_address;
    return value;
}

}  // namespace

bool is_value_name(std::string_view name) {
    return find_value_name(name, false).has_value();
}

void UpdateDraft::set(std::string_view name, std::string_view value) {
    is_text_ = is_text_ && is_text(name) && is_text(value);
    value = cleaned(value, rules_);
    // Blanks before a value, as dtostrf pads numbers, are kept: a value is text, and what a device
    // sent is what it reads back.
    if (const auto value_name = find_value_name(name, rules_.short_field_names))
        texts_[index_of(*value_name)] = value;
    else if (name == "created_at")
        created_at_ = value;
    else if (name == "timezone")
        timezone_ = value;
}

base::Result<model::FeedUpdate, Refusal> UpdateDraft::finish(model::ChannelId channel) const {
    if (!is_text_) return std::unexpected(Refusal::invalid_utf8);
    auto texts = texts_;
    clean_coordinate(texts[index_of(ValueName::latitude)], 90);
    clean_coordinate(texts[index_of(ValueName::longitude)], 180);
    clean_coordinate(texts[index_of(ValueName::elevation)], std::numeric_limits<double>::max());
    for (const auto& text : texts)
        if (text && text->size() > rules_.value_bytes_max)
            return std::unexpected(Refusal::value_too_long);
    model::EntryValues values{texts};
    if (values.empty()) return std::unexpected(Refusal::no_usable_value);
    return model::FeedUpdate{.channel = channel,
                             .created_at = parse_time(created_at_, timezone_, rules_.offset_of),
                             .values = std::move(values)};
}

base::Result<model::FeedUpdate, Refusal> parse_update(const PublishTopic& topic,
                                                      std::string_view payload,
                                                      const UpdateRules& rules) {
    if (payload.size() > rules.payload_bytes_max)
        return std::unexpected(Refusal::payload_too_large);
    payload = without_trailing(payload, "\r\n ");
    UpdateDraft draft{rules};
    if (topic.field != 0) {
        const char name[] = {'f', 'i', 'e', 'l', 'd', static_cast<char>('0' + topic.field)};
        draft.set({name, sizeof name}, payload);
        return draft.finish(topic.channel);
    }
    FormReader form{payload};
    while (const auto pair = form.next()) draft.set(pair->name, pair->value);
    return draft.finish(topic.channel);
}

}  // namespace fieldcast::channels
