#pragma once
// Bulk writes: many entries in one request, as JSON or in ThingSpeak's CSV form.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "channels/time_zones.h"
#include "channels/update.h"
#include "model/entry.h"

namespace fieldcast::api {

struct BulkEntry {
    base::Timestamp created_at;
    model::EntryValues values;
};

struct BulkUpdate {
    std::string write_key;  ///< as given in the body; empty: none
    std::vector<BulkEntry> entries;
};

/// What bulk bodies are read by.
struct BulkRules {
    const channels::UpdateRules& update_rules;
    model::ChannelId channel;
    base::Timestamp now;  ///< of arrival
    std::size_t entries_max = 100'000;
};

/// Why nothing of the request was taken.
struct BulkError {
    int status = 400;     ///< or 413: too many entries
    std::string details;  ///< a sentence with the number of the row, from 1, where one is to blame
};

/// Both take all rows or none. A row's time is `created_at`, in any form of channels::parse_time,
/// or `delta_t`, whole seconds since the row before, 0 in the first row alone; one request has one
/// kind. Unknown names are ignored, and a row without known ones is an empty entry. Values of
/// disabled fields are kept here: channels::without_disabled is for whoever knows the channel.

/// Reads `{"write_api_key":…,"updates":[{"created_at":… | "delta_t":…, "field1":…},…]}`. Relative
/// times end at `now`: the last entry has just been measured, and each delta_t leads from the entry
/// before it. A number's digits are kept as written. Lists and objects where a value should be are
/// errors, under unknown names they are ignored.
[[nodiscard]] base::Result<BulkUpdate, BulkError> parse_bulk_json(std::string_view body,
                                                                  const BulkRules& rules);

/// Reads `write_api_key=…&time_format=absolute|relative&updates=T,f1,…,f8,lat,long,elev,status|…`;
/// trailing columns may be missing, empty ones are absent values. Without time_format times are
/// absolute.
[[nodiscard]] base::Result<BulkUpdate, BulkError> parse_bulk_csv(std::string_view form,
                                                                 const BulkRules& rules);

}  // namespace fieldcast::api
