#pragma once
// The Variable Byte Integer (1.5.5) as it arrives: perhaps not whole yet, perhaps longer than it
// should be. Private to the decoders; no state.

#include <optional>

#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

struct VariableByteInteger {
    std::uint32_t value = 0;
    unsigned bytes = 0;  ///< how many it is written in
    /// Whether it takes as few bytes as possible [MQTT-1.5.5-1].
    [[nodiscard]] bool is_shortest() const { return bytes == 1 || value >> (7 * (bytes - 1)) != 0; }
};

/// The one at the start of `bytes`. Nothing: its last byte is not there yet. Error:
/// malformed_packet if it goes on after its fourth byte.
inline Result<std::optional<VariableByteInteger>> read_variable_byte_integer(BytesView bytes) {
    constexpr unsigned bytes_max = 4;
    VariableByteInteger integer;
    while (integer.bytes < bytes_max) {
        if (integer.bytes == bytes.size()) return std::nullopt;
        const std::uint32_t byte = base::byte_at(bytes, integer.bytes);
        integer.value |= (byte & 0x7f) << (7 * integer.bytes++);
        if (byte < 0x80) return integer;
    }
    return std::unexpected(ReasonCode::malformed_packet);
}

}  // namespace fieldcast::mqtt
