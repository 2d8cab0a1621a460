#pragma once
// What the tests of this folder build their entries and times from.

#include <array>
#include <chrono>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include "base/time.h"
#include "channels/time_zones.h"
#include "model/entry.h"

namespace fieldcast::channels {

using ValueTexts = std::initializer_list<std::pair<model::ValueName, std::string_view>>;

inline model::EntryValues entry_values(ValueTexts named) {
    std::array<std::optional<std::string_view>, model::value_names> texts;
    for (const auto& [name, text] : named) texts[static_cast<std::size_t>(name)] = text;
    return model::EntryValues{texts};
}

/// A day in UTC; add hours, minutes and seconds to it.
inline base::Timestamp day(int year, unsigned month, unsigned day_of_month) {
    return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) /
                                 static_cast<int>(day_of_month)};
}

/// The tz database of the tests has one zone, `Test/Summer`: an hour ahead of UTC, and two from
/// 2026-03-29 to 2026-10-25, changing at 01:00 UTC as in Berlin.
inline TimeZones test_zones() {
    using std::chrono::hours;
    const base::Timestamp begin = day(2026, 3, 29) + hours{1};
    const base::Timestamp end = day(2026, 10, 25) + hours{1};
    const auto offset_at = [=](std::string_view name, base::Timestamp time) {
        const base::Seconds offset = hours{time >= begin && time < end ? 2 : 1};
        return name == "Test/Summer" ? std::optional{offset} : std::nullopt;
    };
    const auto offset_of = [=](std::string_view name, LocalTime local) {
        const base::Timestamp shown{local.time_since_epoch()};
        const base::Seconds offset =
            hours{shown >= begin + hours{2} && shown < end + hours{2} ? 2 : 1};
        return name == "Test/Summer" ? std::optional{offset} : std::nullopt;
    };
    return {.offset_of = offset_of, .offset_at = offset_at};
}

}  // namespace fieldcast::channels
