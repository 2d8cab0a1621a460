#pragma once
// Sizes and times as people write them. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace fieldcast::app {

/// A whole number, decimal digits only.
[[nodiscard]] std::optional<std::uint64_t> parse_count(std::string_view text);

/// `3000`, `3000B`, `256KiB`, `1MiB`, `2GiB`: bytes.
[[nodiscard]] std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// `250ms`, `90s`, `5min`, `1h`, `7d`. The unit is needed.
[[nodiscard]] std::optional<base::Milliseconds> parse_duration(std::string_view text);

/// With the largest unit that leaves a whole number.
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);
[[nodiscard]] std::string duration_text(base::Milliseconds time);

}  // namespace fieldcast::app
