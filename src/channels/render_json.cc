#include "channels/render_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace fieldcast::channels {
namespace {

using model::ValueName;

/// What stands before each value of an entry, whole, because entries are written by the million.
constexpr std::array<std::string_view, model::value_names> value_keys = {
    R"(,"field1":)",   R"(,"field2":)",    R"(,"field3":)",    R"(,"field4":)",
    R"(,"field5":)",   R"(,"field6":)",    R"(,"field7":)",    R"(,"field8":)",
    R"(,"latitude":)", R"(,"longitude":)", R"(,"elevation":)", R"(,"status":)"};

/// About what a feed message has besides its values.
constexpr std::size_t feed_message_frame_bytes = 320;

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> text;
    const auto result = std::to_chars(text.data(), text.data() + text.size(), number);
    out.append(text.data(), result.ptr);
}

bool needs_escape(char byte) {
    return static_cast<unsigned char>(byte) < 0x20 || byte == '"' || byte == '\\';
}

/// Appends the escape of a byte that needs one.
void append_escape(std::string& out, char byte) {
    constexpr std::string_view hex = "0123456789abcdef";
    switch (byte) {
        case '"': out += R"(\")"; return;
        case '\\': out += R"(\\)"; return;
        case '\b': out += R"(\b)"; return;
        case '\f': out += R"(\f)"; return;
        case '\n': out += R"(\n)"; return;
        case '\r': out += R"(\r)"; return;
        case '\t': out += R"(\t)"; return;
        default: break;
    }
    out += R"(\u00)";
    out += hex[static_cast<unsigned char>(byte) >> 4];
    out += hex[static_cast<unsigned char>(byte) & 0xf];
}

/// Appends `text` between quotes, with one look at the room in `out` for all three: a sixth of
/// the time of a feed.
void append_quoted(std::string& out, std::string_view text) {
    const std::size_t begin = out.size();
    const std::size_t end = begin + text.size() + 2;
    // The size that libstdc++ 12 hands in is the capacity where it had to grow.
    out.resize_and_overwrite(end, [=](char* bytes, std::size_t) {
        bytes[begin] = '"';
        std::ranges::copy(text, bytes + begin + 1);
        bytes[end - 1] = '"';
        return end;
    });
}

void append_json_text(std::string& out, const std::optional<std::string_view>& text) {
    if (text)
        append_json_string(out, *text);
    else
        out += "null";
}

/// Appends `,"name":`, for every member but an object's first.
void append_key(std::string& out, std::string_view name) {
    out += ",\"";
    out += name;
    out += "\":";
}

void append_time_text(std::string& out, base::Timestamp time, const Zone& zone) {
    out += '"';
    append_time(out, time, zone, TimeForm::iso_8601);
    out += '"';
}

/// Appends the member, unless `text` is empty.
void append_if_set(std::string& out, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    append_key(out, name);
    append_json_string(out, text);
}

void append_place(std::string& out, const model::Channel& channel) {
    append_if_set(out, "latitude", channel.latitude);
    append_if_set(out, "longitude", channel.longitude);
}

void append_brief_channel(std::string& out, const model::Channel& channel) {
    out += R"({"name":)";
    append_json_string(out, channel.name);
    append_place(out, channel);
    out += '}';
}

void append_channel(std::string& out, const FeedHead& head, const Zone& zone) {
    const model::Channel& channel = head.channel;
    out += R"({"id":)";
    append_number(out, channel.id.value);
    append_key(out, "name");
    append_json_string(out, channel.name);
    append_if_set(out, "description", channel.description);
    append_place(out, channel);
    for (std::size_t i = 0; i < model::fields_per_channel; ++i)
        append_if_set(out, name_of(static_cast<ValueName>(i)), channel.field_labels[i]);
    append_key(out, "created_at");
    append_time_text(out, channel.created_at, zone);
    append_key(out, "updated_at");
    append_time_text(out, channel.updated_at, zone);
    append_if_set(out, "elevation", channel.elevation);
    append_key(out, "last_entry_id");
    if (head.last_entry == model::EntryId{})
        out += "null";
    else
        append_number(out, head.last_entry.value);
    if (head.metadata) {
        append_key(out, "metadata");
        append_json_text(out, channel.metadata.empty()
                                  ? std::nullopt
                                  : std::optional<std::string_view>{channel.metadata});
    }
    out += '}';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    if (std::ranges::none_of(text, needs_escape)) return append_quoted(out, text);
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!needs_escape(text[i])) continue;
        out += text.substr(plain, i - plain);
        append_escape(out, text[i]);
        plain = i + 1;
    }
    out += text.substr(plain);
    out += '"';
}

void append_feed_message(std::string& out, model::ChannelId channel, const model::Entry& entry) {
    out.reserve(out.size() + feed_message_frame_bytes + entry.values.packed().size());
    out += R"({"channel_id":)";
    append_number(out, channel.value);
    out += R"(,"created_at":")";
    base::append_iso8601(out, entry.created_at);
    out += R"(","entry_id":)";
    append_number(out, entry.id.value);
    const auto texts = entry.values.texts();
    for (std::size_t i = 0; i < model::value_names; ++i) {
        out += value_keys[i];
        append_json_text(out, texts[i]);
    }
    out += '}';
}

void append_json_head(std::string& out, const FeedHead& head, const Zone& zone) {
    out += R"({"channel":)";
    if (head.is_brief)
        append_brief_channel(out, head.channel);
    else
        append_channel(out, head, zone);
    out += R"(,"feeds":[)";
}

void append_json_entry(std::string& out, const model::Entry& entry, const EntryStyle& style) {
    const Columns columns = style.columns;  // in registers: what `out` grows by may be anywhere
    out += R"({"created_at":")";
    append_time(out, entry.created_at, style.zone, TimeForm::iso_8601);
    out += '"';
    if (columns.entry_id) {
        out += R"(,"entry_id":)";
        append_number(out, entry.id.value);
    }
    const auto texts = entry.values.texts();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!columns.values[i]) continue;
        out += value_keys[i];
        append_json_text(out, texts[i]);
    }
    out += '}';
}

}  // namespace fieldcast::channels
