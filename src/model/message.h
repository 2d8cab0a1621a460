#pragma once
// An application message on its way to subscribers.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/qos.h"
#include "base/time.h"

namespace fieldcast::model {

/// Immutable once made; shared by all shards and sessions that still owe it to somebody.
struct Message {
    std::string topic;
    std::string payload;
    /// MQTT 5.0's properties that every receiver gets unaltered, encoded; most have none.
    std::string properties = {};
    /// When it is of no use any more (MQTT 5.0, 3.3.2.3.3).
    std::optional<base::Instant> expires_at = {};
    /// Hash of the publishing client's Client Identifier, for subscriptions that want no messages
    /// of their own; 0 where no client published it.
    std::uint64_t publisher = 0;
    base::Qos qos = base::Qos::at_most_once;
    bool retain = false;  ///< as published
};

using MessageRef = std::shared_ptr<const Message>;

/// What a message weighs in a queue.
[[nodiscard]] inline std::size_t bytes_of(const Message& message) {
    return message.topic.size() + message.payload.size() + message.properties.size();
}

/// What messages carry as their publisher: FNV-1a, 64 bits, of a Client Identifier; never 0. It is
/// stored with messages. A client that collides with another's on purpose only hides its own
/// messages from that one's subscriptions without local messages.
[[nodiscard]] constexpr std::uint64_t client_hash(std::string_view client_id) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char byte : client_id)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    return hash == 0 ? 1 : hash;
}

}  // namespace fieldcast::model
