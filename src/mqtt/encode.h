#pragma once
// Packets to bytes, as a server sends them: each appends one whole packet to `out`.

#include "mqtt/packets.h"

namespace fieldcast::mqtt {

void append_connack(Bytes& out, bool session_present, ConnectReturnCode code);

/// `packet_id` is written at QoS 1 and 2 only. The packet must fit MQTT's 268,435,455 bytes.
void append_publish(Bytes& out, const Publish& publish);

/// PUBACK, PUBREC, PUBREL or PUBCOMP; PUBREL with its flags 0010 [MQTT-3.6.1-1].
void append_acknowledgement(Bytes& out, PacketType type, std::uint16_t packet_id);

/// `codes`: one per filter of the SUBSCRIBE, in its order [MQTT-3.9.3-1].
void append_suback(Bytes& out, std::uint16_t packet_id, BytesView codes);

void append_unsuback(Bytes& out, std::uint16_t packet_id);
void append_pingresp(Bytes& out);

// The packets that only clients send: for the load generator and the tests.
void append_connect(Bytes& out, const Connect& connect);
void append_subscribe(Bytes& out, const Subscribe& subscribe);
void append_unsubscribe(Bytes& out, const Unsubscribe& unsubscribe);
void append_pingreq(Bytes& out);
void append_disconnect(Bytes& out);

}  // namespace fieldcast::mqtt
