#pragma once
// The numbers of MQTT: packet types, versions, and the reason codes that say what became of a
// packet or what is wrong with it.

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/qos.h"
#include "base/result.h"

namespace fieldcast::mqtt {

using base::Bytes;
using base::BytesView;
using base::Qos;

/// The level byte of CONNECT.
enum class ProtocolVersion : std::uint8_t { v3_1 = 3, v3_1_1 = 4, v5 = 5 };

/// MQTT 5.0, table 2-1.
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
    auth = 15,
};

/// MQTT 5.0, table 2-6. Older versions know few of them: see connect_return_code() and
/// suback_code().
enum class ReasonCode : std::uint8_t {
    success = 0x00,
    granted_qos_1 = 0x01,
    granted_qos_2 = 0x02,
    disconnect_with_will = 0x04,
    no_matching_subscribers = 0x10,
    no_subscription_existed = 0x11,
    continue_authentication = 0x18,
    reauthenticate = 0x19,
    unspecified_error = 0x80,
    malformed_packet = 0x81,
    protocol_error = 0x82,
    implementation_specific_error = 0x83,
    unsupported_protocol_version = 0x84,
    client_identifier_not_valid = 0x85,
    bad_user_name_or_password = 0x86,
    not_authorized = 0x87,
    server_unavailable = 0x88,
    server_busy = 0x89,
    banned = 0x8A,
    server_shutting_down = 0x8B,
    bad_authentication_method = 0x8C,
    keep_alive_timeout = 0x8D,
    session_taken_over = 0x8E,
    topic_filter_invalid = 0x8F,
    topic_name_invalid = 0x90,
    packet_identifier_in_use = 0x91,
    packet_identifier_not_found = 0x92,
    receive_maximum_exceeded = 0x93,
    topic_alias_invalid = 0x94,
    packet_too_large = 0x95,
    message_rate_too_high = 0x96,
    quota_exceeded = 0x97,
    administrative_action = 0x98,
    payload_format_invalid = 0x99,
    retain_not_supported = 0x9A,
    qos_not_supported = 0x9B,
    use_another_server = 0x9C,
    server_moved = 0x9D,
    shared_subscriptions_not_supported = 0x9E,
    connection_rate_exceeded = 0x9F,
    maximum_connect_time = 0xA0,
    subscription_identifiers_not_supported = 0xA1,
    wildcard_subscriptions_not_supported = 0xA2,
};

/// Whether the code says that something went wrong (2.4).
constexpr bool is_error(ReasonCode code) {
    return code >= ReasonCode::unspecified_error;
}

/// What CONNACK says to older versions (MQTT 3.1.1, table 3.1). 5, not authorized, stands for every
/// error that they have no word for.
[[nodiscard]] std::uint8_t connect_return_code(ReasonCode reason);

/// What SUBACK says to older versions: the granted QoS or 0x80, 3.1.1 [MQTT-3.9.3-2].
[[nodiscard]] std::uint8_t suback_code(ReasonCode reason);

/// A session that never expires (MQTT 5.0, 3.1.2.11.2).
inline constexpr std::uint32_t never_expires = 0xFFFFFFFF;

/// `MQTT 3.1.1`
[[nodiscard]] std::string_view name_of(ProtocolVersion version);

[[nodiscard]] std::string_view name_of(ReasonCode code);
[[nodiscard]] std::string_view name_of(PacketType type);

/// What a decoder found wrong: malformed_packet, protocol_error, packet_too_large,
/// unsupported_protocol_version, topic_name_invalid and the like. Each ends the connection.
template <class Value>
using Result = base::Result<Value, ReasonCode>;

}  // namespace fieldcast::mqtt
