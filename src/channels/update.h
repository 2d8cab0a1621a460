#pragma once
// From a publish to a FeedUpdate: the form text of a feed topic, the bare value of a field topic.
// Tolerances are ThingSpeak's: trailing CR, LF and blanks are cut, empty pairs skipped, unknown
// names ignored.

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "channels/topics.h"
#include "model/entry.h"
#include "model/refusal.h"

namespace fieldcast::channels {

/// What a channel message may hold.
struct UpdateLimits {
    std::size_t payload_bytes_max = 3000;
    std::size_t value_bytes_max = 255;
};

/// Parses what was published to `topic`.
/// A latitude, longitude or elevation that is no number in its range is left out, as is a
/// created_at that cannot be read (then the server's time stands).
/// Errors: payload_too_large, value_too_long, invalid_utf8, no_usable_value.
[[nodiscard]] base::Result<model::FeedUpdate, model::Refusal> parse_update(
    const PublishTopic& topic, std::string_view payload, const UpdateLimits& limits);

/// Reads a time as clients write it: ISO 8601 with or without offset, `YYYY-MM-DD HH:MM:SS`
/// (MySQL), with `+0100`, `+01:00`, `Z` or `UTC` behind, also where form decoding has made the
/// plus a blank; or epoch seconds. Without an offset the time is taken as of `timezone`, a name of
/// the tz database, UTC if empty or unknown.
[[nodiscard]] std::optional<base::Timestamp> parse_time(std::string_view text,
                                                        std::string_view timezone = {});

}  // namespace fieldcast::channels
