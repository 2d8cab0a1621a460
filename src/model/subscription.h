#pragma once
// What a client asked for with one Topic Filter, MQTT 5.0 section 3.8.3.

#include <cstdint>
#include <string>
#include <vector>

#include "base/qos.h"

namespace fieldcast::model {

struct SubscriptionOptions {
    base::Qos qos = base::Qos::at_most_once;  ///< granted
    bool no_local = false;
    bool retain_as_published = false;
    std::uint32_t identifier = 0;  ///< 0: none
    friend bool operator==(const SubscriptionOptions&, const SubscriptionOptions&) = default;
};

struct Subscription {
    std::string filter;  ///< as the client wrote it, `$share/…` too
    SubscriptionOptions options;
    friend bool operator==(const Subscription&, const Subscription&) = default;
};

/// The identifiers of all subscriptions that one delivery answers. Nearly always none.
using SubscriptionIdentifiers = std::vector<std::uint32_t>;

}  // namespace fieldcast::model
