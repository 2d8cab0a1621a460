#include "broker/retained_messages.h"

#include "mqtt/topic.h"

namespace fieldcast::broker {
namespace {

/// So that a million retained messages never keep a shard from its clients for long.
constexpr std::size_t examined_per_call = 1'000;

bool has_expired(const model::Message& message, base::Instant now) {
    return message.expires_at && *message.expires_at <= now;
}

}  // namespace

void RetainedMessages::put(const model::MessageRef& message, base::Instant now) {
    const auto known = messages_.find(message);
    // [MQTT-3.3.1-5] [MQTT-3.3.1-6]
    const auto after = known == messages_.end() ? known : messages_.erase(known);
    if (message->payload.empty() || has_expired(*message, now)) return;  // [MQTT-3.3.1-7]
    messages_.insert(after, message);
}

std::vector<model::MessageRef> RetainedMessages::match(std::string_view filter,
                                                       base::Instant now) const {
    std::vector<model::MessageRef> found;
    const auto add_if_selected = [&](const model::MessageRef& message) {
        if (!has_expired(*message, now) && mqtt::topic_matches(filter, message->topic))
            found.push_back(message);
    };
    const auto add_topic = [&](std::string_view topic) {
        if (const auto at = messages_.find(topic); at != messages_.end()) add_if_selected(*at);
    };
    const std::string_view prefix = filter.substr(0, filter.find_first_of("+#"));
    if (prefix.size() == filter.size()) {
        add_topic(filter);
        return found;
    }
    add_topic(prefix.substr(0, prefix.rfind('/')));  // `a/#` selects `a` too (4.7.1.2)
    for (auto at = messages_.lower_bound(prefix); at != messages_.end(); ++at) {
        if (!(*at)->topic.starts_with(prefix)) break;
        add_if_selected(*at);
    }
    return found;
}

std::vector<std::string> RetainedMessages::drop_expired(base::Instant now) {
    std::vector<std::string> dropped;
    auto at = messages_.lower_bound(next_to_examine_);
    for (std::size_t i = 0; i < examined_per_call && at != messages_.end(); ++i) {
        if (has_expired(**at, now)) {
            dropped.push_back((*at)->topic);
            at = messages_.erase(at);
        } else {
            ++at;
        }
    }
    next_to_examine_ = at == messages_.end() ? std::string() : (*at)->topic;
    return dropped;
}

}  // namespace fieldcast::broker
