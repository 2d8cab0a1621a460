#include "broker/retained_messages.h"

#include "mqtt/topic.h"

namespace fieldcast::broker {

void RetainedMessages::put(const model::MessageRef& message) {
    if (message->payload.empty()) {
        messages_.erase(message->topic);
    } else {
        messages_.insert_or_assign(message->topic, message);
    }
}

std::vector<model::MessageRef> RetainedMessages::match(std::string_view filter) const {
    std::vector<model::MessageRef> found;
    // Topics that a filter selects share its beginning up to the first wildcard; without the slash
    // before it, because `a/#` selects `a`.
    std::string_view prefix = filter.substr(0, filter.find_first_of("+#"));
    if (prefix.ends_with('/')) prefix.remove_suffix(1);
    for (auto at = messages_.lower_bound(prefix); at != messages_.end(); ++at) {
        if (!at->first.starts_with(prefix)) break;
        if (mqtt::topic_matches(filter, at->first)) found.push_back(at->second);
    }
    return found;
}

}  // namespace fieldcast::broker
