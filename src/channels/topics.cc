#include "channels/topics.h"

#include <fmt/format.h>

#include <charconv>

#include "channels/text.h"

namespace fieldcast::channels {
namespace {

/// Takes `channels/<id>/` off the front of `topic`.
std::optional<model::ChannelId> take_channel(std::string_view& topic) {
    if (!skip(topic, "channels/")) return std::nullopt;
    if (topic.empty() || topic.front() == '0') return std::nullopt;
    model::ChannelId channel;
    const char* end = topic.data() + topic.size();
    const auto [rest, error] = std::from_chars(topic.data(), end, channel.value);
    if (error != std::errc{}) return std::nullopt;
    topic.remove_prefix(static_cast<std::size_t>(rest - topic.data()));
    if (!skip(topic, "/")) return std::nullopt;
    return channel;
}

/// The n of `field<n>`, or 0.
std::uint8_t field_number(std::string_view level) {
    if (!skip(level, "field") || level.size() != 1) return 0;
    const char digit = level.front();
    return digit >= '1' && digit <= '8' ? static_cast<std::uint8_t>(digit - '0') : std::uint8_t{0};
}

/// Whether `filter`, without its `channels/<id>/`, is one of the five that may be subscribed.
bool is_subscribe_filter(std::string_view filter) {
    if (!skip(filter, "subscribe")) return false;
    if (filter.empty() || filter == "/json" || filter == "/#") return true;
    return skip(filter, "/fields/") && (filter == "+" || field_number(filter) != 0);
}

}  // namespace

bool is_channel_topic(std::string_view topic) {
    return skip(topic, "channels") && (topic.empty() || topic.front() == '/');
}

std::optional<PublishTopic> parse_publish_topic(std::string_view topic) {
    const auto channel = take_channel(topic);
    if (!channel || !skip(topic, "publish")) return std::nullopt;
    if (topic.empty()) return PublishTopic{.channel = *channel};
    if (!skip(topic, "/fields/")) return std::nullopt;
    const std::uint8_t field = field_number(topic);
    if (field == 0) return std::nullopt;
    return PublishTopic{.channel = *channel, .field = field};
}

std::optional<model::ChannelId> parse_subscribe_filter(std::string_view filter) {
    const auto channel = take_channel(filter);
    if (!channel || !is_subscribe_filter(filter)) return std::nullopt;
    return channel;
}

std::string feed_topic(model::ChannelId channel) {
    return fmt::format("channels/{}/subscribe", channel.value);
}

std::string json_topic(model::ChannelId channel) {
    return fmt::format("channels/{}/subscribe/json", channel.value);
}

std::string field_topic(model::ChannelId channel, unsigned field) {
    return fmt::format("channels/{}/subscribe/fields/field{}", channel.value, field);
}

}  // namespace fieldcast::channels
