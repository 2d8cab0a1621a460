#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

std::string_view name_of(DecodeError error) {
    switch (error) {
        case DecodeError::malformed_packet: return "malformed packet";
        case DecodeError::protocol_error: return "protocol error";
        case DecodeError::packet_too_large: return "packet too large";
        case DecodeError::unacceptable_protocol_version: return "unacceptable protocol version";
    }
    return "unknown error";
}

std::string_view name_of(PacketType type) {
    switch (type) {
        case PacketType::connect: return "CONNECT";
        case PacketType::connack: return "CONNACK";
        case PacketType::publish: return "PUBLISH";
        case PacketType::puback: return "PUBACK";
        case PacketType::pubrec: return "PUBREC";
        case PacketType::pubrel: return "PUBREL";
        case PacketType::pubcomp: return "PUBCOMP";
        case PacketType::subscribe: return "SUBSCRIBE";
        case PacketType::suback: return "SUBACK";
        case PacketType::unsubscribe: return "UNSUBSCRIBE";
        case PacketType::unsuback: return "UNSUBACK";
        case PacketType::pingreq: return "PINGREQ";
        case PacketType::pingresp: return "PINGRESP";
        case PacketType::disconnect: return "DISCONNECT";
    }
    return "unknown packet";
}

}  // namespace fieldcast::mqtt
