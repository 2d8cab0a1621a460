#pragma once
// Packets to bytes, as a server sends them: each appends one whole packet to `out`. What the
// version does not know (reason strings, properties, most reason codes) is left out or replaced
// by what it has for it.

#include "mqtt/packets.h"

namespace fieldcast::mqtt {

/// Older versions get a return code (MQTT 3.1.1, table 3.1), and 5.0's properties are left out.
void append_connack(Bytes& out, ProtocolVersion version, const Connack& connack);

/// `packet_id` is written at QoS 1 and 2 only, `properties` as they are and by 5.0 only; alias
/// and expiry must stand in them. The packet must fit MQTT's 268,435,455 bytes.
void append_publish(Bytes& out, ProtocolVersion version, const Publish& publish);

/// PUBACK, PUBREC, PUBREL (with its flags 0010 [MQTT-3.6.1-1]) or PUBCOMP. Two bytes of body
/// where the reason is success and there is no reason string (MQTT 5.0, 3.4.2.1).
void append_acknowledgement(Bytes& out, ProtocolVersion version, PacketType type,
                            const Acknowledgement& acknowledgement);

/// Older versions get 0x80 for every error, 3.1.1 [MQTT-3.9.3-2].
void append_suback(Bytes& out, ProtocolVersion version, const SubscriptionAnswer& answer);

/// Older versions get the packet identifier alone.
void append_unsuback(Bytes& out, ProtocolVersion version, const SubscriptionAnswer& answer);
void append_pingresp(Bytes& out);

/// To older versions a server sends none: do not call it for them. From their clients it has no
/// body.
void append_disconnect(Bytes& out, ProtocolVersion version, const Disconnect& disconnect);

// The packets that only clients send: for the load generator and the tests.
void append_connect(Bytes& out, const Connect& connect);
void append_subscribe(Bytes& out, ProtocolVersion version, const Subscribe& subscribe);
void append_unsubscribe(Bytes& out, ProtocolVersion version, const Unsubscribe& unsubscribe);
void append_pingreq(Bytes& out);

}  // namespace fieldcast::mqtt
