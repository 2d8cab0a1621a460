#pragma once
// The query parameters of reads: which entries, in which zone, with what beside the fields, and
// what is made of them. Names, defaults and limits are ThingSpeak's. A value that cannot be read is
// ignored and noted, never an error.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "channels/time_zones.h"
#include "model/directory_records.h"
#include "model/feed_query.h"

namespace fieldcast::channels {

/// Entries gathered into slots of equal length, one entry for each.
struct Aggregation {
    enum class Kind : std::uint8_t {
        timescale,  ///< the first entry of the slot
        sum,
        average,
        median,
    };
    Kind kind = Kind::timescale;
    std::chrono::minutes slot{10};  ///< 1440: a day of the request's zone
    friend bool operator==(const Aggregation&, const Aggregation&) = default;
};

struct FeedRequest {
    model::FeedQuery query;
    Zone zone = {};         ///< of the answer's times
    bool location = false;  ///< show latitude, longitude, elevation
    bool status = false;    ///< show status
    bool metadata = false;  ///< show the channel's metadata
    std::optional<double> min = {};
    std::optional<double> max = {};
    std::optional<unsigned> round = {};  ///< digits behind the point
    std::optional<Aggregation> aggregation = {};
    std::string callback = {};  ///< JSONP: a path of JavaScript identifiers; empty: none
    std::string prepend = {};   ///< for a field's last value as text
    std::string append = {};
    std::vector<std::string> notes = {};  ///< a sentence for each value that was ignored
};

inline constexpr std::size_t results_max = 8000;

/// Reads the query string `form` of a read of `channel` that comes at `now`.
///
/// Window: `start` and `end`, inclusive, in the request's zone; `minutes`, before it `days`, back
/// from `now` where `start` is missing. With none of them, of `results` and of the entry ids: the
/// 24 hours before `now` or `end`, whichever is earlier.
/// Limit: `results`, at most results_max; without it 100, or results_max if a window was asked for.
/// Zone: `timezone`, a name of the tz database, an unknown one being UTC; else `offset` in hours.
[[nodiscard]] FeedRequest parse_feed_request(std::string_view form, const model::Channel& channel,
                                             base::Timestamp now, const TimeZones& zones);

/// The same for the status feed: entries that have a status, and the last 24 hours unless a window
/// was asked for, whatever `results` says.
[[nodiscard]] FeedRequest parse_status_request(std::string_view form, const model::Channel& channel,
                                               base::Timestamp now, const TimeZones& zones);

}  // namespace fieldcast::channels
