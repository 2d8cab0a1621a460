#pragma once
// The subscribers of one Topic Filter, each target once, in no particular order. Kind of state:
// *owned*, a part of Subscriptions. A long list knows the place of each, so that a hundred thousand
// subscribers of one filter come and go without searching for one another.

#include <algorithm>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "broker/subscriber.h"

namespace fieldcast::broker {

/// More than one.
template <class Target>
class SubscriberCrowd {
  public:
    void put(const Subscriber<Target>& subscriber);
    void erase(const Target& target);
    [[nodiscard]] std::span<const Subscriber<Target>> all() const { return subscribers_; }

  private:
    using Places = std::unordered_map<const Target*, std::size_t>;

    /// Up to here looking at each is as fast as an index and takes no memory.
    static constexpr std::size_t short_list_max = 64;

    /// The size of the list if `target` is not among them.
    [[nodiscard]] std::size_t find(const Target& target) const;
    void index_all();

    std::vector<Subscriber<Target>> subscribers_;
    std::unique_ptr<Places> places_;  ///< null while the list has always been short
};

template <class Target>
void SubscriberCrowd<Target>::put(const Subscriber<Target>& subscriber) {
    const std::size_t place = find(*subscriber.target);
    if (place < subscribers_.size()) {
        subscribers_[place].options = subscriber.options;
        return;
    }
    subscribers_.push_back(subscriber);
    if (places_ != nullptr) {
        places_->emplace(subscriber.target, place);
    } else if (subscribers_.size() > short_list_max) {
        index_all();
    }
}

template <class Target>
void SubscriberCrowd<Target>::erase(const Target& target) {
    const std::size_t place = find(target);
    if (place == subscribers_.size()) return;
    subscribers_[place] = subscribers_.back();
    if (places_ != nullptr) {
        (*places_)[subscribers_.back().target] = place;
        places_->erase(&target);
    }
    subscribers_.pop_back();
}

template <class Target>
std::size_t SubscriberCrowd<Target>::find(const Target& target) const {
    if (places_ != nullptr) {
        const auto found = places_->find(&target);
        return found == places_->end() ? subscribers_.size() : found->second;
    }
    const auto found = std::ranges::find(subscribers_, &target, &Subscriber<Target>::target);
    return static_cast<std::size_t>(found - subscribers_.begin());
}

template <class Target>
void SubscriberCrowd<Target>::index_all() {
    places_ = std::make_unique<Places>();
    for (std::size_t place = 0; place < subscribers_.size(); ++place)
        places_->emplace(subscribers_[place].target, place);
}

/// Most filters have one subscriber, and there may be millions of them: it stands in the list
/// itself.
template <class Target>
class SubscriberList {
  public:
    /// Adds the subscriber, or replaces the options of its target [MQTT-3.8.4-3].
    void put(const Subscriber<Target>& subscriber);

    /// Does nothing if `target` is not among them.
    void erase(const Target& target);

    [[nodiscard]] std::span<const Subscriber<Target>> all() const {
        if (crowd_ != nullptr) return crowd_->all();
        return {&only_, empty() ? std::size_t{0} : std::size_t{1}};
    }
    [[nodiscard]] bool empty() const { return crowd_ == nullptr && only_.target == nullptr; }

  private:
    Subscriber<Target> only_{};  ///< where there is no crowd; its target is null if there is nobody
    std::unique_ptr<SubscriberCrowd<Target>> crowd_;
};

template <class Target>
void SubscriberList<Target>::put(const Subscriber<Target>& subscriber) {
    if (crowd_ == nullptr && (empty() || only_.target == subscriber.target)) {
        only_ = subscriber;
        return;
    }
    if (crowd_ == nullptr) {
        crowd_ = std::make_unique<SubscriberCrowd<Target>>();
        crowd_->put(only_);
    }
    crowd_->put(subscriber);
}

template <class Target>
void SubscriberList<Target>::erase(const Target& target) {
    if (crowd_ == nullptr) {
        if (only_.target == &target) only_ = {};
        return;
    }
    crowd_->erase(target);
    if (crowd_->all().size() > 1) return;
    only_ = crowd_->all().front();
    crowd_.reset();
}

}  // namespace fieldcast::broker
