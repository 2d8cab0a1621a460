#include "broker/filter_changes.h"

#include <functional>

#include "mqtt/topic.h"

namespace fieldcast::broker {
namespace {

std::string_view first_two_levels(std::string_view topic) {
    const std::size_t slash = topic.find('/');
    if (slash == topic.npos) return topic;
    return topic.substr(0, topic.find('/', slash + 1));
}

}  // namespace

FilterChanges::Branch FilterChanges::branch_of(std::string_view topic) {
    return static_cast<Branch>(std::hash<std::string_view>{}(first_two_levels(topic)) % branches);
}

void FilterChanges::note(std::string_view filter) {
    ++now_;
    if (mqtt::has_wildcard(first_two_levels(filter))) {
        everywhere_ = now_;
    } else {
        in_branch_[branch_of(filter)] = now_;
    }
}

}  // namespace fieldcast::broker
