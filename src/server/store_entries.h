#pragma once
// Storing many entries at once, for bulk writes and imports.

#include "api/api.h"
#include "base/result.h"
#include "storage/store.h"

namespace fieldcast::server {

/// Appends `bulk` to the feed of `channel` as part of the open group, all or nothing: everything
/// that could refuse an entry is asked before the first is appended. Subscribers are not told, as
/// ThingSpeak's are not: the entries are history. `now` is the time of arrival.
/// Errors: too_fast, duplicate_created_at, storage_failed.
[[nodiscard]] base::Result<void, api::TaskRefused> store_entries(storage::FeedStore& feeds,
                                                                 const model::Channel& channel,
                                                                 api::StoreEntries bulk,
                                                                 base::Timestamp now);

}  // namespace fieldcast::server
