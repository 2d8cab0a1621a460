// A filter, NUL, a name: validity and matching held against the plain matcher of the tests, and
// shared filters against their parts.

#include "mqtt/naive_topic_matcher.h"
#include "mqtt/topic.h"

using namespace fieldcast;

namespace {

void check_levels(base::BytesView topic) {
    mqtt::TopicLevels levels;
    base::BytesView rest = topic;
    for (bool more = true; more;) levels.push_back(mqtt::take_level(rest, more));
    ASSERT(levels == mqtt::split_levels(topic));
    ASSERT(mqtt::level_count(topic) == levels.size());
}

/// A shared filter is its parts put together, of which each is as the standard says.
void check_shared(base::BytesView filter) {
    const auto shared = mqtt::parse_shared(filter);
    if (!shared) return;
    ASSERT(mqtt::is_topic_name(shared->share_name));
    ASSERT(shared->share_name.find('/') == base::BytesView::npos);
    ASSERT(mqtt::is_topic_filter(shared->filter));
    const auto whole =
        "$share/" + base::Bytes(shared->share_name) + "/" + base::Bytes(shared->filter);
    ASSERT(whole == filter);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const base::BytesView input(reinterpret_cast<const char*>(data), size);
    const std::size_t nul = input.find('\0');
    if (nul == input.npos) return 0;
    const base::BytesView filter = input.substr(0, nul);
    const base::BytesView name = input.substr(nul + 1);

    check_levels(filter);
    const bool is_filter = mqtt::is_topic_filter(filter);
    // A name is exactly a filter without wildcards.
    ASSERT(mqtt::is_topic_name(filter) == (is_filter && !mqtt::has_wildcard(filter)));
    if (is_filter && mqtt::is_shared_filter(filter)) check_shared(filter);
    if (is_filter && mqtt::is_topic_name(name))
        ASSERT(mqtt::topic_matches(filter, name) == mqtt::naive_topic_matches(filter, name));
    return 0;
}
