#include "base/utf8.h"

#include <gmock/gmock.h>

#include <string>

namespace fieldcast::base {
namespace {

/// `code_point` as the encoding defines it, also where it forbids it.
std::string encoded(unsigned code_point) {
    const auto continuation = [&](int shift) {
        return static_cast<char>(0x80 | ((code_point >> shift) & 0x3f));
    };
    if (code_point < 0x80) return {static_cast<char>(code_point)};
    if (code_point < 0x800) return {static_cast<char>(0xc0 | code_point >> 6), continuation(0)};
    if (code_point < 0x10000)
        return {static_cast<char>(0xe0 | code_point >> 12), continuation(6), continuation(0)};
    return {static_cast<char>(0xf0 | code_point >> 18), continuation(12), continuation(6),
            continuation(0)};
}

TEST(Utf8, AcceptsEveryCodePointButSurrogates) {
    for (unsigned code_point = 0; code_point <= 0x10ffff; ++code_point) {
        const bool is_surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
        ASSERT_EQ(is_valid_utf8(encoded(code_point)), !is_surrogate) << code_point;
    }
}

TEST(Utf8, RefusesWhatLiesAboveUnicode) {
    EXPECT_FALSE(is_valid_utf8(encoded(0x110000)));
    EXPECT_FALSE(is_valid_utf8("\xf5\x80\x80\x80"));
    EXPECT_FALSE(is_valid_utf8("\xff"));
}

TEST(Utf8, RefusesOverlongForms) {
    for (const char* text : {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
                             "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf"})
        EXPECT_FALSE(is_valid_utf8(text));
}

TEST(Utf8, RefusesSequencesThatAreCutOff) {
    for (const std::string& whole : {encoded(0xe9), encoded(0x20ac), encoded(0x1f321)})
        for (std::size_t size = 1; size < whole.size(); ++size)
            EXPECT_FALSE(is_valid_utf8(whole.substr(0, size)));
}

TEST(Utf8, RefusesABrokenByteAtAnyPlace) {
    for (std::size_t size = 1; size <= 40; ++size) {
        for (std::size_t place = 0; place < size; ++place) {
            std::string text(size, 'a');
            text[place] = '\x80';
            EXPECT_FALSE(is_valid_utf8(text)) << size << ' ' << place;
        }
    }
}

TEST(Utf8, AcceptsALongCharacterAtAnyPlace) {
    for (std::size_t place = 0; place <= 20; ++place)
        EXPECT_TRUE(is_valid_utf8(std::string(20, 'a').insert(place, "\U0001F321")));
}

TEST(Utf8, AcceptsNothing) {
    EXPECT_TRUE(is_valid_utf8(""));
    EXPECT_TRUE(is_printable_utf8(""));
}

/// What MQTT 5.0, 1.5.4, advises against, from Unicode's lists.
bool is_unwise(unsigned code_point) {
    const bool is_control = code_point <= 0x1f || (code_point >= 0x7f && code_point <= 0x9f);
    const bool is_arabic_non_character = code_point >= 0xfdd0 && code_point <= 0xfdef;
    const unsigned in_plane = code_point % 0x10000;
    return is_control || is_arabic_non_character || in_plane == 0xfffe || in_plane == 0xffff;
}

TEST(PrintableUtf8, IsWithoutControlsAndNonCharacters) {
    for (unsigned code_point = 0; code_point <= 0x10ffff; ++code_point) {
        const std::string text = encoded(code_point);
        ASSERT_EQ(is_printable_utf8(text), is_valid_utf8(text) && !is_unwise(code_point))
            << code_point;
    }
}

TEST(PrintableUtf8, HasNoForbiddenByteAtAnyPlace) {
    for (const char forbidden : {'\0', '\x1f', '\x7f', '\x80', '\xff'}) {
        for (std::size_t size = 1; size <= 20; ++size) {
            for (std::size_t place = 0; place < size; ++place) {
                std::string text(size, ' ');
                text[place] = forbidden;
                EXPECT_FALSE(is_printable_utf8(text)) << size << ' ' << place;
            }
        }
    }
}

TEST(PrintableUtf8, AcceptsTheEdgesOfAsciiAtAnyPlace) {
    for (std::size_t place = 0; place <= 16; ++place)
        EXPECT_TRUE(is_printable_utf8(std::string(16, ' ').insert(place, "~\u00a0")));
}

}  // namespace
}  // namespace fieldcast::base
