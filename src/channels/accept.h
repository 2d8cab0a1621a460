#pragma once
// Whether an update becomes an entry. MQTT, REST, imports and wills all come through here.

#include "base/result.h"
#include "model/directory_records.h"
#include "model/entry.h"
#include "model/refusal.h"

namespace fieldcast::channels {

/// What `accept` must know of the feed, gathered by the caller.
struct FeedFacts {
    std::optional<base::Timestamp> last_write_at = {};
    bool created_at_taken = false;  ///< an entry already has the update's created_at
};

/// A write may come this much before the channel's interval has passed, so that a device's timer
/// of exactly the interval does not lose entries to network jitter.
inline constexpr base::Milliseconds interval_tolerance{500};

/// Whether a write at `now` comes before the channel's interval has passed. A last write in the
/// future does not count: a clock that was set back does not lock the channel.
[[nodiscard]] bool is_too_fast(const model::Channel& channel,
                               std::optional<base::Timestamp> last_write_at, base::Timestamp now);

/// `values` without those of fields that the channel has not enabled.
[[nodiscard]] model::EntryValues without_disabled(model::EntryValues values,
                                                  const model::Channel& channel);

/// The entry's values and time, if `update` may become one. Values of disabled fields are left
/// out. Without a created_at the entry gets `now`.
/// Errors: too_fast, no_usable_value, duplicate_created_at.
struct AcceptedUpdate {
    base::Timestamp created_at;
    model::EntryValues values;
};
[[nodiscard]] base::Result<AcceptedUpdate, model::Refusal> accept(const model::Channel& channel,
                                                                  const FeedFacts& facts,
                                                                  model::FeedUpdate update,
                                                                  base::Timestamp now);

}  // namespace fieldcast::channels
