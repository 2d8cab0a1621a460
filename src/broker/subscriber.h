#pragma once
// Who is to get a message, and how: a target and the options of the subscription that selected it.
// `Target` is a session on the shards; the store writer has its own kinds.

#include <algorithm>
#include <optional>
#include <span>

#include "model/subscription.h"

namespace fieldcast::broker {

template <class Target>
struct Subscriber {
    Target* target;
    model::SubscriptionOptions options;
    friend bool operator==(const Subscriber&, const Subscriber&) = default;
};

/// How one target gets a message that several of its filters may have selected.
struct Grant {
    base::Qos qos = base::Qos::at_most_once;  ///< the highest of them [MQTT-3.3.4-2]
    bool retain_as_published = false;
    model::SubscriptionIdentifiers identifiers;  ///< of all of them [MQTT-3.3.4-4]
};

/// `of_one_target`: its subscriptions that selected the message. `is_own`: the target itself has
/// published it. Nothing if no subscription wants it then [MQTT-3.8.3-3].
template <class Target>
[[nodiscard]] std::optional<Grant> merge(std::span<const Subscriber<Target>> of_one_target,
                                         bool is_own) {
    std::optional<Grant> grant;
    for (const auto& [target, options] : of_one_target) {
        if (is_own && options.no_local) continue;
        if (!grant) grant.emplace();
        grant->qos = std::max(grant->qos, options.qos);
        grant->retain_as_published |= options.retain_as_published;
        if (options.identifier != 0) grant->identifiers.push_back(options.identifier);
    }
    return grant;
}

/// Calls `visit` with each target's subscriptions in turn. In `subscribers` those of one target
/// stand next to each other.
template <class Target, class Visitor>
void for_each_target(std::span<const Subscriber<Target>> subscribers, Visitor&& visit) {
    while (!subscribers.empty()) {
        std::size_t count = 1;
        while (count < subscribers.size() && subscribers[count].target == subscribers[0].target)
            ++count;
        visit(subscribers.first(count));
        subscribers = subscribers.subspan(count);
    }
}

}  // namespace fieldcast::broker
