#pragma once
// What is made of entries between store and answer: filtered, gathered into slots, rounded.
// A value is a number if parse_decimal reads it; other text is left alone.

#include <optional>
#include <vector>

#include "channels/columns.h"
#include "channels/feed_request.h"
#include "model/entry.h"

namespace fieldcast::channels {

/// Does with `entries`, ascending by created_at, what `request` asks for, in this order:
/// drop_outside, aggregate, round_values. Looks at the fields among `columns` alone.
[[nodiscard]] std::vector<model::Entry> shape_entries(std::vector<model::Entry> entries,
                                                      const FeedRequest& request,
                                                      const Columns& columns);

/// Drops each entry of which any number is below `min` or above `max`.
struct NumberRange {
    std::optional<double> min = {};
    std::optional<double> max = {};
};
void drop_outside(std::vector<model::Entry>& entries, const NumberRange& range,
                  const Columns& columns);

/// One entry for each slot from that of the first entry to that of the last, at the slot's start,
/// with id 0; at most the newest `slots_max`. Slots begin at multiples of their length since 1970;
/// those of a day at midnight in `zone`. A slot without entries has an entry without values.
/// timescale keeps all values of the slot's first entry, the others have fields alone: the sum,
/// average or median of those values of a field that are numbers, none if there is none.
inline constexpr std::size_t slots_max = results_max;
[[nodiscard]] std::vector<model::Entry> aggregate(const std::vector<model::Entry>& entries,
                                                  const Aggregation& aggregation, const Zone& zone);

/// Writes every number of a field with `places` digits behind the point.
void round_values(std::vector<model::Entry>& entries, unsigned places, const Columns& columns);

}  // namespace fieldcast::channels
