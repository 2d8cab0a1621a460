#pragma once
// Weather that a demonstration shows: it looks real enough to want to look at, and costs nothing.
// Pure.

#include <array>
#include <string_view>

#include "base/time.h"
#include "model/entry.h"

namespace fieldcast::channels {

/// What the fields of such a channel are called; the rest have no label.
inline constexpr std::array<std::string_view, 6> weather_labels = {
    "Temperature (°C)", "Humidity (%)", "Pressure (hPa)",
    "Wind (km/h)",      "Light (klx)",  "Rain (mm/h)"};

/// The weather at `now`, the same whenever it is asked for; different for each `station`.
[[nodiscard]] model::EntryValues weather_at(base::Timestamp now, std::uint64_t station);

}  // namespace fieldcast::channels
