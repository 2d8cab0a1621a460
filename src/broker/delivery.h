#pragma once
// One message as one client is to get it: plain data between whoever decides that and the session.

#include <algorithm>
#include <cstdint>
#include <utility>

#include "model/message.h"
#include "model/subscription.h"

namespace fieldcast::broker {

struct Delivery {
    model::MessageRef message;
    base::Qos qos = base::Qos::at_most_once;
    bool retain = false;  ///< the RETAIN flag that the client sees
    model::SubscriptionIdentifiers identifiers = {};
    /// Given by the store writer where the session is durable and QoS is not 0; else 0, and the
    /// session takes one itself.
    std::uint16_t packet_id = 0;
    /// PUBREC has come: only PUBREL and PUBCOMP are left.
    bool is_released = false;
    /// The shared subscription that it is for, as the store writer numbers them; 0: none.
    std::uint32_t share_group = 0;
};

/// What one subscription gets of a message, outside of the stream of live ones.
[[nodiscard]] inline Delivery make_delivery(model::MessageRef message,
                                            const model::SubscriptionOptions& options,
                                            bool retain) {
    Delivery delivery;
    delivery.qos = std::min(message->qos, options.qos);
    delivery.retain = retain;
    if (options.identifier != 0) delivery.identifiers = {options.identifier};
    delivery.message = std::move(message);
    return delivery;
}

}  // namespace fieldcast::broker
