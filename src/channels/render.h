#pragma once
// Entries as ThingSpeak's clients read them.

#include <span>
#include <string>

#include "model/directory_records.h"
#include "model/entry.h"

namespace fieldcast::channels {

/// Appends the feed message: one compact JSON object, keys in ThingSpeak's order (channel_id,
/// created_at, entry_id, field1 … field8, latitude, longitude, elevation, status), ids as numbers,
/// every other value a string or null.
void append_feed_message(std::string& out, model::ChannelId channel, const model::Entry& entry);

/// What belongs to the answer besides the entries.
struct FeedView {
    const model::Channel& channel;
    model::EntryId last_entry;
    std::span<const model::Entry> entries;  ///< oldest first
    bool location = false;                  ///< add latitude, longitude, elevation
    bool status = false;                    ///< add status
};

/// `{"channel":{…},"feeds":[…]}`: the answer of /channels/<id>/feeds.json, enabled fields only.
[[nodiscard]] std::string feed_json(const FeedView& view);

/// The answer of /channels/<id>/feeds.csv: header and rows, times as `2024-09-30 12:48:11 UTC`,
/// LF line ends, quoted by RFC 4180 where needed.
[[nodiscard]] std::string feed_csv(const FeedView& view);

/// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace fieldcast::channels
