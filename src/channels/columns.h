#pragma once
// What an answer shows of each entry, the same in every format.

#include <string_view>

#include "channels/feed_request.h"
#include "model/directory_records.h"
#include "model/entry.h"

namespace fieldcast::channels {

/// Besides created_at, which is always there; in the order of ValueName.
struct Columns {
    model::ValueSet values;
    bool entry_id = true;  ///< aggregated entries have none
};

/// Enabled fields, and what `request` adds.
[[nodiscard]] Columns feed_columns(const model::Channel& channel, const FeedRequest& request);

/// One field, 1 to 8, and what `request` adds.
[[nodiscard]] Columns field_columns(unsigned field, const FeedRequest& request);

/// The status alone.
[[nodiscard]] Columns status_columns();

/// All that a channel's export has: enabled fields, location and status.
[[nodiscard]] Columns export_columns(const model::Channel& channel);

/// `field1` … `field8`, `latitude`, `longitude`, `elevation`, `status`.
[[nodiscard]] std::string_view name_of(model::ValueName value);

}  // namespace fieldcast::channels
