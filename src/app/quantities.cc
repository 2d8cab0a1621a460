#include "app/quantities.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace fieldcast::app {
namespace {

struct UnitName {
    std::string_view name;
    std::uint64_t factor;
};

// Largest first, as texts prefer them. A text's unit is its whole end, so `m` never eats `ms`.
constexpr std::array<UnitName, 4> byte_units = {
    {{"GiB", 1U << 30}, {"MiB", 1U << 20}, {"KiB", 1U << 10}, {"B", 1}}};
constexpr std::array<UnitName, 5> time_units = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"min", 60'000}, {"s", 1'000}, {"ms", 1}}};

std::optional<std::uint64_t> parse_with(std::span<const UnitName> units, std::string_view text) {
    const std::size_t digits = text.find_first_not_of("0123456789");
    if (digits == std::string_view::npos) return std::nullopt;
    const auto number = parse_count(text.substr(0, digits));
    if (!number) return std::nullopt;
    for (const UnitName& unit : units)
        if (unit.name == text.substr(digits) &&
            *number <= std::numeric_limits<std::uint64_t>::max() / unit.factor)
            return *number * unit.factor;
    return std::nullopt;
}

std::string text_with(std::span<const UnitName> units, std::uint64_t value) {
    for (const UnitName& unit : units)
        if (value != 0 && value % unit.factor == 0)
            return fmt::format("{}{}", value / unit.factor, unit.name);
    return fmt::format("{}{}", value, units.back().name);
}

}  // namespace

std::optional<std::uint64_t> parse_count(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
    const auto bytes = parse_count(text);
    return bytes ? bytes : parse_with(byte_units, text);
}

std::optional<base::Milliseconds> parse_duration(std::string_view text) {
    const auto milliseconds = parse_with(time_units, text);
    if (!milliseconds || *milliseconds > std::numeric_limits<std::int64_t>::max())
        return std::nullopt;
    return base::Milliseconds{*milliseconds};
}

std::string bytes_text(std::uint64_t bytes) {
    return text_with(byte_units, bytes);
}

std::string duration_text(base::Milliseconds time) {
    return text_with(time_units, static_cast<std::uint64_t>(time.count()));
}

}  // namespace fieldcast::app
