#include "base/time.h"

#include <gmock/gmock.h>

namespace fieldcast::base {
namespace {

Timestamp at(std::int64_t milliseconds) {
    return Timestamp{Milliseconds{milliseconds}};
}

TEST(Iso8601, IsUtcToTheSecond) {
    EXPECT_EQ(to_iso8601(at(0)), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_iso8601(at(1'795'373'563'000)), "2026-11-22T18:52:43Z");
}

TEST(Iso8601, CutsTheFractionOff) {
    EXPECT_EQ(to_iso8601(at(999)), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_iso8601(at(-1)), "1969-12-31T23:59:59Z");
}

TEST(Iso8601, KnowsLeapYears) {
    EXPECT_EQ(to_iso8601(at(951'782'400'000)), "2000-02-29T00:00:00Z");
    EXPECT_EQ(to_iso8601(at(4'107'542'399'000)), "2100-02-28T23:59:59Z");
    EXPECT_EQ(to_iso8601(at(4'107'542'400'000)), "2100-03-01T00:00:00Z");
}

TEST(Iso8601, ReachesTheEndsOfFourDigitYears) {
    EXPECT_EQ(to_iso8601(at(253'402'300'799'000)), "9999-12-31T23:59:59Z");
    EXPECT_EQ(to_iso8601(at(-62'167'219'200'000)), "0000-01-01T00:00:00Z");
}

TEST(Iso8601, WritesOtherYearsAtTheirLength) {
    EXPECT_EQ(to_iso8601(at(253'402'300'800'000)), "10000-01-01T00:00:00Z");
    EXPECT_EQ(to_iso8601(at(-62'167'219'201'000)), "-0001-12-31T23:59:59Z");
}

TEST(Iso8601, IsAppendedBehindWhatIsThere) {
    std::string out = "at ";
    append_iso8601(out, at(0));
    EXPECT_EQ(out, "at 1970-01-01T00:00:00Z");
}

TEST(CsvTime, NamesItsZone) {
    EXPECT_EQ(to_csv_time(at(1'795'373'563'999)), "2026-11-22 18:52:43 UTC");
    EXPECT_EQ(to_csv_time(at(-1)), "1969-12-31 23:59:59 UTC");
}

}  // namespace
}  // namespace fieldcast::base
