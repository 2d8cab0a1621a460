#pragma once
// Topic matching written for plainness, level by level as 4.7 tells it: what the fast one is held
// against in tests and in fuzzing.

#include <string_view>
#include <vector>

namespace fieldcast::mqtt {

using TopicLevels = std::vector<std::string_view>;

inline TopicLevels split_levels(std::string_view topic) {
    TopicLevels levels;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= topic.size(); ++i) {
        if (i < topic.size() && topic[i] != '/') continue;
        levels.push_back(topic.substr(start, i - start));
        start = i + 1;
    }
    return levels;
}

/// Whether the levels of `filter` from `at` on select those of `name` from `at` on.
inline bool levels_match(const TopicLevels& filter, const TopicLevels& name, std::size_t at) {
    if (at == filter.size()) return at == name.size();
    if (filter[at] == "#") return true;
    if (at == name.size()) return false;
    return (filter[at] == "+" || filter[at] == name[at]) && levels_match(filter, name, at + 1);
}

inline bool naive_topic_matches(std::string_view filter, std::string_view name) {
    const TopicLevels levels = split_levels(filter);
    const bool starts_wild = levels[0] == "+" || levels[0] == "#";
    if (starts_wild && name.substr(0, 1) == "$") return false;
    return levels_match(levels, split_levels(name), 0);
}

}  // namespace fieldcast::mqtt
