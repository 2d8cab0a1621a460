#include "channels/time.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace fieldcast::channels {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const base::Timestamp new_year = day(2020, 1, 1);
const base::Timestamp noon = new_year + hours{12} + minutes{34} + seconds{56};

/// Knows one zone: Berlin, an hour ahead in winter and two from April to October.
std::optional<base::Seconds> berlin_offset(std::string_view timezone, LocalTime local) {
    if (timezone != "Europe/Berlin") return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(local)};
    const bool summer = date.month() >= std::chrono::April && date.month() <= std::chrono::October;
    return hours{summer ? 2 : 1};
}

struct TimeCase {
    std::string_view text;
    base::Timestamp time;
};

class ReadableTime : public testing::TestWithParam<TimeCase> {};

TEST_P(ReadableTime, IsRead) {
    EXPECT_EQ(parse_time(GetParam().text), GetParam().time);
}

INSTANTIATE_TEST_SUITE_P(
    Iso8601, ReadableTime,
    testing::Values(TimeCase{"2020-01-01T12:34:56Z", noon}, TimeCase{"2020-01-01T12:34:56z", noon},
                    TimeCase{"2020-01-01t12:34:56", noon},
                    TimeCase{"2020-01-01T12:34:56+00:00", noon},
                    TimeCase{"2020-01-01T12:34:56+02:00", noon - hours{2}},
                    TimeCase{"2020-01-01T12:34:56-05:00", noon + hours{5}},
                    TimeCase{"2020-01-01T12:34:56+0530", noon - hours{5} - minutes{30}},
                    TimeCase{"2020-01-01T12:34:56-08", noon + hours{8}},
                    TimeCase{"2020-01-01T12:34", noon - seconds{56}},
                    TimeCase{"2020-01-01T12:34+01", noon - seconds{56} - hours{1}},
                    TimeCase{"2020-01-01", new_year}, TimeCase{" 2020-01-01T12:34:56Z ", noon}));

INSTANTIATE_TEST_SUITE_P(MySqlAndCsv, ReadableTime,
                         testing::Values(TimeCase{"2020-01-01 12:34:56", noon},
                                         TimeCase{"2020-01-01 12:34:56 UTC", noon},
                                         TimeCase{"2020-01-01 12:34:56 -0500", noon + hours{5}},
                                         TimeCase{"2020-01-01 12:34:56 +0100", noon - hours{1}},
                                         TimeCase{"2020-01-01 12:34:56+01:00", noon - hours{1}}));

INSTANTIATE_TEST_SUITE_P(PlusThatBecameABlank, ReadableTime,
                         testing::Values(TimeCase{"2020-01-01T12:34:56 02:00", noon - hours{2}},
                                         TimeCase{"2020-01-01 12:34:56 0200", noon - hours{2}},
                                         TimeCase{"2020-01-01 12:34:56  0200", noon - hours{2}},
                                         TimeCase{"2020-01-01 12:34:56 02", noon - hours{2}}));

INSTANTIATE_TEST_SUITE_P(
    Fractions, ReadableTime,
    testing::Values(TimeCase{"2020-01-01T12:34:56.5Z", noon + milliseconds{500}},
                    TimeCase{"2020-01-01T12:34:56.123456+00:00", noon + milliseconds{123}},
                    TimeCase{"2020-01-01T12:34:56,07", noon + milliseconds{70}},
                    TimeCase{"1577882096.5", noon + milliseconds{500}},
                    TimeCase{"1577882096.0009", noon}));

INSTANTIATE_TEST_SUITE_P(
    EpochSeconds, ReadableTime,
    testing::Values(TimeCase{"1577882096", noon},
                    TimeCase{"100000000", day(1973, 3, 3) + hours{9} + minutes{46} + seconds{40}},
                    TimeCase{"253402300799", day(9999, 12, 31) + hours{24} - seconds{1}}));

