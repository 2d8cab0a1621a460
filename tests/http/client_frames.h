#pragma once
// WebSocket frames as clients write them, for tests and fuzzers, and server frames read back.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace fieldcast::http {

constexpr unsigned fin = 0x80;
constexpr unsigned continuation_opcode = 0;
constexpr unsigned text_opcode = 1;
constexpr unsigned binary_opcode = 2;
constexpr unsigned close_opcode = 8;
constexpr unsigned ping_opcode = 9;
constexpr unsigned pong_opcode = 10;

inline void append_number(base::Bytes& out, std::uint64_t number, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        base::append_u8(out, static_cast<unsigned>(number >> shift) & 0xff);
}

/// Header and masked payload. `length_bytes`: how the length is written, 0, 2 or 8 bytes behind the
/// short one; as short as it can be if not given.
inline base::Bytes client_frame(unsigned first_byte, base::BytesView payload,
                                std::string_view mask = "\x37\xfa\x21\x3d",
                                std::optional<int> length_bytes = {}) {
    if (!length_bytes) length_bytes = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;
    base::Bytes frame;
    base::append_u8(frame, first_byte);
    const unsigned short_length = *length_bytes == 0   ? static_cast<unsigned>(payload.size())
                                  : *length_bytes == 2 ? 126
                                                       : 127;
    base::append_u8(frame, 0x80 | short_length);
    append_number(frame, payload.size(), *length_bytes);
    frame += mask;
    for (std::size_t i = 0; i < payload.size(); ++i)
        frame.push_back(static_cast<char>(payload[i] ^ mask[i % 4]));
    return frame;
}

inline base::Bytes binary(base::BytesView payload) {
    return client_frame(fin | binary_opcode, payload);
}

inline base::Bytes close_payload(unsigned code, std::string_view reason = {}) {
    base::Bytes payload;
    base::append_u16(payload, static_cast<std::uint16_t>(code));
    return payload + std::string(reason);
}

/// A frame as a server sends it: not masked.
struct ServerFrame {
    unsigned first_byte = 0;
    base::Bytes payload;
};

/// Takes the frame off the front of `bytes`; nothing if it is not whole.
inline std::optional<ServerFrame> take_server_frame(base::BytesView& bytes) {
    if (bytes.size() < 2) return std::nullopt;
    const unsigned short_length = base::byte_at(bytes, 1);
    ASSERT(short_length < 0x80);
    const std::size_t length_bytes = short_length < 126 ? 0 : short_length == 126 ? 2 : 8;
    if (bytes.size() < 2 + length_bytes) return std::nullopt;
    std::uint64_t length = length_bytes == 0 ? short_length : 0;
    for (std::size_t i = 0; i < length_bytes; ++i)
        length = (length << 8) | base::byte_at(bytes, 2 + i);
    if (bytes.size() - 2 - length_bytes < length) return std::nullopt;
    ServerFrame frame{base::byte_at(bytes, 0), base::Bytes(bytes.substr(2 + length_bytes, length))};
    bytes.remove_prefix(2 + length_bytes + length);
    return frame;
}

}  // namespace fieldcast::http
