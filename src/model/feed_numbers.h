#pragma once
// The numbers of a stretch of a feed, column by column: what a series is gathered from. Plain data.

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/entry.h"
#include "model/ids.h"

namespace fieldcast::model {

inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// What a text is as a number, or no_number. Digits with a fraction or without, as `-21.50`, are
/// the number that they look like.
using NumberOf = double (*)(std::string_view text);

/// The numbers of `fields`, of the entries that the conditions hold for.
struct NumbersQuery {
    ChannelId channel;
    std::optional<base::Timestamp> start = {};  ///< created_at, inclusive
    std::optional<base::Timestamp> end = {};    ///< created_at, inclusive
    EntryId first{1};                           ///< inclusive
    ValueSet fields = {};
    NumberOf number_of = nullptr;
    /// To go through at once, at least 1; some more, if that is less work.
    std::size_t entries = 1'000;
};

struct FeedNumbers {
    std::vector<base::Timestamp> times;  ///< created_at of each entry, in ascending order of id
    /// Of each field that was asked for, a number of each entry, or no_number.
    std::array<std::vector<double>, fields_per_channel> columns;
    std::optional<EntryId> next;  ///< where the next stretch begins; nothing: this was the last
};

}  // namespace fieldcast::model
