#include "channels/time_zones.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace fieldcast::channels {
namespace {

using namespace std::chrono_literals;

std::string shown(base::Timestamp time, const Zone& zone, TimeForm form) {
    std::string out;
    append_time(out, time, zone, form);
    return out;
}

const base::Timestamp winter = day(2014, 2, 26) + 17h + 42min + 49s + 999ms;

TEST(Zone, IsUtcAsBuilt) {
    const Zone utc;
    EXPECT_TRUE(utc.is_utc());
    EXPECT_EQ(utc.offset_at(winter), 0s);
    EXPECT_EQ(utc.to_utc(LocalTime{winter.time_since_epoch()}), winter);
    EXPECT_TRUE(Zone::fixed(0s).is_utc());
}

TEST(Zone, IsFoundByItsName) {
    EXPECT_TRUE(Zone::find("UTC", {})->is_utc());
    EXPECT_TRUE(Zone::find("Etc/UTC", {})->is_utc());
    EXPECT_FALSE(Zone::find("Test/Summer", {})) << "without a tz database";
    EXPECT_FALSE(Zone::find("Test/Winter", test_zones()));
    EXPECT_FALSE(Zone::find("", test_zones()));
    const auto zone = Zone::find(std::string{"Test/Summer"}, test_zones());
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->offset_at(day(2026, 1, 1)), 1h);
    EXPECT_EQ(zone->offset_at(day(2026, 7, 1)), 2h);
    EXPECT_EQ(zone->to_utc(LocalTime{day(2026, 7, 1).time_since_epoch()}), day(2026, 7, 1) - 2h);
}

TEST(Zone, CountsItsOffsetInWholeMinutes) {
    const auto before_1893 = Zone::fixed(53min + 28s);
    EXPECT_EQ(before_1893.offset_at(winter), 53min);
    EXPECT_EQ(before_1893.to_utc(LocalTime{winter.time_since_epoch()}), winter - 53min);
}

TEST(TimeText, HasTheFormsOfThingSpeak) {
    const auto west = Zone::fixed(-5h);
    EXPECT_EQ(shown(winter, {}, TimeForm::iso_8601), "2014-02-26T17:42:49Z");
    EXPECT_EQ(shown(winter, west, TimeForm::iso_8601), "2014-02-26T12:42:49-05:00");
    EXPECT_EQ(shown(winter, {}, TimeForm::csv), "2014-02-26 17:42:49 UTC");
    EXPECT_EQ(shown(winter, west, TimeForm::csv), "2014-02-26 12:42:49 -0500");
    EXPECT_EQ(shown(winter, {}, TimeForm::offset), "2014-02-26T17:42:49+00:00");
    EXPECT_EQ(shown(winter, west, TimeForm::offset), "2014-02-26T12:42:49-05:00");
}

TEST(TimeText, HasOffsetsWithMinutes) {
    EXPECT_EQ(shown(winter, Zone::fixed(5h + 45min), TimeForm::iso_8601),
              "2014-02-26T23:27:49+05:45");
    EXPECT_EQ(shown(winter, Zone::fixed(-(3h + 30min)), TimeForm::csv),
              "2014-02-26 14:12:49 -0330");
    EXPECT_EQ(shown(winter, Zone::fixed(-30min), TimeForm::offset), "2014-02-26T17:12:49-00:30");
}

TEST(TimeText, FollowsTheClocksOfTheZone) {
    const auto zone = *Zone::find("Test/Summer", test_zones());
    EXPECT_EQ(shown(day(2026, 3, 29) + 59min, zone, TimeForm::iso_8601),
              "2026-03-29T01:59:00+01:00");
    EXPECT_EQ(shown(day(2026, 3, 29) + 60min, zone, TimeForm::iso_8601),
              "2026-03-29T03:00:00+02:00");
}

}  // namespace
}  // namespace fieldcast::channels
