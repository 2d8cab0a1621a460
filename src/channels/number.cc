#include "channels/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

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

/// A decimal without its sign: digits, and perhaps a point or comma with digits behind.
struct Digits {
    std::uint64_t mantissa = 0;  ///< of all digits; of no use if they are too many
    std::size_t count = 0;
    std::size_t places = 0;  ///< digits behind the point
    bool has_comma = false;
};

std::optional<Digits> read_digits(std::string_view text) {
    Digits digits;
    bool has_point = false;
    for (const char byte : text) {
        if (is_digit(byte)) {
            digits.mantissa = digits.mantissa * 10 + static_cast<std::uint64_t>(byte - '0');
            ++digits.count;
            if (has_point) ++digits.places;
        } else if ((byte == '.' || byte == ',') && !has_point && digits.count > 0) {
            has_point = true;
            digits.has_comma = byte == ',';
        } else {
            return std::nullopt;
        }
    }
    if (digits.count == 0 || (has_point && digits.places == 0)) return std::nullopt;
    return digits;
}

/// So many digits, and so large a power of ten, a double has exactly. Then their quotient is
/// rounded once, as it must be; nearly all values are so short.
constexpr std::size_t exact_digits = 15;
constexpr std::array<double, exact_digits + 1> powers_of_ten = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/// `text` is what `digits` was read from.
std::optional<double> value_of(const Digits& digits, std::string_view text) {
    if (digits.count <= exact_digits)
        return static_cast<double>(digits.mantissa) / powers_of_ten[digits.places];
    return digits.has_comma ? to_double(replaced(text, ',', '.')) : to_double(text);
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
    text = without_blanks(text);
    const bool is_negative = skip(text, "-");
    if (!is_negative) skip(text, "+");
    const auto digits = read_digits(text);
    const auto magnitude = digits ? value_of(*digits, text) : std::nullopt;
    if (!magnitude) return std::nullopt;
    return Decimal{.value = is_negative ? -*magnitude : *magnitude, .has_comma = digits->has_comma};
}

double number_of(std::string_view text) {
    const auto decimal = parse_decimal(text);
    return decimal ? decimal->value : std::numeric_limits<double>::quiet_NaN();
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