INSTANTIATE_TEST_SUITE_P(Edges, ReadableTime,
                         testing::Values(TimeCase{"0001-01-01T00:00:00Z", day(1, 1, 1)},
                                         TimeCase{"2020-02-29", day(2020, 2, 29)},
                                         TimeCase{"2000-02-29", day(2000, 2, 29)},
                                         TimeCase{"1969-12-31T23:59:59Z",
                                                  day(1970, 1, 1) - seconds{1}}));

class UnreadableTime : public testing::TestWithParam<std::string_view> {};

TEST_P(UnreadableTime, IsNothing) {
    EXPECT_EQ(parse_time(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(DaysThatNoCalendarHas, UnreadableTime,
                         testing::Values("2020-13-01", "2020-00-01", "2020-02-30", "2019-02-29",
                                         "1900-02-29", "2020-01-32", "2020-01-00"));

INSTANTIATE_TEST_SUITE_P(TimesThatNoClockShows, UnreadableTime,
                         testing::Values("2020-01-01T24:00:00", "2020-01-01T12:60:00",
                                         "2020-01-01T12:00:60", "2020-01-01T12:00:00+24:00",
                                         "2020-01-01T12:00:00+01:60"));

INSTANTIATE_TEST_SUITE_P(YearsOutOfRange, UnreadableTime,
                         testing::Values("0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01",
                                         "9999-12-31T23:59:59-00:01", "10000-01-01",
                                         "253402300800"));

INSTANTIATE_TEST_SUITE_P(NumbersThatAreHardlyEpochSeconds, UnreadableTime,
                         testing::Values("0", "2020", "20200101", "1577882096000", "-1577882096",
                                         "1577882096.", "1577882096 ok"));

INSTANTIATE_TEST_SUITE_P(
    OtherText, UnreadableTime,
    testing::Values("", " ", "now", "2020", "2020-1-1", "20-01-01", "2020-01", "2020-01-01T",
                    "2020-01-01T12", "2020-01-01T12:3", "2020-01-01T12:34:", "2020-01-01T12:34:5",
                    "2020-01-01T12:34:56.", "2020-01-01X12:34:56", "2020-01-01T12:34:56 CET",
                    "2020-01-01T12:34:56Zulu", "2020-01-01T12:34:5602:00", "2020-01-01T12:34:56+",
                    "2020-01-01T12:34:56+1", "2020-01-01T12:34:56+01:0",
                    "2020-01-01T12:34:56+01:000", "2020/01/01 12:34:56", "٢٠٢٠-01-01"));

TEST(TimeWithoutOffset, IsOfItsTimezone) {
    EXPECT_EQ(parse_time("2020-01-01 12:34:56", "Europe/Berlin", berlin_offset), noon - hours{1});
    EXPECT_EQ(parse_time("2020-07-01T12:00:00", "Europe/Berlin", berlin_offset),
              day(2020, 7, 1) + hours{10});
}

TEST(TimeWithoutOffset, IsUtcInAnUnknownTimezone) {
    EXPECT_EQ(parse_time("2020-01-01 12:34:56", "Mars/Olympus", berlin_offset), noon);
    EXPECT_EQ(parse_time("2020-01-01 12:34:56", "Europe/Berlin"), noon) << "no database";
    EXPECT_EQ(parse_time("2020-01-01 12:34:56", "", berlin_offset), noon);
}

TEST(TimeWithOffset, IsNotMovedByTheTimezone) {
    EXPECT_EQ(parse_time("2020-01-01T12:34:56Z", "Europe/Berlin", berlin_offset), noon);
    EXPECT_EQ(parse_time("2020-01-01T12:34:56-05:00", "Europe/Berlin", berlin_offset),
              noon + hours{5});
    EXPECT_EQ(parse_time("1577882096", "Europe/Berlin", berlin_offset), noon);
}

}  // namespace
}  // namespace fieldcast::channels
