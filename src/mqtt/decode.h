#pragma once
// Bytes to packets, as a server receives them. Pure: no state between calls, no copies.

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
/// Errors: malformed_packet for packet types 0 and 15, for flags that table 2.2 does not allow
/// [MQTT-2.2.2-2] and for a remaining length of more than four bytes (2.2.3); packet_too_large
/// when the whole packet would exceed `packet_bytes_max`, known before its body has arrived.
[[nodiscard]] Result<std::optional<Frame>> next_frame(BytesView bytes,
                                                      std::size_t packet_bytes_max);

/// Errors: unacceptable_protocol_version for a level that is not served [MQTT-3.1.2-2];
/// protocol_error for a name that is neither MQTT nor MQIsdp [MQTT-3.1.2-1]; malformed_packet for
/// the rest of 3.1: reserved flag, will flags, user name flag, lengths, UTF-8.
/// An empty client_id decodes; whether it may stand is the caller's [MQTT-3.1.3-8].
[[nodiscard]] Result<Connect> decode_connect(BytesView body);

/// Errors: malformed_packet for QoS 3 [MQTT-3.3.1-4], DUP at QoS 0 [MQTT-3.3.1-2], a topic that
/// is not a Topic Name [MQTT-3.3.2-2] or Packet Identifier 0 [MQTT-2.3.1-1].
[[nodiscard]] Result<Publish> decode_publish(std::uint8_t flags, BytesView body);

/// The Packet Identifier of PUBACK, PUBREC, PUBREL, PUBCOMP.
[[nodiscard]] Result<std::uint16_t> decode_packet_id(BytesView body);

/// Errors: protocol_error without any filter [MQTT-3.8.3-3]; malformed_packet for reserved bits
/// [MQTT-3.8.3-4], QoS 3 and filters that are none [MQTT-4.7.1-1].
[[nodiscard]] Result<Subscribe> decode_subscribe(BytesView body);

/// Errors: protocol_error without any filter [MQTT-3.10.3-2].
[[nodiscard]] Result<Unsubscribe> decode_unsubscribe(BytesView body);

/// PINGREQ and DISCONNECT have no body. Error: malformed_packet if there is one.
[[nodiscard]] Result<void> decode_empty(BytesView body);

}  // namespace fieldcast::mqtt
