#pragma once
// Any packet that a server can receive, decoded; and the way there and back through the codec.
// For tests and fuzzers: the server itself never needs all packets in one type.

#include <variant>

#include "mqtt/decode.h"
#include "mqtt/encode.h"

namespace fieldcast::mqtt {

/// PUBACK, PUBREC, PUBREL or PUBCOMP, and which of them.
struct TypedAcknowledgement {
    PacketType type = PacketType::puback;
    Acknowledgement body;
    friend bool operator==(const TypedAcknowledgement&, const TypedAcknowledgement&) = default;
};

struct Pingreq {
    friend bool operator==(const Pingreq&, const Pingreq&) = default;
};

using DecodedPacket = std::variant<Connect, Publish, TypedAcknowledgement, Subscribe, Unsubscribe,
                                   Pingreq, Disconnect>;

inline Result<DecodedPacket> decode_frame(ProtocolVersion version, const Frame& frame) {
    switch (frame.type) {
        case PacketType::connect: return decode_connect(frame.body);
        case PacketType::publish: return decode_publish(version, frame.flags, frame.body);
        case PacketType::subscribe: return decode_subscribe(version, frame.body);
        case PacketType::unsubscribe: return decode_unsubscribe(version, frame.body);
        case PacketType::puback:
        case PacketType::pubrec:
        case PacketType::pubrel:
        case PacketType::pubcomp: {
            const auto body = TRY(decode_acknowledgement(version, frame.type, frame.body));
            return TypedAcknowledgement{frame.type, body};
        }
        case PacketType::pingreq: TRY(decode_empty(frame.body)); return Pingreq{};
        case PacketType::disconnect: return decode_disconnect(version, frame.body);
        default: return std::unexpected(ReasonCode::protocol_error);  // what no server takes
    }
}

inline constexpr std::size_t test_packet_bytes_max = 256 * 1024;

/// Decodes bytes that hold one whole packet, if they hold any.
inline Result<DecodedPacket> decode_packet(ProtocolVersion version, BytesView bytes) {
    const auto frame = TRY(next_frame(bytes, version, test_packet_bytes_max));
    ASSERT(frame && frame->size == bytes.size());
    return decode_frame(version, *frame);
}

/// Encodes a packet for the version that it was made with; a CONNECT has its own.
struct PacketEncoder {
    Bytes& out;
    ProtocolVersion version;

    void operator()(const Connect& packet) const { append_connect(out, packet); }
    void operator()(const Publish& packet) const { append_publish(out, version, packet); }
    void operator()(const TypedAcknowledgement& packet) const {
        append_acknowledgement(out, version, packet.type, packet.body);
    }
    void operator()(const Subscribe& packet) const { append_subscribe(out, version, packet); }
    void operator()(const Unsubscribe& packet) const { append_unsubscribe(out, version, packet); }
    void operator()(const Pingreq& /*packet*/) const { append_pingreq(out); }
    void operator()(const Disconnect& packet) const { append_disconnect(out, version, packet); }
};

inline Bytes encode_packet(ProtocolVersion version, const DecodedPacket& packet) {
    Bytes out;
    std::visit(PacketEncoder{out, version}, packet);
    return out;
}

}  // namespace fieldcast::mqtt
