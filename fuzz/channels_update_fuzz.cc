// The parsers of channels/ on arbitrary bytes. The first byte chooses the kind of topic, so that
// one input speaks to the form, the bare value, the time and the topic grammars.

#include <cstdint>

#include "base/result.h"
#include "base/utf8.h"
#include "channels/render.h"
#include "channels/time.h"
#include "channels/topics.h"
#include "channels/update.h"

namespace {

using namespace fieldcast;

constexpr model::ChannelId channel{33301};

void check_values(const model::EntryValues& values, const channels::UpdateRules& rules) {
    ASSERT(!values.empty());
    for (const auto& text : values.texts()) {
        ASSERT(!text || text->size() <= rules.value_bytes_max);
        ASSERT(!text || (base::is_valid_utf8(*text) && text->find('\0') == text->npos));
    }
    ASSERT(model::EntryValues::unpack(values.presence(), values.packed()) == values);
}

void check_update(std::uint8_t choice, std::string_view payload) {
    const channels::UpdateRules rules{.short_field_names = (choice & 0x10) != 0};
    const channels::PublishTopic topic{channel, static_cast<std::uint8_t>(choice % 9)};
    const auto update = channels::parse_update(topic, payload, rules);
    if (!update) return;
    ASSERT(payload.size() <= rules.payload_bytes_max);
    check_values(update->values, rules);
    std::string message;
    channels::append_feed_message(message, channel, {{1}, {}, update->values});
    ASSERT(base::is_valid_utf8(message));
    for (const char byte : message) ASSERT(static_cast<unsigned char>(byte) >= 0x20);
}

/// A time that was read is read again from its own ISO 8601 form, to the second.
void check_time(std::string_view text) {
    const auto time = channels::parse_time(text);
    if (!time) return;
    const auto second = std::chrono::floor<base::Seconds>(*time);
    ASSERT(channels::parse_time(base::to_iso8601(*time)) == second);
}

void check_topics(std::string_view topic) {
    if (const auto parsed = channels::parse_publish_topic(topic)) {
        ASSERT(channels::is_channel_topic(topic) && parsed->field <= 8);
        const auto prefix = "channels/" + std::to_string(parsed->channel.value) + "/publish";
        const auto field = "/fields/field" + std::to_string(parsed->field);
        ASSERT(topic == prefix + (parsed->field == 0 ? "" : field));
    }
    if (const auto parsed = channels::parse_subscribe_filter(topic))
        ASSERT(topic.starts_with(channels::feed_topic(*parsed)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(bytes) + 1, size - 1};
    check_update(bytes[0], text);
    check_time(text);
    check_topics(text);
    return 0;
}
