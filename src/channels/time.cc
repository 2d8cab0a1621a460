#include "channels/time.h"

#include <algorithm>
#include <charconv>

#include "channels/text.h"

namespace fieldcast::channels {
namespace {

using base::Milliseconds;
using base::Seconds;
using base::Timestamp;
using std::chrono::year_month_day;

constexpr Timestamp year_1 = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
constexpr Timestamp year_10000 = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};

bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

std::size_t leading_digits(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

/// Takes a number of exactly `width` digits off the front of `text`.
bool take_number(std::string_view& text, std::size_t width, unsigned& number) {
    if (leading_digits(text.substr(0, width)) < width) return false;
    std::from_chars(text.data(), text.data() + width, number);
    text.remove_prefix(width);
    return true;
}

/// Takes the digits behind a decimal point; what is finer than a millisecond is cut off.
bool take_fraction(std::string_view& text, Milliseconds& fraction) {
    const std::size_t width = leading_digits(text);
    if (width == 0) return false;
    int thousandths = 0;
    for (std::size_t i = 0; i < 3; ++i)
        thousandths = thousandths * 10 + (i < width ? text[i] - '0' : 0);
    fraction = Milliseconds{thousandths};
    text.remove_prefix(width);
    return true;
}

bool take_optional_fraction(std::string_view& text, Milliseconds& fraction) {
    return (!skip(text, ".") && !skip(text, ",")) || take_fraction(text, fraction);
}

/// Nine digits begin in 1973. A shorter number is more likely a year, a date without dashes or a
/// clock that was never set.
std::optional<Timestamp> parse_epoch(std::string_view text) {
    const std::size_t width = leading_digits(text);
    if (width < 9 || width > 12) return std::nullopt;
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + width, seconds);
    text.remove_prefix(width);
    Milliseconds fraction{0};
    if (!take_optional_fraction(text, fraction) || !text.empty()) return std::nullopt;
    return Timestamp{Seconds{seconds} + fraction};
}

bool take_date(std::string_view& text, LocalTime& date) {
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (!take_number(text, 4, year) || !skip(text, "-") || !take_number(text, 2, month) ||
        !skip(text, "-") || !take_number(text, 2, day))
        return false;
    const year_month_day written{std::chrono::year{static_cast<int>(year)},
                                 std::chrono::month{month}, std::chrono::day{day}};
    if (!written.ok()) return false;
    date = std::chrono::local_days{written};
    return true;
}

bool take_time_of_day(std::string_view& text, Milliseconds& since_midnight) {
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
    Milliseconds fraction{0};
    if (!take_number(text, 2, hour) || !skip(text, ":") || !take_number(text, 2, minute))
        return false;
    if (skip(text, ":") &&
        (!take_number(text, 2, second) || !take_optional_fraction(text, fraction)))
        return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    since_midnight =
        std::chrono::hours{hour} + std::chrono::minutes{minute} + Seconds{second} + fraction;
    return true;
}

bool take_date_and_time(std::string_view& text, LocalTime& local) {
    if (!take_date(text, local)) return false;
    if (text.empty()) return true;
    Milliseconds since_midnight{0};
    if (!skip(text, "T") && !skip(text, "t") && !skip(text, " ")) return false;
    if (!take_time_of_day(text, since_midnight)) return false;
    local += since_midnight;
    return true;
}

/// Parses `01`, `0100` or `01:00`.
std::optional<Seconds> parse_hours_and_minutes(std::string_view text) {
    unsigned hours = 0;
    unsigned minutes = 0;
    if (!take_number(text, 2, hours)) return std::nullopt;
    skip(text, ":");
    if (!text.empty() && !take_number(text, 2, minutes)) return std::nullopt;
    if (!text.empty() || hours > 23 || minutes > 59) return std::nullopt;
    return std::chrono::hours{hours} + std::chrono::minutes{minutes};
}

/// Parses all that stands behind a time; it is not empty.
std::optional<Seconds> parse_offset(std::string_view text) {
    const bool blank = skip(text, " ");
    while (skip(text, " ")) continue;
    if (text == "Z" || text == "z" || text == "UTC") return Seconds{0};
    if (skip(text, "-")) {
        const auto behind = parse_hours_and_minutes(text);
        return behind ? std::optional{-*behind} : std::nullopt;
    }
    // A blank alone was a plus before the form was decoded.
    return skip(text, "+") || blank ? parse_hours_and_minutes(text) : std::nullopt;
}

Seconds offset_in(std::string_view timezone, const ZoneOffset& offset_of, LocalTime local) {
    if (timezone.empty() || !offset_of) return Seconds{0};
    return offset_of(timezone, local).value_or(Seconds{0});
}

std::optional<Timestamp> parse_written_out(std::string_view text, std::string_view timezone,
                                           const ZoneOffset& offset_of) {
    LocalTime local;
    if (!take_date_and_time(text, local)) return std::nullopt;
    const auto offset = text.empty() ? offset_in(timezone, offset_of, local) : parse_offset(text);
    if (!offset) return std::nullopt;
    return Timestamp{local.time_since_epoch()} - *offset;
}

}  // namespace

std::optional<Timestamp> parse_time(std::string_view text, std::string_view timezone,
                                    const ZoneOffset& offset_of) {
    text = without_blanks(text);
    auto time = parse_epoch(text);
    if (!time) time = parse_written_out(text, timezone, offset_of);
    if (!time || *time < year_1 || *time >= year_10000) return std::nullopt;
    return time;
}

}  // namespace fieldcast::channels
