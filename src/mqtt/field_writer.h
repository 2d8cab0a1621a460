#pragma once
// Writes the fields that packets are made of, for the encoders; broker/outgoing_publish, which
// patches encoded packets, asks it for sizes. No state.

#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

inline constexpr std::size_t string_bytes_max = 65'535;                // 1.5.4, 1.5.6
inline constexpr std::size_t variable_byte_integer_max = 268'435'455;  // table 1-1

inline void append_u32(Bytes& out, std::uint32_t value) {
    base::append_u16(out, static_cast<std::uint16_t>(value >> 16));
    base::append_u16(out, static_cast<std::uint16_t>(value & 0xffff));
}

constexpr std::size_t variable_byte_integer_size(std::size_t value) {
    return value < 128 ? 1 : value < 16'384 ? 2 : value < 2'097'152 ? 3 : 4;
}

/// In as few bytes as possible [MQTT-1.5.5-1].
inline void append_variable_byte_integer(Bytes& out, std::size_t value) {
    ASSERT(value <= variable_byte_integer_max);
    while (value >= 0x80) {
        base::append_u8(out, static_cast<unsigned>(value & 0x7f) | 0x80);
        value >>= 7;
    }
    base::append_u8(out, static_cast<unsigned>(value));
}

inline std::size_t string_size(BytesView text) {
    return 2 + text.size();
}

/// A UTF-8 Encoded String or Binary Data.
inline void append_string(Bytes& out, BytesView text) {
    ASSERT(text.size() <= string_bytes_max);  // [MQTT-4.7.3-3]
    base::append_u16(out, static_cast<std::uint16_t>(text.size()));
    out.append(text);
}

inline std::size_t property_section_size(BytesView properties) {
    return variable_byte_integer_size(properties.size()) + properties.size();
}

/// The properties behind their length, which is there even if they are not [MQTT-2.2.2-1].
inline void append_property_section(Bytes& out, BytesView properties) {
    append_variable_byte_integer(out, properties.size());
    out.append(properties);
}

}  // namespace fieldcast::mqtt
