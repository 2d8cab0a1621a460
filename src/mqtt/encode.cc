#include "mqtt/encode.h"

namespace fieldcast::mqtt {
namespace {

constexpr std::size_t remaining_length_max = 268'435'455;  // table 2.4
constexpr std::size_t string_bytes_max = 65'535;           // 1.5.3

/// Flags of the packet types that have a fixed value other than zero, table 2.2.
constexpr unsigned reserved_flags(PacketType type) {
    const bool has_bit_1 = type == PacketType::pubrel || type == PacketType::subscribe ||
                           type == PacketType::unsubscribe;
    return has_bit_1 ? 0b0010 : 0;
}

void append_remaining_length(Bytes& out, std::size_t length) {
    ASSERT(length <= remaining_length_max);
    while (length >= 0x80) {
        base::append_u8(out, static_cast<unsigned>(length & 0x7f) | 0x80);
        length >>= 7;
    }
    base::append_u8(out, static_cast<unsigned>(length));
}

void append_header(Bytes& out, PacketType type, unsigned flags, std::size_t remaining_length) {
    base::append_u8(out, static_cast<unsigned>(type) << 4 | flags);
    append_remaining_length(out, remaining_length);
}

void append_header(Bytes& out, PacketType type, std::size_t remaining_length) {
    append_header(out, type, reserved_flags(type), remaining_length);
}

std::size_t string_size(BytesView text) {
    return 2 + text.size();
}

void append_string(Bytes& out, BytesView text) {
    ASSERT(text.size() <= string_bytes_max);
    base::append_u16(out, static_cast<std::uint16_t>(text.size()));
    out.append(text);
}

unsigned publish_flags(const Publish& publish) {
    return (publish.dup ? 8U : 0U) | static_cast<unsigned>(publish.qos) << 1 |
           (publish.retain ? 1U : 0U);
}

BytesView protocol_name(ProtocolVersion version) {
    return version == ProtocolVersion::v3_1 ? "MQIsdp" : "MQTT";
}

unsigned connect_flags(const Connect& connect) {
    unsigned flags = connect.clean_session ? 0x02 : 0;
    if (connect.user_name) flags |= 0x80;
    if (connect.password) flags |= 0x40;
    if (connect.will) {
        flags |= 0x04 | static_cast<unsigned>(connect.will->qos) << 3;
        if (connect.will->retain) flags |= 0x20;
    }
    return flags;
}

std::size_t connect_size(const Connect& connect) {
    std::size_t size = string_size(protocol_name(connect.version)) + 4;
    size += string_size(connect.client_id);
    if (connect.will) size += string_size(connect.will->topic) + string_size(connect.will->payload);
    if (connect.user_name) size += string_size(*connect.user_name);
    if (connect.password) size += string_size(*connect.password);
    return size;
}

}  // namespace

void append_connack(Bytes& out, bool session_present, ConnectReturnCode code) {
    append_header(out, PacketType::connack, 2);
    base::append_u8(out, session_present ? 1 : 0);
    base::append_u8(out, static_cast<unsigned>(code));
}

void append_publish(Bytes& out, const Publish& publish) {
    const bool has_id = publish.qos != Qos::at_most_once;  // [MQTT-2.3.1-5]
    const std::size_t size = string_size(publish.topic) + (has_id ? 2 : 0) + publish.payload.size();
    append_header(out, PacketType::publish, publish_flags(publish), size);
    append_string(out, publish.topic);
    if (has_id) base::append_u16(out, publish.packet_id);
    out.append(publish.payload);
}

void append_acknowledgement(Bytes& out, PacketType type, std::uint16_t packet_id) {
    append_header(out, type, 2);
    base::append_u16(out, packet_id);
}

void append_suback(Bytes& out, std::uint16_t packet_id, BytesView codes) {
    append_header(out, PacketType::suback, 2 + codes.size());
    base::append_u16(out, packet_id);
    out.append(codes);
}

void append_unsuback(Bytes& out, std::uint16_t packet_id) {
    append_acknowledgement(out, PacketType::unsuback, packet_id);
}

void append_pingresp(Bytes& out) {
    append_header(out, PacketType::pingresp, 0);
}

void append_connect(Bytes& out, const Connect& connect) {
    append_header(out, PacketType::connect, connect_size(connect));
    append_string(out, protocol_name(connect.version));
    base::append_u8(out, static_cast<unsigned>(connect.version));
    base::append_u8(out, connect_flags(connect));
    base::append_u16(out, connect.keep_alive_s);
    append_string(out, connect.client_id);
    if (connect.will) {
        append_string(out, connect.will->topic);
        append_string(out, connect.will->payload);
    }
    if (connect.user_name) append_string(out, *connect.user_name);
    if (connect.password) append_string(out, *connect.password);
}

void append_subscribe(Bytes& out, const Subscribe& subscribe) {
    std::size_t size = 2;
    for (const auto& wanted : subscribe.subscriptions) size += string_size(wanted.filter) + 1;
    append_header(out, PacketType::subscribe, size);
    base::append_u16(out, subscribe.packet_id);
    for (const auto& wanted : subscribe.subscriptions) {
        append_string(out, wanted.filter);
        base::append_u8(out, static_cast<unsigned>(wanted.qos));
    }
}

void append_unsubscribe(Bytes& out, const Unsubscribe& unsubscribe) {
    std::size_t size = 2;
    for (const BytesView filter : unsubscribe.filters) size += string_size(filter);
    append_header(out, PacketType::unsubscribe, size);
    base::append_u16(out, unsubscribe.packet_id);
    for (const BytesView filter : unsubscribe.filters) append_string(out, filter);
}

void append_pingreq(Bytes& out) {
    append_header(out, PacketType::pingreq, 0);
}

void append_disconnect(Bytes& out) {
    append_header(out, PacketType::disconnect, 0);
}

}  // namespace fieldcast::mqtt
