#pragma once
// Named time zones, as functions, because the tz database is a matter of files; and the zone that
// one answer is written in.

#include <functional>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "channels/time.h"

namespace fieldcast::channels {

/// How far `timezone` is ahead of UTC at `time`; nothing for an unknown name.
using ZoneOffsetAt =
    std::function<std::optional<base::Seconds>(std::string_view timezone, base::Timestamp time)>;

struct TimeZones {
    ZoneOffset offset_of = {};    ///< by local time; without it only UTC is known
    ZoneOffsetAt offset_at = {};  ///< by UTC time
};

/// A zone that is known to exist; as built, UTC. Owns what it needs.
class Zone {
  public:
    Zone() = default;

    /// Always the same distance from UTC.
    [[nodiscard]] static Zone fixed(base::Seconds ahead_of_utc);

    /// The zone `name` of the tz database, or UTC by that name. Nothing for an unknown one.
    [[nodiscard]] static std::optional<Zone> find(std::string_view name, const TimeZones& zones);

    [[nodiscard]] bool is_utc() const { return !offset_at_; }

    /// How far the zone is ahead of UTC at `time`, in whole minutes: a text can show no seconds of
    /// an offset, as zones had them before about 1900.
    [[nodiscard]] base::Seconds offset_at(base::Timestamp time) const;

    /// The instant at which the zone's clocks show `local`. Of two the earlier; in an hour that
    /// clocks skip, the one that the offset before the gap gives.
    [[nodiscard]] base::Timestamp to_utc(LocalTime local) const;

  private:
    std::function<base::Seconds(base::Timestamp)> offset_at_;  ///< null: UTC
    std::function<base::Seconds(LocalTime)> offset_of_;
};

/// How answers write their times: the fraction of a second is cut off.
enum class TimeForm : std::uint8_t {
    iso_8601,  ///< `2014-02-26T17:42:49Z`, in other zones `2014-02-26T12:42:49-05:00`
    offset,    ///< `2014-02-26T17:42:49+00:00`, in UTC too: ThingSpeak's export
    csv,       ///< `2014-02-26 17:42:49 UTC`, in other zones `2014-02-26 12:42:49 -0500`
};

void append_time(std::string& out, base::Timestamp time, const Zone& zone, TimeForm form);

}  // namespace fieldcast::channels
