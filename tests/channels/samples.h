#pragma once
// What the tests of this folder build their entries and times from.

#include <array>
#include <chrono>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include "base/time.h"
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

}  // namespace fieldcast::channels
