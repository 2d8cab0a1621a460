#include "mqtt/decode.h"
#include "mqtt/variable_byte_integer.h"

namespace fieldcast::mqtt {
namespace {

std::unexpected<ReasonCode> malformed_packet() {
    return std::unexpected(ReasonCode::malformed_packet);
}

/// The flags that table 2-2 asks for; PUBLISH has its own meaning for each bit, and those of
/// CONNECT are judged when its version can be known. MQTT 3.1, section 2.1, has clients set DUP on
/// what they send again.
bool are_flags_allowed(PacketType type, std::uint8_t flags, ProtocolVersion version) {
    const std::uint8_t dup = version == ProtocolVersion::v3_1 ? 0b1000 : 0;
    switch (type) {
        case PacketType::connect:
        case PacketType::publish: return true;
        case PacketType::pubrel:
        case PacketType::subscribe:
        case PacketType::unsubscribe: return (flags & ~dup) == 0b0010;  // [MQTT-3.6.1-1]
        default: return flags == 0;
    }
}

/// MQTT 3.1 does not use the flags of CONNECT; later versions want zeros.
bool are_connect_flags_allowed(std::uint8_t flags, BytesView body) {
    using namespace std::string_view_literals;
    return flags == 0 || body.starts_with("\0\6MQIsdp"sv);
}

bool is_packet_type(unsigned number, ProtocolVersion version) {
    return number >= 1 && number <= (version == ProtocolVersion::v5 ? 15 : 14);
}

/// 3.1.1 does not rule longer forms out than needed.
bool may_be_longer(PacketType type, ProtocolVersion version) {
    return version != ProtocolVersion::v5 && type != PacketType::connect;
}

}  // namespace

Result<std::optional<Frame>> next_frame(BytesView bytes, ProtocolVersion version,
                                        std::size_t packet_bytes_max) {
    if (bytes.empty()) return std::nullopt;
    const unsigned first = base::byte_at(bytes, 0);
    if (!is_packet_type(first >> 4, version)) return std::unexpected(ReasonCode::protocol_error);
    const auto type = static_cast<PacketType>(first >> 4);
    const auto flags = static_cast<std::uint8_t>(first & 0x0f);
    // [MQTT-2.1.3-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1] [MQTT-3.14.1-1] [MQTT-3.15.1-1]
    if (!are_flags_allowed(type, flags, version)) return malformed_packet();

    const auto length = TRY(read_variable_byte_integer(bytes.substr(1)));
    if (!length) return std::nullopt;
    if (!length->is_shortest() && !may_be_longer(type, version))
        return malformed_packet();  // [MQTT-1.5.5-1]
    const std::size_t header_size = 1 + length->bytes;
    const std::size_t size = header_size + length->value;
    if (size > packet_bytes_max) return std::unexpected(ReasonCode::packet_too_large);
    if (size > bytes.size()) return std::nullopt;
    const BytesView body = bytes.substr(header_size, length->value);
    if (type == PacketType::connect && !are_connect_flags_allowed(flags, body))
        return malformed_packet();
    return Result<std::optional<Frame>>(std::in_place, std::in_place, type, flags, body, size);
}

}  // namespace fieldcast::mqtt
