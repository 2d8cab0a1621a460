#pragma once
// A notation for packets that reads like the tables of the standard:
//   10          a byte in hexadecimal; digits may be joined: 003C
//   ..          the Remaining Length, counted from what follows
//   'sensor'    a string with its two bytes of length
//   (11 003C)   a property section with its length, in the same notation without ( and )
//   <21.5>      the bytes of a text alone
// Blanks separate. A mistake in the notation ends the test program.

#include <cctype>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace fieldcast::mqtt {

inline unsigned hex_digit(char digit) {
    ASSERT(std::isxdigit(static_cast<unsigned char>(digit)));
    if (digit <= '9') return static_cast<unsigned>(digit - '0');
    return static_cast<unsigned>((digit | 0x20) - 'a') + 10;
}

/// The bytes of `length` as 1.5.5 writes them.
inline base::Bytes remaining_length(std::size_t length) {
    base::Bytes bytes;
    for (; length >= 0x80; length >>= 7)
        base::append_u8(bytes, static_cast<unsigned>(length & 0x7f) | 0x80);
    base::append_u8(bytes, static_cast<unsigned>(length));
    return bytes;
}

/// Takes what stands before `end` off `notation`, whose first character opened it.
inline std::string_view take_quoted(std::string_view& notation, char end) {
    const std::size_t size = notation.find(end, 1);
    ASSERT(size != notation.npos);
    const std::string_view quoted = notation.substr(1, size - 1);
    notation.remove_prefix(size + 1);
    return quoted;
}

inline void append_hex_byte(base::Bytes& out, std::string_view& notation) {
    ASSERT(notation.size() >= 2);
    base::append_u8(out, hex_digit(notation[0]) << 4 | hex_digit(notation[1]));
    notation.remove_prefix(2);
}

inline void append_prefixed(base::Bytes& out, std::string_view text) {
    base::append_u16(out, static_cast<std::uint16_t>(text.size()));
    out.append(text);
}

inline base::Bytes packet(std::string_view notation) {
    base::Bytes out;
    while (!notation.empty()) {
        if (notation.front() == ' ') {
            notation.remove_prefix(1);
        } else if (notation.front() == '\'') {
            append_prefixed(out, take_quoted(notation, '\''));
        } else if (notation.front() == '<') {
            out.append(take_quoted(notation, '>'));
        } else if (notation.front() == '(') {
            const base::Bytes section = packet(take_quoted(notation, ')'));
            out += remaining_length(section.size()) + section;
        } else if (notation.starts_with("..")) {
            const base::Bytes body = packet(notation.substr(2));
            return out + remaining_length(body.size()) + body;
        } else {
            append_hex_byte(out, notation);
        }
    }
    return out;
}

}  // namespace fieldcast::mqtt
