#pragma once
// Bytes as the program passes them: text and binary alike are sequences of char.
// A view never owns; every function that returns one says what it views.

#include <cstdint>
#include <string>
#include <string_view>

namespace fieldcast::base {

using Bytes = std::string;
using BytesView = std::string_view;

inline std::uint8_t byte_at(BytesView bytes, std::size_t index) {
    return static_cast<std::uint8_t>(bytes[index]);
}

inline void append_u8(Bytes& out, unsigned value) {
    out.push_back(static_cast<char>(value));
}

/// Appends `value` in network byte order, as MQTT 1.5.2 wants two-byte integers.
inline void append_u16(Bytes& out, std::uint16_t value) {
    const char bytes[2] = {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
    out.append(bytes, 2);
}

inline std::uint16_t read_u16(BytesView bytes, std::size_t index = 0) {
    return static_cast<std::uint16_t>((byte_at(bytes, index) << 8) | byte_at(bytes, index + 1));
}

/// Appends `value` as a little-endian base-128 integer, at most ten bytes. For our own storage
/// formats; MQTT's variable byte integer has stricter rules and lives in mqtt/.
inline void append_varint(Bytes& out, std::uint64_t value) {
    while (value >= 0x80) {
        append_u8(out, static_cast<unsigned>(value & 0x7f) | 0x80U);
        value >>= 7;
    }
    append_u8(out, static_cast<unsigned>(value));
}

/// Takes a base-128 integer off the front of `bytes`. False if it is cut off or too long;
/// `bytes` and `value` are then unspecified.
[[nodiscard]] inline bool take_varint(BytesView& bytes, std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
        const std::uint64_t byte = byte_at(bytes, 0);
        bytes.remove_prefix(1);
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) return true;
    }
    return false;
}

/// Maps small negative numbers to small positive ones, so that deltas stay short as varints.
constexpr std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

}  // namespace fieldcast::base
