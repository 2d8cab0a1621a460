#pragma once
// Bytes to packets, as a server receives them. Pure: no state between calls, no copies. An error
// is the reason code that MQTT 5.0 has for what is wrong; whether it can be told depends on the
// client's version.

#include <cstddef>
#include <optional>

#include "mqtt/packets.h"

namespace fieldcast::mqtt {

/// One whole packet in a buffer: its fixed header taken apart, its remaining bytes viewed.
struct Frame {
    PacketType type = PacketType::connect;
    std::uint8_t flags = 0;  ///< low four bits of the first byte
    BytesView body;
    std::size_t size = 0;  ///< bytes of the whole packet, fixed header included
};

/// Finds the packet that `bytes` starts with. Nothing: it is not all there yet.
/// Errors: protocol_error for packet type 0 (and 15 before 5.0); malformed_packet for flags that
/// table 2-2 does not allow [MQTT-2.1.3-1], for a remaining length of more than four bytes and, in
/// 5.0, one that is written longer than needed [MQTT-1.5.5-1]; packet_too_large when the whole
/// packet would exceed `packet_bytes_max`, known before its body has arrived.
/// `version`: what the client's CONNECT said; before it, any (CONNECT's own header is judged as
/// 5.0 would).
[[nodiscard]] Result<std::optional<Frame>> next_frame(BytesView bytes, ProtocolVersion version,
                                                      std::size_t packet_bytes_max);

/// Errors: unsupported_protocol_version for a level that is not served [MQTT-3.1.2-2];
/// protocol_error for a name that is neither MQTT nor MQIsdp [MQTT-3.1.2-1] and for properties
/// that must not be there twice or have values that they must not have; malformed_packet for the
/// rest of 3.1: reserved flag, will flags, user name flag (not in 5.0), lengths, UTF-8,
/// a will topic that is no Topic Name.
/// An empty client_id decodes; whether it may stand is the caller's [MQTT-3.1.3-8].
[[nodiscard]] Result<Connect> decode_connect(BytesView body);

/// Errors: malformed_packet for QoS 3 [MQTT-3.3.1-4], DUP at QoS 0 [MQTT-3.3.1-2] and a topic that
/// is no Topic Name [MQTT-3.3.2-2]; protocol_error for Packet Identifier 0 [MQTT-2.2.1-3], for an
/// empty topic without an alias, for properties as above and for a Subscription Identifier
/// [MQTT-3.3.4-6]; topic_alias_invalid for alias 0 [MQTT-3.3.2-8]. Whether the payload is what its
/// format indicator says is not looked at.
[[nodiscard]] Result<Publish> decode_publish(ProtocolVersion version, std::uint8_t flags,
                                             BytesView body);

/// PUBACK, PUBREC, PUBREL, PUBCOMP.
/// Errors: malformed_packet; protocol_error for a reason code that the packet must not carry.
[[nodiscard]] Result<Acknowledgement> decode_acknowledgement(ProtocolVersion version,
                                                             PacketType type, BytesView body);

/// Errors: protocol_error without any filter [MQTT-3.8.3-2]; malformed_packet for reserved bits
/// [MQTT-3.8.3-5], QoS 3 before 5.0 and text that is no filter [MQTT-4.7.1-1]; protocol_error for
/// QoS 3 and retain handling 3 in 5.0 (3.8.3.1), for no local with a shared subscription
/// [MQTT-3.8.3-4], for a shared one that parse_shared() (topic.h) finds none [MQTT-4.8.2-2], and
/// for properties as above. Before 5.0 such a filter is the caller's to refuse.
[[nodiscard]] Result<Subscribe> decode_subscribe(ProtocolVersion version, BytesView body);

/// Errors: protocol_error without any filter [MQTT-3.10.3-2].
[[nodiscard]] Result<Unsubscribe> decode_unsubscribe(ProtocolVersion version, BytesView body);

/// Errors: malformed_packet; protocol_error for a reason code that a client must not send. Whether
/// the session expiry may be set now is the caller's (3.14.2.2.2).
[[nodiscard]] Result<Disconnect> decode_disconnect(ProtocolVersion version, BytesView body);

/// PINGREQ has no body. Error: malformed_packet if there is one.
[[nodiscard]] Result<void> decode_empty(BytesView body);

}  // namespace fieldcast::mqtt
