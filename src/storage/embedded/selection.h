#pragma once
// Which entries of a stretch of a feed a query asks for; decided without their values, so that only
// the values of those are read. Pure.

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.h"
#include "model/entry.h"
#include "model/feed_query.h"
#include "model/ids.h"

namespace fieldcast::storage {

/// An entry without its values.
struct EntryOutline {
    model::EntryId id;
    base::Timestamp created_at;
    std::uint64_t presence = 0;  ///< a bit per value, as EntryValues has them

    [[nodiscard]] bool has(std::size_t name) const { return (presence >> name & 1) != 0; }
};

/// One for each of several entries: whether it is wanted.
using Marks = std::vector<bool>;

/// Marks what `query` asks for among `outlines`, which are in ascending order of id.
[[nodiscard]] Marks select(std::span<const EntryOutline> outlines, const model::FeedQuery& query);

/// The order of FeedQuery::Order::newest_by_time, of entries and of outlines.
inline constexpr auto is_older = [](const auto& a, const auto& b) {
    return a.created_at != b.created_at ? a.created_at < b.created_at : a.id < b.id;
};

}  // namespace fieldcast::storage
