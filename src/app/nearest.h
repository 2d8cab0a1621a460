#pragma once
// "Did you mean …": the right word that a mistyped one is closest to. Pure.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace fieldcast::app {

/// How many letters must be inserted, removed, replaced or swapped with their neighbour to turn
/// `from` into `to`.
[[nodiscard]] std::size_t edit_distance(std::string_view from, std::string_view to);

/// The one of `right_words` with the smallest distance, the earlier on a tie; views what
/// `right_words` views. Empty if there is none.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       std::span<const std::string> right_words);

}  // namespace fieldcast::app
