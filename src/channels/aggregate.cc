#include "channels/aggregate.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <utility>

#include "channels/number.h"

namespace fieldcast::channels {
namespace {

using model::Entry;
using model::EntryValues;
using Kind = Aggregation::Kind;

/// The times of slots, by consecutive numbers.
class Slots {
  public:
    Slots(std::chrono::minutes length, const Zone& zone) : length_{length}, zone_{zone} {}

    [[nodiscard]] std::int64_t number_at(base::Timestamp time) const {
        // ThingSpeak's day is UTC's; people look for their own.
        if (is_day())
            return std::chrono::floor<std::chrono::days>(time + zone_.offset_at(time))
                .time_since_epoch()
                .count();
        const auto in_minutes = std::chrono::floor<std::chrono::minutes>(time.time_since_epoch());
        const auto into_slot = (in_minutes % length_ + length_) % length_;  // also before 1970
        return (in_minutes - into_slot) / length_;
    }

    [[nodiscard]] base::Timestamp start_of(std::int64_t number) const {
        if (is_day()) return zone_.to_utc(LocalTime{std::chrono::days{number}});
        return base::Timestamp{number * length_};
    }

  private:
    [[nodiscard]] bool is_day() const { return length_ == std::chrono::days{1}; }

    std::chrono::minutes length_;
    const Zone& zone_;
};

/// The numbers of one field in one slot.
struct Numbers {
    std::vector<double> values;
    bool has_comma = false;
};

double sum_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

double median_of(std::vector<double>& values) {
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    if (values.size() % 2 != 0) return values[middle];
    return (values[middle - 1] + values[middle]) / 2;
}

/// `values` is not empty.
double combine(std::vector<double>& values, Kind kind) {
    switch (kind) {
        case Kind::sum: return sum_of(values);
        case Kind::median: return median_of(values);
        case Kind::timescale:
        case Kind::average: break;
    }
    // Not by the number of entries, as ThingSpeak does: a sensor that is silent in half of the
    // entries would seem to have measured half of what it did.
    return sum_of(values) / static_cast<double>(values.size());
}

std::array<Numbers, model::fields_per_channel> numbers_of(std::span<const Entry> slot) {
    std::array<Numbers, model::fields_per_channel> fields;
    for (const Entry& entry : slot) {
        const auto texts = entry.values.texts();
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto number = texts[i] ? parse_decimal(*texts[i]) : std::nullopt;
            if (!number) continue;
            fields[i].values.push_back(number->value);
            fields[i].has_comma |= number->has_comma;
        }
    }
    return fields;
}

EntryValues values_of(std::span<const Entry> slot, Kind kind) {
    if (slot.empty()) return {};
    if (kind == Kind::timescale) return slot.front().values;
    auto fields = numbers_of(slot);
    std::array<std::string, model::fields_per_channel> kept;
    std::array<std::optional<std::string_view>, model::value_names> texts;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].values.empty()) continue;
        kept[i] = format_decimal({combine(fields[i].values, kind), fields[i].has_comma});
        texts[i] = kept[i];
    }
    return EntryValues{texts};
}

bool is_shown_field(const Columns& columns, std::size_t value) {
    return value < model::fields_per_channel && columns.values[value];
}

bool is_outside(const Entry& entry, const NumberRange& range, const Columns& columns) {
    const auto texts = entry.values.texts();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!texts[i] || !is_shown_field(columns, i)) continue;
        const auto number = parse_decimal(*texts[i]);
        if (!number) continue;
        if (range.min && number->value < *range.min) return true;
        if (range.max && number->value > *range.max) return true;
    }
    return false;
}

EntryValues rounded(const EntryValues& values, unsigned places, const Columns& columns) {
    auto texts = values.texts();
    std::array<std::string, model::fields_per_channel> kept;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (!texts[i] || !is_shown_field(columns, i)) continue;
        const auto number = parse_decimal(*texts[i]);
        if (!number) continue;
        kept[i] = format_rounded(*number, places);
        texts[i] = kept[i];
    }
    return EntryValues{texts};
}

}  // namespace

void drop_outside(std::vector<Entry>& entries, const NumberRange& range, const Columns& columns) {
    if (!range.min && !range.max) return;
    std::erase_if(entries, [&](const Entry& entry) { return is_outside(entry, range, columns); });
}

std::vector<Entry> aggregate(const std::vector<Entry>& entries, const Aggregation& aggregation,
                             const Zone& zone) {
    std::vector<Entry> result;
    if (entries.empty()) return result;
    const Slots slots{aggregation.slot, zone};
    const std::int64_t oldest = slots.number_at(entries.front().created_at);
    // Clocks that are set back over midnight repeat a part of the day before.
    const std::int64_t last = std::max(oldest, slots.number_at(entries.back().created_at));
    const std::int64_t first = std::max(oldest, last + 1 - static_cast<std::int64_t>(slots_max));
    const auto belongs_before = [&](std::int64_t number) {
        return [&slots, number](const Entry& e) { return slots.number_at(e.created_at) < number; };
    };
    auto begin = std::ranges::find_if_not(entries, belongs_before(first));
    result.reserve(static_cast<std::size_t>(last - first + 1));
    for (std::int64_t number = first; number <= last; ++number) {
        const auto end = std::find_if_not(begin, entries.end(), belongs_before(number + 1));
        result.push_back({.id = {},
                          .created_at = slots.start_of(number),
                          .values = values_of({begin, end}, aggregation.kind)});
        begin = end;
    }
    return result;
}

void round_values(std::vector<Entry>& entries, unsigned places, const Columns& columns) {
    for (Entry& entry : entries) entry.values = rounded(entry.values, places, columns);
}

std::vector<Entry> shape_entries(std::vector<Entry> entries, const FeedRequest& request,
                                 const Columns& columns) {
    drop_outside(entries, {.min = request.min, .max = request.max}, columns);
    if (request.aggregation) entries = aggregate(entries, *request.aggregation, request.zone);
    if (request.round) round_values(entries, *request.round, columns);
    return entries;
}

}  // namespace fieldcast::channels
