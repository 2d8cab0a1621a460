#include "channels/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "channels/text.h"

namespace fieldcast::channels {
namespace {

constexpr double value_limit = 1e300;

/// Room for value_limit written out with places_max places, or for any exponent.
using NumberText = std::array<char, 330>;

bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/// Takes all digits off the front of `text`; false if there are none.
bool skip_digits(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count > 0;
}

std::optional<double> to_double(std::string_view text) {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || std::abs(value) > value_limit) return std::nullopt;
    return value;
}

std::string replaced(std::string_view text, char from, char to) {
    std::string out{text};
    std::ranges::replace(out, from, to);
    return out;
}

/// Takes `.digits` or `,digits` off the front of `text`, if that is all of it; or nothing.
bool skip_fraction(std::string_view& text) {
    if (text.empty()) return true;
    return (skip(text, ".") || skip(text, ",")) && skip_digits(text) && text.empty();
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
    text = without_blanks(text);
    const bool is_negative = skip(text, "-");
    if (!is_negative) skip(text, "+");
    std::string_view rest = text;
    if (!skip_digits(rest)) return std::nullopt;
    const bool has_comma = rest.starts_with(',');
    if (!skip_fraction(rest)) return std::nullopt;
    const auto magnitude = has_comma ? to_double(replaced(text, ',', '.')) : to_double(text);
    if (!magnitude) return std::nullopt;
    return Decimal{.value = is_negative ? -*magnitude : *magnitude, .has_comma = has_comma};
}

std::string format_decimal(const Decimal& number) {
    const double magnitude = std::abs(number.value);
    const bool is_plain = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
    NumberText buffer;
    const auto result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.value,
                      is_plain ? std::chars_format::fixed : std::chars_format::scientific);
    std::string text{buffer.data(), result.ptr};
    if (text.find('.') == text.npos) text.insert(std::min(text.find('e'), text.size()), ".0");
    return number.has_comma ? replaced(text, '.', ',') : text;
}

std::string format_rounded(const Decimal& number, unsigned places) {
    NumberText buffer;
    const auto result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.value,
                      std::chars_format::fixed, static_cast<int>(std::min(places, places_max)));
    std::string text{buffer.data(), result.ptr};
    return number.has_comma ? replaced(text, '.', ',') : text;
}

std::optional<unsigned long> parse_count(std::string_view text, unsigned long max) {
    std::string_view rest = text;
    if (!skip_digits(rest) || !rest.empty()) return std::nullopt;
    unsigned long number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc{} ? std::min(number, max) : max;
}

}  // namespace fieldcast::channels
