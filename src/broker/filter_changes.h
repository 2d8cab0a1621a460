#pragma once
// When filters with wildcards changed last, so that what topics resolved to before can be told from
// what still holds. Kind of state: *owned*, a part of Subscriptions. Pure.
//
// A filter that names its first two levels, `channels/7/#`, touches only topics that begin with
// them. So a million sessions may subscribe to wildcards of their own while everybody else's topics
// stay resolved.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace fieldcast::broker {

class FilterChanges {
  public:
    /// Counts changes: what was resolved at one moment holds until the next change that touches it.
    using Moment = std::uint64_t;

    /// Topics that begin with the same two levels, and by chance a few others.
    using Branch = std::uint16_t;

    [[nodiscard]] static Branch branch_of(std::string_view topic);

    /// `filter`, which has wildcards, was added or removed.
    void note(std::string_view filter);

    [[nodiscard]] Moment now() const { return now_; }

    /// When a filter that could select topics of `branch` changed last.
    [[nodiscard]] Moment last_in(Branch branch) const {
        return std::max(everywhere_, in_branch_[branch]);
    }

  private:
    static constexpr std::size_t branches = 1024;

    Moment now_ = 1;
    Moment everywhere_ = 0;
    std::array<Moment, branches> in_branch_{};
};

}  // namespace fieldcast::broker
