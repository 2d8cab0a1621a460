#include "storage/embedded/columns.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace fieldcast::storage {
namespace {

enum class ColumnForm : std::uint8_t { texts = 0, decimals = 1 };

constexpr std::size_t digits_max = 9;  // on each side of the point, so that all fits 64 bits
constexpr std::array<std::int64_t, digits_max + 1> powers_of_ten = {
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

/// `-21.50` is mantissa -2150 with two places.
struct Decimal {
    std::int64_t mantissa = 0;
    std::size_t places = 0;
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t count_digits(std::string_view text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    return static_cast<std::size_t>(end - text.begin());
}

std::int64_t to_number(std::string_view digits) {
    std::int64_t number = 0;
    for (const char digit : digits) number = number * 10 + (digit - '0');
    return number;
}

/// Only texts that to_text() would write just so: no plus, no leading zeros, no minus zero.
std::optional<Decimal> parse_decimal(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const auto whole = text.substr(0, count_digits(text));
    if (whole.empty() || whole.size() > digits_max) return std::nullopt;
    if (whole.size() > 1 && whole.front() == '0') return std::nullopt;
    std::string_view fraction = text.substr(whole.size());
    if (!fraction.empty()) {
        if (fraction.front() != '.') return std::nullopt;
        fraction.remove_prefix(1);
        if (fraction.empty() || fraction.size() > digits_max) return std::nullopt;
        if (count_digits(fraction) != fraction.size()) return std::nullopt;
    }
    const std::int64_t size =
        to_number(whole) * powers_of_ten[fraction.size()] + to_number(fraction);
    if (negative && size == 0) return std::nullopt;
    return Decimal{negative ? -size : size, fraction.size()};
}

std::string to_text(Decimal decimal) {
    char text[24];
    char* start = std::end(text);
    std::int64_t rest = decimal.mantissa < 0 ? -decimal.mantissa : decimal.mantissa;
    // At least one digit stays in front of the point.
    for (std::size_t digit = 0; digit <= decimal.places || rest > 0; ++digit, rest /= 10) {
        if (digit == decimal.places && digit > 0) *--start = '.';
        *--start = static_cast<char>('0' + rest % 10);
    }
    if (decimal.mantissa < 0) *--start = '-';
    return {start, std::end(text)};
}

/// All of `texts` as decimals, or nothing if a single one is none.
std::optional<std::vector<Decimal>> parse_decimals(std::span<const std::string_view> texts) {
    std::vector<Decimal> decimals;
    decimals.reserve(texts.size());
    for (const auto text : texts) {
        const auto decimal = parse_decimal(text);
        if (!decimal) return std::nullopt;
        decimals.push_back(*decimal);
    }
    return decimals;
}

/// Values that differ in places only by cut-off zeros still lie close together when all of them
/// are counted in units of the most places.
void write_decimals(RecordWriter& out, std::span<const Decimal> decimals) {
    const auto most = std::ranges::max(decimals, {}, &Decimal::places).places;
    const bool alike = std::ranges::all_of(
        decimals, [&](const Decimal& decimal) { return decimal.places == most; });
    out.number(most);
    out.number(alike ? 1 : 0);
    if (!alike)
        for (const Decimal& decimal : decimals) out.number(decimal.places);
    std::int64_t previous = 0;
    for (const Decimal& decimal : decimals) {
        const std::int64_t units = decimal.mantissa * powers_of_ten[most - decimal.places];
        out.difference(units - previous);
        previous = units;
    }
}

/// A decimal as a column has it: `units` with `most` places, of which the last may have been cut
/// off.
struct Units {
    std::int64_t units = 0;
    std::size_t most = 0;
    std::size_t places = 0;

    [[nodiscard]] Decimal decimal() const { return {units / powers_of_ten[most - places], places}; }
};

/// Calls `take` with the index and the Units of each of `count` decimals.
template <class Take>
void read_decimals(RecordReader& in, std::size_t count, Take take) {
    const auto most = static_cast<std::size_t>(in.number());
    const bool alike = in.number() == 1;
    std::vector<std::size_t> places(alike ? 0 : count);
    for (auto& each : places) each = static_cast<std::size_t>(in.number());
    std::int64_t units = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t own = alike ? most : places[i];
        if (most > digits_max || own > most) return in.fail();
        units += in.difference();
        take(i, Units{units, most, own});
    }
}

/// Both a double has exactly, so that the quotient is rounded once, as reading the text would be.
constexpr std::int64_t exact_max = 1LL << 53;

double to_double(const Units& value, model::NumberOf number_of) {
    if (value.units < -exact_max || value.units > exact_max)
        return number_of(to_text(value.decimal()));
    return static_cast<double>(value.units) / static_cast<double>(powers_of_ten[value.most]);
}

void write_texts(RecordWriter& out, std::span<const std::string_view> texts) {
    for (const auto text : texts) out.number(text.size());
    for (const auto text : texts) out.raw(text);
}

/// Calls `take` with the index and the text of each of `count` texts.
template <class Take>
void read_texts(RecordReader& in, std::size_t count, Take take) {
    std::vector<std::size_t> sizes(count);
    for (auto& size : sizes) size = static_cast<std::size_t>(in.number());
    for (std::size_t i = 0; i < count; ++i) take(i, in.raw(sizes[i]));
}

/// Calls `take_text` or `take_decimal` with the index of each of `count` values and what it is.
template <class TakeText, class TakeDecimal>
void read_values(RecordReader& in, std::size_t count, TakeText take_text,
                 TakeDecimal take_decimal) {
    const auto form = static_cast<ColumnForm>(in.number());
    if (form == ColumnForm::texts)
        read_texts(in, count, take_text);
    else if (form == ColumnForm::decimals)
        read_decimals(in, count, take_decimal);
    else
        in.fail();
}

}  // namespace

void write_column(RecordWriter& out, std::span<const std::string_view> texts) {
    const auto decimals = texts.empty() ? std::nullopt : parse_decimals(texts);
    out.number(static_cast<std::uint64_t>(decimals ? ColumnForm::decimals : ColumnForm::texts));
    if (decimals)
        write_decimals(out, *decimals);
    else
        write_texts(out, texts);
}

std::vector<std::string> read_column(RecordReader& in, const Marks& wanted) {
    std::vector<std::string> texts;
    texts.reserve(static_cast<std::size_t>(std::ranges::count(wanted, true)));
    read_values(
        in, wanted.size(),
        [&](std::size_t i, std::string_view text) {
            if (wanted[i]) texts.emplace_back(text);
        },
        [&](std::size_t i, const Units& value) {
            if (wanted[i]) texts.push_back(to_text(value.decimal()));
        });
    return texts;
}

std::vector<double> read_numbers(RecordReader& in, std::size_t count, model::NumberOf number_of) {
    std::vector<double> numbers;
    numbers.reserve(count);
    read_values(
        in, count, [&](std::size_t, std::string_view text) { numbers.push_back(number_of(text)); },
        [&](std::size_t, const Units& value) { numbers.push_back(to_double(value, number_of)); });
    return numbers;
}

void skip_column(RecordReader& in, std::size_t count) {
    read_values(
        in, count, [](std::size_t, std::string_view) {}, [](std::size_t, const Units&) {});
}

}  // namespace fieldcast::storage
