#include "channels/weather.h"

#include <gtest/gtest.h>

#include "channels/number.h"

namespace fieldcast::channels {
namespace {

constexpr base::Timestamp summer_noon{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} +
                                      std::chrono::hours{12}};

TEST(Weather, HasANumberForEachLabelAllDayLong) {
    for (int minute = 0; minute < 24 * 60; minute += 7) {
        const auto values = weather_at(summer_noon + std::chrono::minutes{minute}, 1);
        const auto texts = values.texts();
        for (std::size_t i = 0; i < weather_labels.size(); ++i) {
            ASSERT_TRUE(texts[i]);
            EXPECT_TRUE(parse_decimal(*texts[i])) << *texts[i];
        }
        EXPECT_FALSE(texts[weather_labels.size()]);
    }
}

TEST(Weather, IsTheSameAtTheSameTimeAndAnotherElsewhere) {
    EXPECT_EQ(weather_at(summer_noon, 1), weather_at(summer_noon, 1));
    EXPECT_NE(weather_at(summer_noon, 1), weather_at(summer_noon, 2));
    EXPECT_NE(weather_at(summer_noon, 1), weather_at(summer_noon + base::Seconds{1}, 1));
}

TEST(Weather, IsDarkAtNight) {
    EXPECT_EQ(*weather_at(summer_noon + std::chrono::hours{12}, 1).texts()[4], "0.0");
    EXPECT_NE(*weather_at(summer_noon, 1).texts()[4], "0.0");
}

}  // namespace
}  // namespace fieldcast::channels
