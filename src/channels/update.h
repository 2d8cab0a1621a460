#pragma once
// From a publish to a FeedUpdate: the form text of a feed topic, the bare value of a field topic.
// Tolerances are ThingSpeak's: trailing CR, LF and blanks of a payload are cut, empty pairs
// skipped, unknown names ignored.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "channels/time.h"
#include "channels/topics.h"
#include "model/entry.h"
#include "model/refusal.h"

namespace fieldcast::channels {

/// What an update may hold and how it is read.
struct UpdateRules {
    std::size_t payload_bytes_max = 3000;
    std::size_t value_bytes_max = 255;
    bool short_field_names = false;  ///< also take `1` to `8` for field1 to field8, as REST does
    bool cuts_escaped_line_ends = false;  ///< of values: a backslash and `n` or `r`, as firmware
                                          ///< that speaks through AT commands sends them to REST
    std::string_view peer_address = {};   ///< stands for the value `IP_ADDRESS`; empty: none does
    ZoneOffset offset_of = {};            ///< for `timezone`; without it every zone is UTC
};

/// Whether `name` is that of a value: field1 … field8, lat or latitude, long or longitude,
/// elevation or status.
[[nodiscard]] bool is_value_name(std::string_view name);

/// An update as its names and values come in, from whatever form they had. Views the rules and
/// all that it is given; nothing is judged before `finish`.
class UpdateDraft {
  public:
    explicit UpdateDraft(const UpdateRules& rules) : rules_{rules} {}

    /// Notes a value under one of field1 … field8, lat or latitude, long or longitude, elevation,
    /// status, created_at, timezone; of two with one name the later stands. Ignores other names.
    void set(std::string_view name, std::string_view value);

    /// The update of `channel`. A latitude, longitude or elevation that is no number in its range
    /// is left out, as is a created_at that cannot be read (then the server's time stands).
    /// Errors: invalid_utf8, also for NUL; value_too_long, only for values that would be stored;
    /// no_usable_value.
    [[nodiscard]] base::Result<model::FeedUpdate, model::Refusal> finish(
        model::ChannelId channel) const;

  private:
    const UpdateRules& rules_;
    std::array<std::optional<std::string_view>, model::value_names> texts_;
    std::string_view created_at_;
    std::string_view timezone_;
    bool is_text_ = true;
};

/// Parses what was published to `topic`. Errors: payload_too_large and those of
/// UpdateDraft::finish.
[[nodiscard]] base::Result<model::FeedUpdate, model::Refusal> parse_update(
    const PublishTopic& topic, std::string_view payload, const UpdateRules& rules);

}  // namespace fieldcast::channels
