#include "simulation/messages.h"

#include <charconv>
#include <utility>

#include "channels/topics.h"
#include "mqtt/topic.h"

namespace fieldcast::simulation {
namespace {

template <class Number>
std::optional<Number> number_behind(std::string_view text, std::string_view mark) {
    const std::size_t found = text.find(mark);
    if (found == std::string_view::npos) return std::nullopt;
    const std::string_view rest = text.substr(found + mark.size());
    Number number{};
    const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (result.ec != std::errc{}) return std::nullopt;
    return number;
}

}  // namespace

void Messages::refuse(MessageNumber number) {
    if (all_[number].sent < crashed_at_)
        has_open_fates_ = true;
    else
        all_[number].is_refused = true;
}

void Messages::crash(Step now) {
    crashed_at_ = now;
    for (Message& message : all_) has_open_fates_ |= std::exchange(message.is_refused, false);
}

std::string Messages::payload_of(MessageNumber number) const {
    const Message& message = all_[number];
    const std::string text = fmt::format("#{} {}", number, std::string(message.padding, '.'));
    return message.is_for_channel() ? "field1=" + text : text;
}

std::optional<MessageNumber> Messages::find(std::string_view payload) const {
    const auto number = number_behind<MessageNumber>(payload, "#");
    if (!number || *number >= all_.size()) return std::nullopt;
    return number;
}

bool selects(std::string_view filter, const Message& message) {
    if (mqtt::is_shared_filter(filter)) filter = mqtt::parse_shared(filter)->filter;
    const auto channel = channels::parse_publish_topic(message.topic);
    if (!channel) return mqtt::topic_matches(filter, message.topic);
    return channels::parse_subscribe_filter(filter) == channel->channel;
}

std::uint64_t entry_id_in(std::string_view payload) {
    return number_behind<std::uint64_t>(payload, R"("entry_id":)").value_or(0);
}

}  // namespace fieldcast::simulation
