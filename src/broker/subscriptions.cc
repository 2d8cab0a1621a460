#include "broker/subscriptions.h"

#include <algorithm>

#include "mqtt/topic.h"

namespace fieldcast::broker {
namespace {

/// Bounds the memory of remembered topics; beyond it they are all forgotten and learnt anew.
constexpr std::size_t resolved_topics_max = 65'536;

using Subscribers = std::vector<Subscriber>;

/// True if the subscription is new.
bool put(Subscribers& subscribers, const Subscriber& subscriber) {
    const auto found = std::ranges::find(subscribers, subscriber.session, &Subscriber::session);
    if (found == subscribers.end()) {
        subscribers.push_back(subscriber);
        return true;
    }
    found->granted = subscriber.granted;
    return false;
}

bool erase(Subscribers& subscribers, const Session& session) {
    return std::erase_if(subscribers, [&](const Subscriber& s) { return s.session == &session; }) >
           0;
}

/// Sorted by session, each once, with the highest QoS.
void merge_duplicates(Subscribers& subscribers) {
    if (subscribers.size() < 2) return;
    std::ranges::sort(subscribers, [](const Subscriber& a, const Subscriber& b) {
        return a.session != b.session ? std::less{}(a.session, b.session) : a.granted > b.granted;
    });
    const auto rest = std::ranges::unique(subscribers, {}, &Subscriber::session);
    subscribers.erase(rest.begin(), rest.end());
}

void append(Subscribers& out, const Subscribers& more) {
    out.insert(out.end(), more.begin(), more.end());
}

}  // namespace

/// One level of the wildcard filters that share a beginning.
struct Subscriptions::Node {
    base::StringMap<std::unique_ptr<Node>> children;  ///< by level; `+` is one of them
    Subscribers here;                                 ///< filters that end at this level
    Subscribers below;                                ///< filters that end here with `#`

    [[nodiscard]] bool is_unused() const {
        return children.empty() && here.empty() && below.empty();
    }

    [[nodiscard]] const Node* find(std::string_view level) const {
        const auto found = children.find(level);
        return found == children.end() ? nullptr : found->second.get();
    }
};

Subscriptions::Subscriptions() : root_(std::make_unique<Node>()) {}
Subscriptions::~Subscriptions() = default;

void Subscriptions::add(Session& session, std::string_view filter, base::Qos granted) {
    const Subscriber subscriber{&session, granted};
    if (mqtt::has_wildcard(filter)) {
        resolved_.clear();
        add_wildcard(subscriber, filter);
        return;
    }
    if (const auto known = resolved_.find(filter); known != resolved_.end()) resolved_.erase(known);
    auto found = exact_.find(filter);
    if (found == exact_.end()) found = exact_.emplace(filter, Subscribers{}).first;
    put(found->second, subscriber);
}

void Subscriptions::add_wildcard(const Subscriber& subscriber, std::string_view filter) {
    Node* node = root_.get();
    bool more = true;
    while (more) {
        const std::string_view level = mqtt::take_level(filter, more);
        if (level == "#") {
            if (put(node->below, subscriber)) ++wildcard_filters_;
            return;
        }
        auto found = node->children.find(level);
        if (found == node->children.end())
            found = node->children.emplace(level, std::make_unique<Node>()).first;
        node = found->second.get();
    }
    if (put(node->here, subscriber)) ++wildcard_filters_;
}

void Subscriptions::remove(Session& session, std::string_view filter) {
    if (mqtt::has_wildcard(filter)) {
        resolved_.clear();
        if (remove_wildcard(session, filter)) --wildcard_filters_;
        return;
    }
    if (const auto known = resolved_.find(filter); known != resolved_.end()) resolved_.erase(known);
    const auto found = exact_.find(filter);
    if (found == exact_.end()) return;
    erase(found->second, session);
    if (found->second.empty()) exact_.erase(found);
}

bool Subscriptions::remove_wildcard(Session& session, std::string_view filter) {
    struct Step {
        Node* parent;
        std::string_view level;
    };
    std::vector<Step> path;
    Node* node = root_.get();
    bool more = true;
    bool multi_level = false;
    while (more && !multi_level) {
        const std::string_view level = mqtt::take_level(filter, more);
        multi_level = level == "#";
        if (multi_level) break;
        const auto found = node->children.find(level);
        if (found == node->children.end()) return false;
        path.push_back({node, level});
        node = found->second.get();
    }
    const bool removed = erase(multi_level ? node->below : node->here, session);
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
        const auto child = step->parent->children.find(step->level);
        if (!child->second->is_unused()) break;
        step->parent->children.erase(child);
    }
    return removed;
}

std::span<const Subscriber> Subscriptions::match_exactly(std::string_view topic) const {
    const auto found = exact_.find(topic);
    if (found == exact_.end()) return {};
    return found->second;
}

std::span<const Subscriber> Subscriptions::match(std::string_view topic, LeadingWildcards leading) {
    if (wildcard_filters_ == 0) return match_exactly(topic);
    if (const auto known = resolved_.find(topic); known != resolved_.end()) return known->second;
    if (resolved_.size() >= resolved_topics_max) resolved_.clear();
    return resolved_.emplace(topic, resolve(topic, leading)).first->second;
}

Subscriptions::Subscribers Subscriptions::resolve(std::string_view topic,
                                                  LeadingWildcards leading) const {
    Subscribers found;
    if (const auto exact = exact_.find(topic); exact != exact_.end()) append(found, exact->second);
    bool wildcards = leading == LeadingWildcards::match && !topic.starts_with('$');
    std::vector<const Node*> nodes{root_.get()};
    std::vector<const Node*> next;
    bool more = true;
    while (more && !nodes.empty()) {
        const std::string_view level = mqtt::take_level(topic, more);
        next.clear();
        for (const Node* node : nodes) {
            if (wildcards) append(found, node->below);
            if (const Node* child = node->find(level)) next.push_back(child);
            if (const Node* child = wildcards ? node->find("+") : nullptr) next.push_back(child);
        }
        nodes.swap(next);
        wildcards = true;
    }
    for (const Node* node : nodes) {
        append(found, node->here);
        append(found, node->below);  // `a/#` selects `a` too (4.7.1.2)
    }
    merge_duplicates(found);
    return found;
}

}  // namespace fieldcast::broker
