#pragma once
// The two times of the program. `Instant` is steady and never shown; `Timestamp` is wall-clock
// UTC in milliseconds since 1970 and may step either way. Functions take them as parameters:
// only base/clock.h reads a clock.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fieldcast::base {

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

struct SteadyTag {
    using duration = Milliseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<SteadyTag>;
    static constexpr bool is_steady = true;
};

using Instant = std::chrono::time_point<SteadyTag, Milliseconds>;
using Timestamp = std::chrono::sys_time<Milliseconds>;

/// `2026-11-22T18:52:43Z`: UTC to the second, the fraction cut off.
[[nodiscard]] std::string to_iso8601(Timestamp time);

/// Appends the same text, for writers of many entries.
void append_iso8601(std::string& out, Timestamp time);

/// `2026-11-22 18:52:43 UTC`: the form of ThingSpeak's CSV feeds.
[[nodiscard]] std::string to_csv_time(Timestamp time);

}  // namespace fieldcast::base
