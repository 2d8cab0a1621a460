#pragma once
// Who wants which messages: Topic Filters and their targets, MQTT 5.0 section 4.7. Kind of state:
// *owned* by one thread: each shard has one for its sessions, the store writer those for sessions
// that outlive their connections and for shared subscriptions. Pure.
//
// Filters without wildcards sit in a hash table, the others in a tree of levels. What a topic
// resolved to is remembered until a filter changes that could matter to it.

#include <algorithm>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

#include "base/string_map.h"
#include "broker/filter_changes.h"
#include "broker/filter_tree.h"
#include "broker/subscriber.h"
#include "broker/subscriber_list.h"
#include "mqtt/topic.h"

namespace fieldcast::broker {

template <class Target>
class Subscriptions {
  public:
    /// Makes room for so many filters without wildcards.
    void reserve(std::size_t filters) { exact_.reserve(filters); }

    /// Adds the subscription, or replaces the options of an equal one [MQTT-3.8.4-3].
    void add(Target& target, std::string_view filter, const model::SubscriptionOptions& options);

    /// Does nothing if there is no such subscription.
    void remove(const Target& target, std::string_view filter);

    /// Every subscription whose filter selects `topic`, those of one target next to each other:
    /// see for_each_target(). Valid until the next call of any kind. `leading` is a property of
    /// the topic: the same in every call with it.
    [[nodiscard]] std::span<const Subscriber<Target>> match(
        std::string_view topic, LeadingWildcards leading = LeadingWildcards::match);

    /// Only those whose filter is `topic` to the letter.
    [[nodiscard]] std::span<const Subscriber<Target>> match_exactly(std::string_view topic) const;

    [[nodiscard]] bool empty() const { return exact_.empty() && wildcards_.empty(); }

  private:
    using Subscribers = std::vector<Subscriber<Target>>;

    /// What a topic selected at a moment.
    struct Resolved {
        Subscribers subscribers;
        FilterChanges::Moment at;
        FilterChanges::Branch branch;
    };

    /// Bounds the memory of resolved topics; beyond it they are all forgotten and learnt anew.
    static constexpr std::size_t resolved_bytes_max = 8 * 1024 * 1024;

    [[nodiscard]] SubscriberList<Target>& list_of(std::string_view filter);
    void remove_wildcard(const Target& target, std::string_view filter);
    void note_change(std::string_view filter);
    [[nodiscard]] Subscribers resolve(std::string_view topic, LeadingWildcards leading) const;
    [[nodiscard]] const Subscribers& remember(std::string_view topic, Subscribers subscribers);

    base::StringMap<SubscriberList<Target>> exact_;
    FilterTree wildcards_;
    std::deque<SubscriberList<Target>> by_number_;  ///< of the filters in `wildcards_`
    FilterChanges changes_;
    base::StringMap<Resolved> resolved_;
    std::size_t resolved_bytes_ = 0;  ///< put in since it was empty: never too low
};

template <class Target>
void Subscriptions<Target>::add(Target& target, std::string_view filter,
                                const model::SubscriptionOptions& options) {
    note_change(filter);
    list_of(filter).put({&target, options});
}

template <class Target>
SubscriberList<Target>& Subscriptions<Target>::list_of(std::string_view filter) {
    if (!mqtt::has_wildcard(filter)) {
        const auto found = exact_.find(filter);
        return found != exact_.end() ? found->second : exact_[std::string(filter)];
    }
    const FilterTree::Number number = wildcards_.add(filter);
    if (number == by_number_.size()) by_number_.emplace_back();
    return by_number_[number];
}

template <class Target>
void Subscriptions<Target>::remove(const Target& target, std::string_view filter) {
    note_change(filter);
    if (mqtt::has_wildcard(filter)) return remove_wildcard(target, filter);
    const auto found = exact_.find(filter);
    if (found == exact_.end()) return;
    found->second.erase(target);
    if (found->second.empty()) exact_.erase(found);
}

template <class Target>
void Subscriptions<Target>::remove_wildcard(const Target& target, std::string_view filter) {
    const auto number = wildcards_.find(filter);
    if (!number) return;
    by_number_[*number].erase(target);
    if (!by_number_[*number].empty()) return;
    by_number_[*number] = {};
    wildcards_.remove(filter);
}

/// Forgets what was resolved before wherever `filter` could matter.
template <class Target>
void Subscriptions<Target>::note_change(std::string_view filter) {
    if (mqtt::has_wildcard(filter)) return changes_.note(filter);
    if (const auto known = resolved_.find(filter); known != resolved_.end()) resolved_.erase(known);
}

template <class Target>
std::span<const Subscriber<Target>> Subscriptions<Target>::match_exactly(
    std::string_view topic) const {
    const auto found = exact_.find(topic);
    if (found == exact_.end()) return {};
    return found->second.all();
}

template <class Target>
std::span<const Subscriber<Target>> Subscriptions<Target>::match(std::string_view topic,
                                                                 LeadingWildcards leading) {
    if (wildcards_.empty()) return match_exactly(topic);
    if (const auto known = resolved_.find(topic); known != resolved_.end()) {
        Resolved& resolved = known->second;
        if (resolved.at >= changes_.last_in(resolved.branch)) return resolved.subscribers;
    }
    return remember(topic, resolve(topic, leading));
}

template <class Target>
auto Subscriptions<Target>::remember(std::string_view topic, Subscribers subscribers)
    -> const Subscribers& {
    if (resolved_bytes_ > resolved_bytes_max) {
        resolved_.clear();
        resolved_bytes_ = 0;
    }
    resolved_bytes_ += sizeof(std::string) + sizeof(Resolved) + topic.size() +
                       subscribers.size() * sizeof(Subscriber<Target>);
    const FilterChanges::Branch branch = FilterChanges::branch_of(topic);
    Resolved resolved{std::move(subscribers), changes_.now(), branch};
    return resolved_.insert_or_assign(std::string(topic), std::move(resolved))
        .first->second.subscribers;
}

template <class Target>
auto Subscriptions<Target>::resolve(std::string_view topic, LeadingWildcards leading) const
    -> Subscribers {
    const auto exact = match_exactly(topic);
    Subscribers found(exact.begin(), exact.end());
    const std::vector<FilterTree::Number> numbers = wildcards_.match(topic, leading);
    for (const FilterTree::Number number : numbers) {
        const auto more = by_number_[number].all();
        found.insert(found.end(), more.begin(), more.end());
    }
    if (exact.empty() && numbers.size() == 1) return found;  // one list has each target once
    std::ranges::sort(found, {}, &Subscriber<Target>::target);
    return found;
}

}  // namespace fieldcast::broker
