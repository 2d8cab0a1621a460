#pragma once
// Topic Names and Topic Filters, MQTT 3.1.1 section 4.7.

#include <cstddef>

#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

/// One level or more, no wildcard, no NUL, UTF-8, at most 65,535 bytes [MQTT-3.3.2-2, 4.7.3-1..3].
[[nodiscard]] bool is_topic_name(BytesView text);

/// Like a name, with `+` as a whole level [MQTT-4.7.1-3] and `#` as the last one [MQTT-4.7.1-2].
[[nodiscard]] bool is_topic_filter(BytesView text);

[[nodiscard]] bool has_wildcard(BytesView filter);

[[nodiscard]] std::size_t level_count(BytesView topic);

/// Takes the first level off `rest` and returns it; afterwards `rest` is what follows its slash.
/// `more` tells whether there was a slash, since `a/` has two levels and `a` one.
BytesView take_level(BytesView& rest, bool& more);

/// Whether `filter` selects `name`. A wildcard in the first level does not match a name that
/// begins with `$` [MQTT-4.7.2-1]; `a/#` matches `a` too (4.7.1.2). Both must be valid.
[[nodiscard]] bool topic_matches(BytesView filter, BytesView name);

}  // namespace fieldcast::mqtt
