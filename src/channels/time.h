#pragma once
// Times as clients write them, in `created_at` and in imported rows.

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace fieldcast::channels {

using LocalTime = std::chrono::local_time<base::Milliseconds>;

/// How far `timezone`, a name of the tz database, is ahead of UTC when its clocks show `local`;
/// nothing for an unknown name. A parameter, because the tz database is a matter of files.
using ZoneOffset =
    std::function<std::optional<base::Seconds>(std::string_view timezone, LocalTime local)>;

/// Reads ISO 8601 (`2026-11-22T18:52:43`) or MySQL's form (`2026-11-22 18:52:43`), seconds and
/// clock time optional, with `Z`, `UTC`, `+01`, `+0100` or `+01:00` behind, also where form
/// decoding has made the plus a blank; or epoch seconds of 9 to 12 digits. Fractions of a second
/// are kept to the millisecond. Without an offset the time is that of `timezone`, or UTC if
/// `offset_of` does not know it. Nothing for any other text, for days that no calendar has and for
/// years outside 1 to 9999.
[[nodiscard]] std::optional<base::Timestamp> parse_time(std::string_view text,
                                                        std::string_view timezone = {},
                                                        const ZoneOffset& offset_of = {});

}  // namespace fieldcast::channels
