#include "channels/render_xml.h"

#include <algorithm>
#include <optional>

namespace fieldcast::channels {
namespace {

using model::ValueName;

/// What must not stand in the text of an element as it is, or may begin such a character.
bool may_need_escape(char byte) {
    return static_cast<unsigned char>(byte) < 0x20 || byte == '&' || byte == '<' || byte == '>' ||
           byte == '\xef';
}

/// Takes such a byte, or a character that XML cannot say, off the front of `text` and appends what
/// stands for it.
void append_escape(std::string& out, std::string_view& text) {
    constexpr std::string_view replacement = "\xef\xbf\xbd";
    const char byte = text.front();
    const bool is_no_character =
        text.starts_with("\xef\xbf\xbe") || text.starts_with("\xef\xbf\xbf");
    text.remove_prefix(is_no_character ? 3 : 1);
    switch (byte) {
        case '&': out += "&amp;"; return;
        case '<': out += "&lt;"; return;
        case '>': out += "&gt;"; return;
        case '\r': out += "&#13;"; return;  // a bare one would be read as a line feed
        case '\t':
        case '\n': out += byte; return;
        case '\xef': out += is_no_character ? replacement : std::string_view{&byte, 1}; return;
        default: out += replacement; return;
    }
}

/// Appends an element of `type`, empty for text; without `text` it is nil.
void append_element(std::string& out, std::string_view name, std::string_view type,
                    std::optional<std::string_view> text) {
    out += '<';
    out += name;
    if (!type.empty()) {
        out += R"( type=")";
        out += type;
        out += '"';
    }
    if (!text) {
        out += R"( nil="true"/>)";
        return;
    }
    out += '>';
    append_xml_text(out, *text);
    out += "</";
    out += name;
    out += '>';
}

void append_integer(std::string& out, std::string_view name, std::uint64_t number) {
    append_element(out, name, "integer", std::to_string(number));
}

/// Appends the element, unless `text` is empty.
void append_if_set(std::string& out, std::string_view name, std::string_view type,
                   std::string_view text) {
    if (!text.empty()) append_element(out, name, type, text);
}

void append_time_element(std::string& out, std::string_view name, base::Timestamp time,
                         const Zone& zone) {
    std::string text;
    append_time(text, time, zone, TimeForm::iso_8601);
    append_element(out, name, "dateTime", text);
}

void append_value(std::string& out, const model::Entry& entry, ValueName value) {
    const bool is_decimal = value == ValueName::latitude || value == ValueName::longitude;
    append_element(out, name_of(value), is_decimal ? "decimal" : "", entry.values.get(value));
}

void append_fields_of_channel(std::string& out, const FeedHead& head, const Zone& zone) {
    const model::Channel& channel = head.channel;
    for (std::size_t i = 0; i < model::fields_per_channel; ++i)
        append_if_set(out, name_of(static_cast<ValueName>(i)), "", channel.field_labels[i]);
    append_time_element(out, "created-at", channel.created_at, zone);
    append_time_element(out, "updated-at", channel.updated_at, zone);
    append_if_set(out, "elevation", "", channel.elevation);
    if (head.last_entry == model::EntryId{})
        append_element(out, "last-entry-id", "integer", std::nullopt);
    else
        append_integer(out, "last-entry-id", head.last_entry.value);
    if (!head.metadata) return;
    append_element(out, "metadata", "",
                   channel.metadata.empty() ? std::nullopt : std::optional{channel.metadata});
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
    while (true) {
        const auto next = std::ranges::find_if(text, may_need_escape);
        out.append(text.begin(), next);
        if (next == text.end()) return;
        text.remove_prefix(static_cast<std::size_t>(next - text.begin()));
        append_escape(out, text);
    }
}

void append_xml_head(std::string& out, const FeedHead& head, const Zone& zone) {
    const model::Channel& channel = head.channel;
    out += xml_declaration;
    out += "<channel>";
    if (!head.is_brief) append_integer(out, "id", channel.id.value);
    append_element(out, "name", "", channel.name);
    if (!head.is_brief) append_if_set(out, "description", "", channel.description);
    append_if_set(out, "latitude", "decimal", channel.latitude);
    append_if_set(out, "longitude", "decimal", channel.longitude);
    if (!head.is_brief) append_fields_of_channel(out, head, zone);
    out += R"(<feeds type="array">)";
}

void append_xml_entry(std::string& out, const model::Entry& entry, const EntryStyle& style) {
    out += "<feed>";
    append_time_element(out, "created-at", entry.created_at, style.zone);
    if (style.columns.entry_id) append_integer(out, "entry-id", entry.id.value);
    for (std::size_t i = 0; i < model::value_names; ++i)
        if (style.columns.values[i]) append_value(out, entry, static_cast<ValueName>(i));
    out += "</feed>";
}

std::string update_xml(model::ChannelId channel, const model::Entry& entry) {
    std::string out{xml_declaration};
    out += "<feed>";
    append_integer(out, "channel-id", channel.value);
    for (std::size_t i = 0; i < model::fields_per_channel; ++i)
        append_value(out, entry, static_cast<ValueName>(i));
    append_time_element(out, "created-at", entry.created_at, Zone{});
    append_integer(out, "entry-id", entry.id.value);
    for (const auto value :
         {ValueName::status, ValueName::latitude, ValueName::longitude, ValueName::elevation})
        append_value(out, entry, value);
    out += "</feed>";
    return out;
}

}  // namespace fieldcast::channels
