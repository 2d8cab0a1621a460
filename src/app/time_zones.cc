#include "app/time_zones.h"

#include <date/tz.h>

#include <stdexcept>

namespace fieldcast::app {
namespace {

std::optional<base::Seconds> offset_of(std::string_view timezone, channels::LocalTime local) {
    try {
        const date::time_zone* zone = date::locate_zone(timezone);
        // Of an hour that clocks show twice the first is meant; in one that they skip, the offset
        // before the gap goes on.
        return zone->get_info(date::local_time<base::Milliseconds>{local.time_since_epoch()})
            .first.offset;
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

std::optional<base::Seconds> offset_at(std::string_view timezone, base::Timestamp time) {
    try {
        return date::locate_zone(timezone)->get_info(time).offset;
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

}  // namespace

channels::TimeZones system_time_zones() {
    return {.offset_of = offset_of, .offset_at = offset_at};
}

}  // namespace fieldcast::app
