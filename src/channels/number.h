#pragma once
// Which values are numbers, and how computed ones are written.

#include <optional>
#include <string>
#include <string_view>

namespace fieldcast::channels {

struct Decimal {
    double value = 0;
    bool has_comma = false;  ///< written with a decimal comma, which results give back
};

/// Reads an optional sign, digits and optionally a point or comma with digits behind; blanks
/// around it do not count, as dtostrf pads numbers. No exponent, no point without digits before it:
/// such text is text to ThingSpeak. Nothing above 1e300 either, so that sums stay finite.
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);

/// The value that parse_decimal() reads; NaN: there is none.
[[nodiscard]] double number_of(std::string_view text);

/// The shortest text that reads back as `number.value`, always with a fraction or an exponent:
/// `7.0`, `7.285714285714286`, `1.0e+16`. `number.value` is finite.
[[nodiscard]] std::string format_decimal(const Decimal& number);

/// With exactly `places` digits behind the point, at most `places_max`; without a point for none.
inline constexpr unsigned places_max = 20;
[[nodiscard]] std::string format_rounded(const Decimal& number, unsigned places);

/// Reads decimal digits alone; what is more than `max` becomes `max`.
[[nodiscard]] std::optional<unsigned long> parse_count(std::string_view text, unsigned long max);

}  // namespace fieldcast::channels
