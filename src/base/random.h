#pragma once
// Randomness as a parameter, so that tests and the simulation can choose it.

#include <cstddef>
#include <functional>
#include <span>

namespace fieldcast::base {

/// Fills the span with random bytes fit for keys and passwords.
using RandomSource = std::function<void(std::span<unsigned char>)>;

}  // namespace fieldcast::base
