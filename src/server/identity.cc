#include "server/identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "channels/topics.h"
#include "mqtt/topic.h"

namespace fieldcast::server {

using model::Refusal;

namespace {

using Filters = std::vector<std::string>;

bool any_matches(const Filters& filters, std::string_view topic) {
    return std::ranges::any_of(
        filters, [&](const std::string& filter) { return mqtt::topic_matches(filter, topic); });
}

bool any_covers(const Filters& filters, std::string_view narrow) {
    return std::ranges::any_of(filters,
                               [&](const std::string& filter) { return covers(filter, narrow); });
}

/// Null: nothing restricts the client.
const devices::AccessRules* rules_of(const Identity& who) {
    return who.access && who.access->rules.restricts ? &who.access->rules : nullptr;
}

bool is_server_topic(std::string_view topic) {
    return topic.starts_with('$') && topic.starts_with("$SYS/");
}

}  // namespace

std::string Identity::owner() const {
    if (device) return fmt::format("device {}", device->id.value);
    if (access && !access->user_name.empty()) return fmt::format("user {}", access->user_name);
    return {};
}

std::optional<Refusal> Permissions::refusal_of_general_publish(const Identity& who,
                                                               std::string_view topic) const {
    if (who.viewer()) return Refusal::publish_not_allowed;
    const bool is_open =
        is_within_limits(topic) && !is_server_topic(topic) && general_.may_publish(topic);
    if (!is_open) return Refusal::topic_not_publishable;
    const devices::AccessRules* rules = rules_of(who);
    const bool is_allowed = !rules || (any_matches(rules->publish, topic) &&  //
                                       !any_matches(rules->deny, topic));
    if (!is_allowed) return Refusal::general_publish_not_allowed;
    return std::nullopt;
}

std::optional<Refusal> Permissions::refusal_of_channel_publish(const Identity& who,
                                                               model::ChannelId channel) const {
    if (who.device && devices::may_publish(*who.device, channel)) return std::nullopt;
    const bool exists = directory_.find_channel(channel) != nullptr;
    return exists ? Refusal::publish_not_allowed : Refusal::unknown_channel;
}

std::optional<Refusal> Permissions::refusal_of_filter(const Identity& who,
                                                      std::string_view filter) const {
    if (!is_within_limits(filter)) return Refusal::topic_not_subscribable;
    if (channels::is_channel_topic(filter)) {
        const auto channel = channels::parse_subscribe_filter(filter);
        if (!channel) return Refusal::topic_not_subscribable;
        if (!may_read(who, *channel)) return Refusal::subscribe_not_allowed;
        return std::nullopt;
    }
    if (who.viewer()) return Refusal::topic_not_subscribable;
    if (!general_.may_subscribe(filter)) return Refusal::topic_not_subscribable;
    const devices::AccessRules* rules = rules_of(who);
    const bool allowed = !rules || (any_covers(rules->subscribe, filter) &&  //
                                    !any_covers(rules->deny, filter));
    if (!allowed) return Refusal::general_subscribe_not_allowed;
    return std::nullopt;
}

bool Permissions::may_receive(const Identity& who, std::string_view topic) const {
    if (const auto channel = channels::parse_subscribe_filter(topic))
        return may_read(who, *channel);
    const devices::AccessRules* rules = rules_of(who);
    return !who.viewer() && (!rules || (any_matches(rules->subscribe, topic) &&  //
                                        !any_matches(rules->deny, topic)));
}

bool Permissions::may_read(const Identity& who, model::ChannelId channel) const {
    if (who.viewer()) return may_view(*who.viewer(), directory_, channel);
    return who.device && devices::may_subscribe(*who.device, channel) &&
           directory_.find_channel(channel);
}

bool Permissions::is_within_limits(std::string_view topic) const {
    if (topic.size() > settings_.topic_bytes_max) return false;
    // Most topics have fewer bytes than they may have levels, so that nobody need count.
    return topic.size() < settings_.topic_levels_max ||
           mqtt::level_count(topic) <= settings_.topic_levels_max;
}

}  // namespace fieldcast::server
