#pragma once
// The tz database of the machine, for times that clients give or want in a named zone.

#include "channels/time_zones.h"

namespace fieldcast::app {

/// May be called by any thread. Knows no zone on a machine without the database (package tzdata).
[[nodiscard]] channels::TimeZones system_time_zones();

}  // namespace fieldcast::app
