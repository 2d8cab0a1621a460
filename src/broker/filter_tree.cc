#include "broker/filter_tree.h"

#include <bit>
#include <functional>
#include <utility>

#include "mqtt/topic.h"

namespace fieldcast::broker {

std::size_t FilterTree::EdgeHash::operator()(const EdgeView& edge) const {
    // The multiplication spreads the addresses, which lie close together.
    const auto address = std::bit_cast<std::uintptr_t>(edge.parent);
    return std::hash<std::string_view>{}(edge.level) ^ (address * 0x9e3779b97f4a7c15ULL);
}

FilterTree::Number FilterTree::add(std::string_view filter) {
    Node* node = &root_;
    for (bool more = true; more;) node = &grow(*node, mqtt::take_level(filter, more));
    if (node->number == none) node->number = take_number();
    return node->number;
}

FilterTree::Node& FilterTree::grow(Node& parent, std::string_view level) {
    const auto known = edges_.find(EdgeView{&parent, level});
    if (known != edges_.end()) return known->second;
    Node& child = edges_.emplace(Edge{&parent, std::string(level)}, Node{}).first->second;
    if (level == "+") {
        parent.plus = &child;
    } else if (level == "#") {
        parent.hash = &child;
    } else {
        ++parent.words;
    }
    return child;
}

FilterTree::Number FilterTree::take_number() {
    if (free_numbers_.empty()) return numbers_++;
    const Number number = free_numbers_.back();
    free_numbers_.pop_back();
    return number;
}

const FilterTree::Node* FilterTree::child(const Node& parent, std::string_view level) const {
    const auto found = edges_.find(EdgeView{&parent, level});  // [MQTT-4.7.3-4]
    return found == edges_.end() ? nullptr : &found->second;
}

std::optional<FilterTree::Number> FilterTree::find(std::string_view filter) const {
    const Node* node = &root_;
    for (bool more = true; more && node != nullptr;)
        node = child(*node, mqtt::take_level(filter, more));
    if (node == nullptr || node->number == none) return std::nullopt;
    return node->number;
}

void FilterTree::remove(std::string_view filter) {
    std::vector<Edges::iterator> path;
    const Node* node = &root_;
    for (bool more = true; more;) {
        path.push_back(edges_.find(EdgeView{node, mqtt::take_level(filter, more)}));
        if (path.back() == edges_.end()) return;
        node = &path.back()->second;
    }
    const Number number = std::exchange(path.back()->second.number, none);
    if (number != none) free_numbers_.push_back(number);
    for (; !path.empty() && path.back()->second.is_unused(); path.pop_back()) prune(path.back());
}

void FilterTree::prune(Edges::iterator edge) {
    const auto& [parent, level] = edge->first;
    if (level == "+") {
        parent->plus = nullptr;
    } else if (level == "#") {
        parent->hash = nullptr;
    } else {
        --parent->words;
    }
    edges_.erase(edge);
}

std::vector<FilterTree::Number> FilterTree::match(std::string_view topic,
                                                  LeadingWildcards leading) const {
    struct Step {
        const Node* node;
        std::string_view rest;
        bool more;
    };
    std::vector<Number> found;
    std::vector<Step> open{{&root_, topic, true}};
    // Of the first step only, which is the root.
    // [MQTT-4.7.2-1]
    bool wildcards = leading == LeadingWildcards::match && !topic.starts_with('$');
    while (!open.empty()) {
        auto [node, rest, more] = open.back();
        open.pop_back();
        // At the end of the topic too: `a/#` selects `a` (4.7.1.2).
        if (wildcards && node->hash != nullptr) found.push_back(node->hash->number);
        if (!more) {
            if (node->number != none) found.push_back(node->number);
            continue;
        }
        const std::string_view level = mqtt::take_level(rest, more);
        if (wildcards && node->plus != nullptr) open.push_back({node->plus, rest, more});
        const Node* word = node->words > 0 ? child(*node, level) : nullptr;
        if (word != nullptr) open.push_back({word, rest, more});
        wildcards = true;
    }
    return found;
}

}  // namespace fieldcast::broker
