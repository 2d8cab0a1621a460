#include "channels/render.h"

#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "base/time.h"

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

/// The name alone.
constexpr std::string_view bare_name(std::size_t value) {
    return value_keys[value].substr(2, value_keys[value].size() - 4);
}

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

void append_time(std::string& out, base::Timestamp time) {
    out += '"';
    base::append_iso8601(out, time);
    out += '"';
}

/// Appends the member, unless `text` is empty.
void append_if_set(std::string& out, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    append_key(out, name);
    append_json_string(out, text);
}

void append_channel(std::string& out, const FeedView& view) {
    const model::Channel& channel = view.channel;
    out += R"({"id":)";
    append_number(out, channel.id.value);
    append_key(out, "name");
    append_json_string(out, channel.name);
    append_if_set(out, "description", channel.description);
    append_if_set(out, "latitude", channel.latitude);
    append_if_set(out, "longitude", channel.longitude);
    for (std::size_t i = 0; i < model::fields_per_channel; ++i)
        append_if_set(out, bare_name(i), channel.field_labels[i]);
    append_key(out, "created_at");
    append_time(out, channel.created_at);
    append_key(out, "updated_at");
    append_time(out, channel.updated_at);
    append_if_set(out, "elevation", channel.elevation);
    append_key(out, "last_entry_id");
    if (view.last_entry == model::EntryId{})
        out += "null";
    else
        append_number(out, view.last_entry.value);
    out += '}';
}

/// The indices of the values that each entry of the answer shows, in their order.
std::vector<std::size_t> shown_values(const FeedView& view) {
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < model::fields_per_channel; ++i)
        if (!view.channel.field_labels[i].empty()) shown.push_back(i);
    if (view.location)
        for (const auto name : {ValueName::latitude, ValueName::longitude, ValueName::elevation})
            shown.push_back(static_cast<std::size_t>(name));
    if (view.status) shown.push_back(static_cast<std::size_t>(ValueName::status));
    return shown;
}

void append_entry(std::string& out, const model::Entry& entry, std::span<const std::size_t> shown) {
    out += R"({"created_at":)";
    append_time(out, entry.created_at);
    append_key(out, "entry_id");
    append_number(out, entry.id.value);
    const auto texts = entry.values.texts();
    for (const std::size_t i : shown) {
        out += value_keys[i];
        append_json_text(out, texts[i]);
    }
    out += '}';
}

/// Appends a cell and the comma before it. Empty text is `""`, so that it stays apart from an
/// absent value.
void append_cell(std::string& out, const std::optional<std::string_view>& text) {
    out += ',';
    if (!text) return;
    if (!text->empty() && text->find_first_of(",\"\r\n") == std::string_view::npos) {
        out += *text;
        return;
    }
    out += '"';
    for (const char byte : *text) {
        if (byte == '"') out += '"';
        out += byte;
    }
    out += '"';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
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
    append_key(out, "created_at");
    append_time(out, entry.created_at);
    append_key(out, "entry_id");
    append_number(out, entry.id.value);
    const auto texts = entry.values.texts();
    for (std::size_t i = 0; i < model::value_names; ++i) {
        out += value_keys[i];
        append_json_text(out, texts[i]);
    }
    out += '}';
}

std::string feed_json(const FeedView& view) {
    const auto shown = shown_values(view);
    std::string out = R"({"channel":)";
    append_channel(out, view);
    out += R"(,"feeds":[)";
    for (const model::Entry& entry : view.entries) {
        if (&entry != &view.entries.front()) out += ',';
        append_entry(out, entry, shown);
    }
    out += "]}";
    return out;
}

std::string feed_csv(const FeedView& view) {
    const auto shown = shown_values(view);
    std::string out = "created_at,entry_id";
    for (const std::size_t i : shown) append_cell(out, bare_name(i));
    out += '\n';
    for (const model::Entry& entry : view.entries) {
        out += base::to_csv_time(entry.created_at);
        out += ',';
        append_number(out, entry.id.value);
        const auto texts = entry.values.texts();
        for (const std::size_t i : shown) append_cell(out, texts[i]);
        out += '\n';
    }
    return out;
}

}  // namespace fieldcast::channels
