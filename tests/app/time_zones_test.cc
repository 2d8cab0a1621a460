#include "app/time_zones.h"

#include <gtest/gtest.h>

namespace fieldcast::app {
namespace {

using namespace std::chrono_literals;

base::Timestamp utc(int month, int day) {
    return std::chrono::sys_days{std::chrono::year{2026} / month / day};
}

TEST(SystemTimeZones, KnowOffsetsInBothDirections) {
    const auto zones = system_time_zones();
    for (const auto& [month, offset] : {std::pair{1, 1h}, std::pair{7, 2h}}) {
        EXPECT_EQ(zones.offset_at("Europe/Berlin", utc(month, 1)), offset);
        const channels::LocalTime local{utc(month, 1).time_since_epoch()};
        EXPECT_EQ(zones.offset_of("Europe/Berlin", local), offset);
    }
}

TEST(SystemTimeZones, ChangeAtTheInstantThatTheDatabaseSays) {
    const auto zones = system_time_zones();
    EXPECT_EQ(zones.offset_at("Europe/Berlin", utc(3, 29) + 1h - 1ms), 1h);
    EXPECT_EQ(zones.offset_at("Europe/Berlin", utc(3, 29) + 1h), 2h);
}

TEST(SystemTimeZones, DoNotKnowOtherNames) {
    const auto zones = system_time_zones();
    for (const auto* name : {"Mars/Crater", "", "../../etc/passwd", "Europe"}) {
        EXPECT_EQ(zones.offset_at(name, utc(1, 1)), std::nullopt) << name;
        EXPECT_EQ(zones.offset_of(name, channels::LocalTime{}), std::nullopt) << name;
    }
}

}  // namespace
}  // namespace fieldcast::app
