#pragma once
// Which entries of a feed somebody asks for. Plain data.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/time.h"
#include "model/entry.h"
#include "model/ids.h"

namespace fieldcast::model {

/// Of the entries that all conditions hold for, at most `limit`; their `values` alone.
struct FeedQuery {
    enum class Order : std::uint8_t {
        newest_by_time,  ///< those of the latest created_at, ascending by it, then by id
        newest_by_id,    ///< those stored last, in ascending order of id
        oldest_by_id,  ///< those stored first, in ascending order of id: for going on page by page
    };

    ChannelId channel;
    std::optional<base::Timestamp> start = {};                ///< created_at, inclusive
    std::optional<base::Timestamp> end = {};                  ///< created_at, inclusive
    EntryId first{1};                                         ///< inclusive
    EntryId last{std::numeric_limits<std::uint64_t>::max()};  ///< inclusive
    std::optional<ValueName> with_value = {};                 ///< only entries that have this value
    ValueSet values = all_values;  ///< of each entry; the others are as if it had none
    std::size_t limit = 100;
    Order order = Order::newest_by_time;
};

}  // namespace fieldcast::model
