#pragma once
// The packets that a server meets, decoded. All text and payload view the bytes they came from.

#include <cstdint>
#include <optional>
#include <vector>

#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

struct Will {
    BytesView topic;
    BytesView payload;
    Qos qos = Qos::at_most_once;
    bool retain = false;
    friend bool operator==(const Will&, const Will&) = default;
};

/// MQTT 3.1.1, 3.1.
struct Connect {
    ProtocolVersion version = ProtocolVersion::v3_1_1;
    bool clean_session = true;
    std::uint16_t keep_alive_s = 0;
    BytesView client_id;
    std::optional<Will> will;
    std::optional<BytesView> user_name;
    std::optional<BytesView> password;
    friend bool operator==(const Connect&, const Connect&) = default;
};

/// MQTT 3.1.1, 3.3. `packet_id` is 0 at QoS 0.
struct Publish {
    bool dup = false;
    Qos qos = Qos::at_most_once;
    bool retain = false;
    BytesView topic;
    std::uint16_t packet_id = 0;
    BytesView payload;
    friend bool operator==(const Publish&, const Publish&) = default;
};

struct RequestedSubscription {
    BytesView filter;
    Qos qos = Qos::at_most_once;
    friend bool operator==(const RequestedSubscription&, const RequestedSubscription&) = default;
};

/// MQTT 3.1.1, 3.8.
struct Subscribe {
    std::uint16_t packet_id = 0;
    std::vector<RequestedSubscription> subscriptions;
    friend bool operator==(const Subscribe&, const Subscribe&) = default;
};

/// MQTT 3.1.1, 3.10.
struct Unsubscribe {
    std::uint16_t packet_id = 0;
    std::vector<BytesView> filters;
    friend bool operator==(const Unsubscribe&, const Unsubscribe&) = default;
};

}  // namespace fieldcast::mqtt
