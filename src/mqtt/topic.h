#pragma once
// Topic Names and Topic Filters, MQTT 5.0, sections 4.7 and 4.8.2; they are the same in 3.1.1, but
// for shared filters.

#include <cstddef>
#include <optional>

#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

/// At least one character [MQTT-4.7.3-1], at most 65,535 bytes of UTF-8 [MQTT-4.7.3-2]
/// [MQTT-4.7.3-3], no wildcard [MQTT-4.7.0-1] and none of the characters that 1.5.4 advises
/// against.
[[nodiscard]] bool is_topic_name(BytesView text);

/// Like a name, with `+` as a whole level [MQTT-4.7.1-2] and `#` as the last one [MQTT-4.7.1-1].
[[nodiscard]] bool is_topic_filter(BytesView text);

[[nodiscard]] bool has_wildcard(BytesView filter);

[[nodiscard]] std::size_t level_count(BytesView topic);

/// Takes the first level off `rest` and returns it; afterwards `rest` is what follows its slash.
/// `more` tells whether there was a slash, since `a/` has two levels and `a` one.
BytesView take_level(BytesView& rest, bool& more);

/// A filter of the form `$share/NAME/FILTER` (MQTT 5.0, 4.8.2), taken apart.
struct SharedFilter {
    BytesView share_name;
    BytesView filter;
};

[[nodiscard]] bool is_shared_filter(BytesView filter);

/// Nothing if the share name is empty or has `+` or `#` in it, or no filter follows
/// [MQTT-4.8.2-1] [MQTT-4.8.2-2]. Call for valid filters that are shared ones.
[[nodiscard]] std::optional<SharedFilter> parse_shared(BytesView filter);

/// Whether `filter` selects `name`. A wildcard in the first level does not match a name that
/// begins with `$` [MQTT-4.7.2-1]; `a/#` matches `a` too (4.7.1.2). Both must be valid.
[[nodiscard]] bool topic_matches(BytesView filter, BytesView name);

}  // namespace fieldcast::mqtt
