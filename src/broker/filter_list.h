#pragma once
// The subscriptions of one session, by filter. Kind of state: *owned*, a part of a session. Pure.
//
// Most sessions have a few, and there may be millions of sessions: a list in order takes a third of
// the memory of a table, and for the thousand that a session may have it is fast enough.

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "model/subscription.h"

namespace fieldcast::broker {

class FilterList {
  public:
    FilterList() = default;

    /// Each filter once, in their order.
    explicit FilterList(std::vector<model::Subscription> ordered) : all_(std::move(ordered)) {}

    /// Adds the subscription, or replaces the options of an equal one [MQTT-3.8.4-3]. True if it is
    /// new.
    bool put(model::Subscription subscription) {
        const auto place = std::ranges::lower_bound(all_, subscription.filter, {}, filter_of);
        const bool is_new = place == all_.end() || place->filter != subscription.filter;
        if (is_new)
            all_.insert(place, std::move(subscription));
        else
            place->options = subscription.options;
        return is_new;
    }

    /// Does nothing if there is no such filter.
    void remove(std::string_view filter) {
        if (contains(filter)) all_.erase(std::ranges::lower_bound(all_, filter, {}, filter_of));
    }

    [[nodiscard]] bool contains(std::string_view filter) const {
        return std::ranges::binary_search(all_, filter, {}, filter_of);
    }

    [[nodiscard]] std::size_t size() const { return all_.size(); }
    [[nodiscard]] auto begin() const { return all_.begin(); }
    [[nodiscard]] auto end() const { return all_.end(); }

  private:
    static std::string_view filter_of(const model::Subscription& subscription) {
        return subscription.filter;
    }

    std::vector<model::Subscription> all_;
};

}  // namespace fieldcast::broker
