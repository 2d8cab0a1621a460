#include "app/quantities.h"

#include <gtest/gtest.h>

namespace fieldcast::app {
namespace {

using base::Milliseconds;

TEST(Bytes, AreReadWithAndWithoutUnit) {
    EXPECT_EQ(parse_bytes("3000"), 3000);
    EXPECT_EQ(parse_bytes("3000B"), 3000);
    EXPECT_EQ(parse_bytes("256KiB"), 256 * 1024);
    EXPECT_EQ(parse_bytes("2MiB"), 2 * 1024 * 1024);
    EXPECT_EQ(parse_bytes("1GiB"), 1024 * 1024 * 1024);
}

TEST(Bytes, AreNothingElse) {
    for (const char* text : {"", "KiB", "1 KiB", "1kb", "-1", "1.5KiB", "99999999999999999999",
                             "99999999999GiB", "1KiBx"})
        EXPECT_EQ(parse_bytes(text), std::nullopt) << text;
}

TEST(Durations, AreReadWithTheirUnit) {
    EXPECT_EQ(parse_duration("250ms"), Milliseconds{250});
    EXPECT_EQ(parse_duration("90s"), std::chrono::seconds{90});
    EXPECT_EQ(parse_duration("5min"), std::chrono::minutes{5});
    EXPECT_EQ(parse_duration("1h"), std::chrono::hours{1});
    EXPECT_EQ(parse_duration("7d"), std::chrono::days{7});
}

TEST(Durations, AreNothingWithoutUnitOrTooLong) {
    for (const char* text : {"", "90", "s", "1 s", "1m", "-1s", "18446744073709551615ms"})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(Quantities, AreWrittenWithTheLargestWholeUnit) {
    EXPECT_EQ(bytes_text(0), "0B");
    EXPECT_EQ(bytes_text(3000), "3000B");
    EXPECT_EQ(bytes_text(262'144), "256KiB");
    EXPECT_EQ(duration_text(Milliseconds{5'000}), "5s");
    EXPECT_EQ(duration_text(Milliseconds{90'000}), "90s");
    EXPECT_EQ(duration_text(Milliseconds{3'600'000}), "1h");
    EXPECT_EQ(duration_text(Milliseconds{1'001}), "1001ms");
}

}  // namespace
}  // namespace fieldcast::app
