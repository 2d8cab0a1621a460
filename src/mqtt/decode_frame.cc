#include "mqtt/decode.h"
#include "mqtt/field_reader.h"

namespace fieldcast::mqtt {
namespace {

constexpr std::size_t length_bytes_max = 4;  // 2.2.3

/// The flags that table 2.2 asks for; PUBLISH has its own meaning for each bit.
bool are_flags_allowed(PacketType type, std::uint8_t flags) {
    switch (type) {
        case PacketType::publish: return true;
        case PacketType::pubrel:
        case PacketType::subscribe:
        case PacketType::unsubscribe: return flags == 0b0010;
        default: return flags == 0;
    }
}

bool is_packet_type(unsigned number) {
    return number >= 1 && number <= 14;
}

struct RemainingLength {
    std::size_t value = 0;
    std::size_t bytes = 0;  ///< how many bytes it is written in
};

/// The length at the start of `bytes`. Nothing: its last byte is not there yet. Longer forms than
/// needed are accepted, since 3.1.1 does not rule them out.
Result<std::optional<RemainingLength>> read_remaining_length(BytesView bytes) {
    RemainingLength length;
    while (length.bytes < length_bytes_max) {
        if (length.bytes == bytes.size()) return std::nullopt;
        const std::size_t byte = base::byte_at(bytes, length.bytes);
        length.value |= (byte & 0x7f) << (7 * length.bytes++);
        if (byte < 0x80) return length;
    }
    return malformed_packet();
}

}  // namespace

Result<std::optional<Frame>> next_frame(BytesView bytes, std::size_t packet_bytes_max) {
    if (bytes.empty()) return std::nullopt;
    const unsigned first = base::byte_at(bytes, 0);
    if (!is_packet_type(first >> 4)) return malformed_packet();
    const auto type = static_cast<PacketType>(first >> 4);
    const auto flags = static_cast<std::uint8_t>(first & 0x0f);
    if (!are_flags_allowed(type, flags)) return malformed_packet();  // [MQTT-2.2.2-2]

    const auto length = TRY(read_remaining_length(bytes.substr(1)));
    if (!length) return std::nullopt;
    const std::size_t header_size = 1 + length->bytes;
    const std::size_t size = header_size + length->value;
    if (size > packet_bytes_max) return std::unexpected(DecodeError::packet_too_large);
    if (size > bytes.size()) return std::nullopt;
    return Result<std::optional<Frame>>(std::in_place, std::in_place, type, flags,
                                        bytes.substr(header_size, length->value), size);
}

}  // namespace fieldcast::mqtt
