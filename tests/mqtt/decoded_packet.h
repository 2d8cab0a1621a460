#pragma once
// Any packet that a server can receive, decoded; and the way there and back through the codec.
// For tests and fuzzers: the server itself never needs all packets in one type.

#include <variant>

#include "mqtt/decode.h"
#include "mqtt/encode.h"

namespace fieldcast::mqtt {

/// PUBACK, PUBREC, PUBREL or PUBCOMP.
struct Acknowledgement {
    PacketType type = PacketType::puback;
    std::uint16_t packet_id = 0;
    friend bool operator==(const Acknowledgement&, const Acknowledgement&) = default;
};

/// PINGREQ or DISCONNECT.
struct Bodyless {
    PacketType type = PacketType::pingreq;
    friend bool operator==(const Bodyless&, const Bodyless&) = default;
};

using DecodedPacket =
    std::variant<Connect, Publish, Acknowledgement, Subscribe, Unsubscribe, Bodyless>;

inline Result<DecodedPacket> decode_frame(const Frame& frame) {
    switch (frame.type) {
        case PacketType::connect: return decode_connect(frame.body);
        case PacketType::publish: return decode_publish(frame.flags, frame.body);
        case PacketType::subscribe: return decode_subscribe(frame.body);
        case PacketType::unsubscribe: return decode_unsubscribe(frame.body);
        case PacketType::puback:
        case PacketType::pubrec:
        case PacketType::pubrel:
        case PacketType::pubcomp:
            return Acknowledgement{frame.type, TRY(decode_packet_id(frame.body))};
        case PacketType::pingreq:
        case PacketType::disconnect: TRY(decode_empty(frame.body)); return Bodyless{frame.type};
        default: return std::unexpected(DecodeError::protocol_error);  // what only servers send
    }
}

inline constexpr std::size_t test_packet_bytes_max = 256 * 1024;

/// Decodes bytes that hold one whole packet, if they hold any.
inline Result<DecodedPacket> decode_packet(BytesView bytes) {
    const auto frame = TRY(next_frame(bytes, test_packet_bytes_max));
    ASSERT(frame && frame->size == bytes.size());
    return decode_frame(*frame);
}

inline void append_packet(Bytes& out, const Connect& packet) {
    append_connect(out, packet);
}
inline void append_packet(Bytes& out, const Publish& packet) {
    append_publish(out, packet);
}
inline void append_packet(Bytes& out, const Acknowledgement& packet) {
    append_acknowledgement(out, packet.type, packet.packet_id);
}
inline void append_packet(Bytes& out, const Subscribe& packet) {
    append_subscribe(out, packet);
}
inline void append_packet(Bytes& out, const Unsubscribe& packet) {
    append_unsubscribe(out, packet);
}
inline void append_packet(Bytes& out, const Bodyless& packet) {
    if (packet.type == PacketType::pingreq) return append_pingreq(out);
    append_disconnect(out);
}

inline Bytes encode_packet(const DecodedPacket& packet) {
    Bytes out;
    std::visit([&](const auto& one) { append_packet(out, one); }, packet);
    return out;
}

}  // namespace fieldcast::mqtt
