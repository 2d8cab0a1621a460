#pragma once
// What shards see of devices and of connections that come to nothing, and how they tell the store
// writer. Plain data, moved in letters.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/refusal.h"
#include "mqtt/protocol.h"
#include "net/stream.h"
#include "server/stored_message.h"

namespace fieldcast::server {

/// A device's connection, from the socket to the answer to CONNECT.
struct DeviceConnection {
    net::Transport transport = net::Transport::tcp;
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;
    std::string address;  ///< of the peer, `192.0.2.7:51234`
    base::Timestamp tcp_at;
    std::optional<base::Timestamp> tls_at;      ///< nothing: no TLS
    std::optional<base::Timestamp> connect_at;  ///< nothing: CONNECT was refused
};

/// What a device has done since its shard told of it before.
struct DeviceProgress {
    model::DeviceId device;
    std::uint64_t messages = 0;  ///< publishes that came
    std::optional<base::Instant> last_message_at = {};
    std::optional<base::Instant> stored_at = {};     ///< its last entry
    std::optional<base::Instant> last_seen_at = {};  ///< its last packet
};

/// A device's CONNECT was answered.
struct DeviceConnected {
    model::DeviceId device;
    DeviceConnection connection;
};

struct DevicesActive {
    std::vector<DeviceProgress> devices;
    Moment now;  ///< of the shard, whose steady clock the times are of
};

struct DeviceLeft {
    model::DeviceId device;
    base::Timestamp at;
};

/// A connection that belongs to no device came to nothing.
struct ConnectionFailed {
    std::string address;
    model::Refusal reason = model::Refusal::malformed_packet;
    std::string remedy;
    base::Timestamp at;
};

}  // namespace fieldcast::server
