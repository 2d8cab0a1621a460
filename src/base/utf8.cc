#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace fieldcast::base {
namespace {

constexpr std::uint64_t every_byte = 0x0101010101010101ULL;
constexpr std::uint64_t every_high_bit = 0x80 * every_byte;

/// Length of the well-formed sequence at the start of `text` (not empty), or 0.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    if (first < 0xc2) return 0;
    if (first < 0xe0) return text.size() >= 2 && continues(1) ? 2 : 0;
    if (first < 0xf0) {
        if (text.size() < 3 || !continues(1) || !continues(2)) return 0;
        if (first == 0xe0 && byte(1) < 0xa0) return 0;  // overlong
        if (first == 0xed && byte(1) > 0x9f) return 0;  // surrogate
        return 3;
    }
    if (first > 0xf4 || text.size() < 4) return 0;
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (first == 0xf0 && byte(1) < 0x90) return 0;  // overlong
    if (first == 0xf4 && byte(1) > 0x8f) return 0;  // above U+10FFFF
    return 4;
}

/// Whether eight bytes are ASCII. Nearly all topics and values are plain
/// ASCII.
bool are_ascii(std::uint64_t eight) {
    return (eight & every_high_bit) == 0;
}

/// The same without control characters. In each byte, subtracting 0x20 borrows into the high bit
/// below a blank, and adding 1 carries into it above a tilde.
bool are_printable_ascii(std::uint64_t eight) {
    return ((eight | (eight - 0x20 * every_byte) | (eight + every_byte)) & every_high_bit) == 0;
}

/// The character that a well-formed sequence stands for.
std::uint32_t code_point(std::string_view sequence) {
    const auto first = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() == 1) return first;
    std::uint32_t value = first & (0x7fU >> sequence.size());
    for (const char byte : sequence.substr(1))
        value = value << 6 | (static_cast<unsigned char>(byte) & 0x3fU);
    return value;
}

bool is_printable(std::uint32_t code_point) {
    const bool is_control = code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
    const bool is_no_character =
        (code_point & 0xfffe) == 0xfffe || (code_point >= 0xfdd0 && code_point <= 0xfdef);
    return !is_control && !is_no_character;
}

/// Whether `text` is well-formed and pleases one of two tests: that of eight bytes, which may
/// refuse what the other allows, and that of a sequence.
template <class AreAllowed, class IsAllowed>
bool consists_of(std::string_view text, AreAllowed are_allowed, IsAllowed is_allowed) {
    while (!text.empty()) {
        std::uint64_t eight = 0;
        if (text.size() >= sizeof eight) {
            std::memcpy(&eight, text.data(), sizeof eight);
            if (are_allowed(eight)) {
                text.remove_prefix(sizeof eight);
                continue;
            }
        }
        const std::size_t length = sequence_length(text);
        if (length == 0 || !is_allowed(text.substr(0, length))) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
    return consists_of(text, are_ascii, [](std::string_view) { return true; });
}

bool is_printable_utf8(std::string_view text) {
    return consists_of(text, are_printable_ascii, [](std::string_view sequence) {
        return is_printable(code_point(sequence));
    });
}

}  // namespace fieldcast::base
