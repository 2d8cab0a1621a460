#include "server/general_topics.h"

#include <algorithm>

#include "mqtt/topic.h"

namespace fieldcast::server {

bool covers(std::string_view wide, std::string_view narrow) {
    // A leading wildcard never selects `$…`, so it does not cover a filter that names it.
    if (narrow.starts_with('$') && !wide.starts_with('$')) return false;
    bool more_wide = true;
    bool more_narrow = true;
    while (more_wide && more_narrow) {
        const std::string_view wide_level = mqtt::take_level(wide, more_wide);
        const std::string_view narrow_level = mqtt::take_level(narrow, more_narrow);
        if (wide_level == "#") return true;
        if (narrow_level == "#") return false;
        if (wide_level != "+" && wide_level != narrow_level) return false;
    }
    return more_wide == more_narrow || (more_wide && wide == "#");
}

bool GeneralTopics::may_publish(std::string_view topic) const {
    return std::ranges::any_of(filters_,
                               [&](const std::string& f) { return mqtt::topic_matches(f, topic); });
}

bool GeneralTopics::may_subscribe(std::string_view filter) const {
    return std::ranges::any_of(filters_, [&](const std::string& f) { return covers(f, filter); });
}

}  // namespace fieldcast::server
