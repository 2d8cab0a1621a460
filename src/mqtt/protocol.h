#pragma once
// The numbers of MQTT: packet types, versions, return codes, and what can be wrong with a packet.

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/qos.h"
#include "base/result.h"

namespace fieldcast::mqtt {

using base::Bytes;
using base::BytesView;
using base::Qos;

/// The level byte of CONNECT. Level 5 joins with MQTT 5.0.
enum class ProtocolVersion : std::uint8_t { v3_1 = 3, v3_1_1 = 4 };

/// MQTT 3.1.1, table 2.1.
enum class PacketType : std::uint8_t {
    connect = 1,
    connack = 2,
    publish = 3,
    puback = 4,
    pubrec = 5,
    pubrel = 6,
    pubcomp = 7,
    subscribe = 8,
    suback = 9,
    unsubscribe = 10,
    unsuback = 11,
    pingreq = 12,
    pingresp = 13,
    disconnect = 14,
};

/// MQTT 3.1.1, table 3.1.
enum class ConnectReturnCode : std::uint8_t {
    accepted = 0,
    unacceptable_protocol_version = 1,
    identifier_rejected = 2,
    server_unavailable = 3,
    bad_user_name_or_password = 4,
    not_authorized = 5,
};

/// SUBACK's code for a filter that was refused; the others are the granted QoS. [MQTT-3.9.3-2]
inline constexpr std::uint8_t suback_failure = 0x80;

/// What was wrong with bytes that claimed to be MQTT. Each closes the connection.
enum class DecodeError : std::uint8_t {
    malformed_packet,              ///< lengths, flags or strings that the standard rules out
    protocol_error,                ///< well-formed, but against a rule
    packet_too_large,              ///< more than the limit that the caller gave
    unacceptable_protocol_version  ///< CONNECT alone: answer return code 1, then close
};

[[nodiscard]] std::string_view name_of(DecodeError error);
[[nodiscard]] std::string_view name_of(PacketType type);

template <class Value>
using Result = base::Result<Value, DecodeError>;

}  // namespace fieldcast::mqtt
