#pragma once
// Numbers that name things. Ids of different things cannot be mixed up or computed with.

#include <compare>
#include <cstdint>
#include <functional>

namespace fieldcast::base {

template <class Tag, class Number = std::uint64_t>
struct StrongId {
    Number value = 0;
    friend constexpr auto operator<=>(StrongId, StrongId) = default;
};

}  // namespace fieldcast::base

template <class Tag, class Number>
struct std::hash<fieldcast::base::StrongId<Tag, Number>> {
    std::size_t operator()(fieldcast::base::StrongId<Tag, Number> id) const noexcept {
        // Ids are dense; a multiplication spreads them over the buckets.
        return static_cast<std::size_t>(id.value * 0x9e3779b97f4a7c15ULL);
    }
};
