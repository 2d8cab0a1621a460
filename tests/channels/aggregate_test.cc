#include "channels/aggregate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <regex>

#include "channels/number.h"
#include "samples.h"

namespace fieldcast::channels {
namespace {

using namespace std::chrono_literals;
using model::Entry;
using model::ValueName;
using Kind = Aggregation::Kind;

const base::Timestamp noon = day(2026, 11, 24) + 12h;

Columns all_columns() {
    Columns columns;
    columns.values.set();
    return columns;
}

Entry entry_at(base::Timestamp time, ValueTexts values) {
    static std::uint64_t id = 0;
    return {{++id}, time, entry_values(values)};
}

/// field1 of the one slot that `values`, a minute apart, have with `kind`.
std::string field1_of(std::initializer_list<std::string_view> values, Kind kind) {
    std::vector<Entry> entries;
    for (const auto value : values)
        entries.push_back(entry_at(noon + entries.size() * 1min, {{ValueName::field1, value}}));
    const auto slots = aggregate(entries, {kind, 60min}, {});
    EXPECT_EQ(slots.size(), 1U);
    return std::string{slots.at(0).values.get(ValueName::field1).value_or("null")};
}

TEST(Aggregate, GivesTheTextsOfThingSpeak) {
    const auto values = {std::string_view{"10"}, {"10"}, {"9"}, {"7"}, {"6"}, {"5"}, {"4"}};
    EXPECT_EQ(field1_of(values, Kind::average), "7.285714285714286");
    EXPECT_EQ(field1_of(values, Kind::median), "7.0");
    EXPECT_EQ(field1_of(values, Kind::sum), "51.0");
    EXPECT_EQ(field1_of(values, Kind::timescale), "10");
}

TEST(Aggregate, TakesTheMeanOfTheTwoInTheMiddle) {
    EXPECT_EQ(field1_of({"9", "1", "2", "4"}, Kind::median), "3.0");
    EXPECT_EQ(field1_of({"1", "2"}, Kind::median), "1.5");
}

TEST(Aggregate, LeavesOutWhatIsNoNumber) {
    EXPECT_EQ(field1_of({"1", "on", "", "1e3", ".5", "2"}, Kind::sum), "3.0");
    EXPECT_EQ(field1_of({"1", "on", "2"}, Kind::average), "1.5") << "divided by 2, not by 3";
    EXPECT_EQ(field1_of({"on", "off"}, Kind::sum), "null");
    EXPECT_EQ(field1_of({"on", "1"}, Kind::timescale), "on");
}

TEST(Aggregate, GivesADecimalCommaBack) {
    EXPECT_EQ(field1_of({"1,5", "2"}, Kind::sum), "3,5");
    EXPECT_EQ(field1_of({"1", "2,0"}, Kind::average), "1,5");
}

TEST(Aggregate, SumsFieldsAloneAndEachOnItsOwn) {
    const auto slots = aggregate({entry_at(noon, {{ValueName::field1, "1"},
                                                  {ValueName::latitude, "50"},
                                                  {ValueName::status, "5"}}),
                                  entry_at(noon + 1s, {{ValueName::field8, "2"}})},
                                 {Kind::sum, 10min}, {});
    ASSERT_EQ(slots.size(), 1U);
    EXPECT_EQ(slots[0].values,
              entry_values({{ValueName::field1, "1.0"}, {ValueName::field8, "2.0"}}));
    EXPECT_EQ(slots[0].id, model::EntryId{});
}

TEST(Timescale, KeepsTheWholeFirstEntryOfEachSlot) {
    const ValueTexts first = {{ValueName::field1, "1"}, {ValueName::status, "up"}};
    const auto slots =
        aggregate({entry_at(noon + 61s, first), entry_at(noon + 62s, {{ValueName::field2, "2"}}),
                   entry_at(noon + 10min, {{ValueName::field1, "3"}})},
                  {Kind::timescale, 10min}, {});
    ASSERT_EQ(slots.size(), 2U);
    EXPECT_EQ(slots[0], (Entry{{}, noon, entry_values(first)}));
    EXPECT_EQ(slots[1], (Entry{{}, noon + 10min, entry_values({{ValueName::field1, "3"}})}));
}

TEST(Aggregate, ReturnsEmptySlots) {
    const auto slots = aggregate({entry_at(noon + 59min, {{ValueName::field1, "1"}}),
                                  entry_at(noon + 3h, {{ValueName::field1, "2"}})},
                                 {Kind::sum, 60min}, {});
    ASSERT_EQ(slots.size(), 4U);
    EXPECT_EQ(slots[0].created_at, noon);
    EXPECT_EQ(slots[1], (Entry{{}, noon + 1h, {}}));
    EXPECT_EQ(slots[2], (Entry{{}, noon + 2h, {}}));
    EXPECT_EQ(slots[3], (Entry{{}, noon + 3h, entry_values({{ValueName::field1, "2.0"}})}));
}

TEST(Aggregate, OfNothingIsNothing) {
    EXPECT_TRUE(aggregate({}, {Kind::sum, 10min}, {}).empty());
}

TEST(Aggregate, HasSlotsBefore1970) {
    const base::Timestamp epoch;
    const auto slots = aggregate({entry_at(epoch - 1ms, {{ValueName::field1, "1"}}),
                                  entry_at(epoch, {{ValueName::field1, "2"}})},
                                 {Kind::sum, 15min}, {});
    ASSERT_EQ(slots.size(), 2U);
    EXPECT_EQ(slots[0].created_at, epoch - 15min);
    EXPECT_EQ(slots[1].created_at, epoch);
}

TEST(Aggregate, KeepsTheNewestSlotsOfTooMany) {
    const auto slots = aggregate({entry_at(day(1, 1, 1), {{ValueName::field1, "1"}}),
                                  entry_at(noon, {{ValueName::field1, "2"}}),
                                  entry_at(noon + 9min, {{ValueName::field1, "3"}})},
                                 {Kind::sum, 10min}, {});
    ASSERT_EQ(slots.size(), slots_max);
    EXPECT_EQ(slots.back(), (Entry{{}, noon, entry_values({{ValueName::field1, "5.0"}})}));
    EXPECT_EQ(slots.front(), (Entry{{}, noon - (slots_max - 1) * 10min, {}}));
}

TEST(DailyAggregate, HasTheDaysOfTheRequestsZone) {
    const auto zone = *Zone::find("Test/Summer", test_zones());
    const auto midnight = day(2026, 3, 29) - 1h;  // of the day that has 23 hours
    const std::vector<Entry> entries = {entry_at(midnight - 1s, {{ValueName::field1, "1"}}),
                                        entry_at(midnight, {{ValueName::field1, "2"}}),
                                        entry_at(midnight + 23h - 1s, {{ValueName::field1, "4"}}),
                                        entry_at(midnight + 23h, {{ValueName::field1, "8"}})};
    const auto slots = aggregate(entries, {Kind::sum, 24h}, zone);
    ASSERT_EQ(slots.size(), 3U);
    EXPECT_EQ(slots[0], (Entry{{}, midnight - 24h, entry_values({{ValueName::field1, "1.0"}})}));
    EXPECT_EQ(slots[1], (Entry{{}, midnight, entry_values({{ValueName::field1, "6.0"}})}));
    EXPECT_EQ(slots[2], (Entry{{}, midnight + 23h, entry_values({{ValueName::field1, "8.0"}})}));
}

TEST(HourlyAggregate, HasTheSameSlotsInAllZones) {
    const std::vector<Entry> entries = {entry_at(noon + 40min, {{ValueName::field1, "1"}})};
    EXPECT_EQ(aggregate(entries, {Kind::sum, 60min}, Zone::fixed(5h + 30min)),
              aggregate(entries, {Kind::sum, 60min}, {}));
}

/// What is left of field1 values after drop_outside.
std::vector<std::string> kept(std::initializer_list<std::string_view> values,
                              const NumberRange& range) {
    std::vector<Entry> entries;
    for (const auto value : values) entries.push_back(entry_at(noon, {{ValueName::field1, value}}));
    drop_outside(entries, range, all_columns());
    std::vector<std::string> texts;
    for (const auto& entry : entries) texts.emplace_back(*entry.values.get(ValueName::field1));
    return texts;
}

using Texts = std::vector<std::string>;

TEST(MinAndMax, DropEntriesWithANumberBeyond) {
    const auto values = {std::string_view{"-1"}, {"1"}, {"1,5"}, {"2"}, {"text"}, {""}};
    EXPECT_EQ(kept(values, {.min = 1}), (Texts{"1", "1,5", "2", "text", ""}));
    EXPECT_EQ(kept(values, {.max = 1.5}), (Texts{"-1", "1", "1,5", "text", ""}));
    EXPECT_EQ(kept(values, {.min = 1.5, .max = 1.5}), (Texts{"1,5", "text", ""}));
    EXPECT_EQ(kept(values, {}).size(), values.size());
}

TEST(MinAndMax, LookAtTheFieldsThatAreShownAlone) {
    std::vector<Entry> entries = {
        entry_at(noon, {{ValueName::field1, "1"}, {ValueName::field2, "100"}}),
        entry_at(noon, {{ValueName::field1, "2"}, {ValueName::elevation, "100"}})};
    drop_outside(entries, {.max = 50}, field_columns(1, {.location = true}));
    EXPECT_EQ(entries.size(), 2U);
    drop_outside(entries, {.max = 50}, all_columns());
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].values.get(ValueName::field1), "2");
}

TEST(Round, WritesNumbersWithItsPlaces) {
    std::vector<Entry> entries = {entry_at(noon, {{ValueName::field1, "7.285714285714286"},
                                                  {ValueName::field2, "-1,5"},
                                                  {ValueName::field3, "12 V"},
                                                  {ValueName::field4, "3"},
                                                  {ValueName::elevation, "1.234"}})};
    auto columns = all_columns();
    columns.values.reset(static_cast<std::size_t>(ValueName::field4));
    round_values(entries, 2, columns);
    EXPECT_EQ(entries[0].values, entry_values({{ValueName::field1, "7.29"},
                                               {ValueName::field2, "-1,50"},
                                               {ValueName::field3, "12 V"},
                                               {ValueName::field4, "3"},
                                               {ValueName::elevation, "1.234"}}));
}

TEST(ShapeEntries, DropsThenAggregatesThenRounds) {
    const std::vector<Entry> entries = {entry_at(noon, {{ValueName::field1, "1"}}),
                                        entry_at(noon + 1s, {{ValueName::field1, "2"}}),
                                        entry_at(noon + 2s, {{ValueName::field1, "2"}}),
                                        entry_at(noon + 3s, {{ValueName::field1, "1000"}})};
    const FeedRequest request{
        .max = 3, .round = 3, .aggregation = Aggregation{Kind::average, 10min}};
    const auto shaped = shape_entries(entries, request, all_columns());
    ASSERT_EQ(shaped.size(), 1U);
    EXPECT_EQ(shaped[0].values, entry_values({{ValueName::field1, "1.667"}}));
    EXPECT_EQ(shape_entries(entries, {}, all_columns()), entries);
}

/// A second implementation, plain and slow: looks through all entries for every slot.
class PlainAggregate {
  public:
    PlainAggregate(const std::vector<Entry>& entries, const Aggregation& aggregation)
        : entries_{entries}, aggregation_{aggregation} {}

    std::vector<Entry> slots() const {
        std::vector<Entry> slots;
        for (auto start = slot_of(entries_.front().created_at);
             start <= slot_of(entries_.back().created_at); start += aggregation_.slot)
            slots.push_back({{}, start, values(start)});
        return slots;
    }

  private:
    base::Timestamp slot_of(base::Timestamp time) const {
        const auto slot = base::Milliseconds{aggregation_.slot}.count();
        const auto number = std::floor(static_cast<double>(time.time_since_epoch().count()) /
                                       static_cast<double>(slot));
        return base::Timestamp{base::Milliseconds{static_cast<std::int64_t>(number) * slot}};
    }

    model::EntryValues values(base::Timestamp start) const {
        std::map<std::size_t, std::string> texts;
        for (std::size_t field = 0; field < 8; ++field)
            if (const auto text = of_field(start, field)) texts[field] = *text;
        std::array<std::optional<std::string_view>, model::value_names> views;
        for (const auto& [field, text] : texts) views[field] = text;
        return model::EntryValues{views};
    }

    std::optional<std::string> of_field(base::Timestamp start, std::size_t field) const {
        static const std::regex number(R"( *[-+]?[0-9]+([.,][0-9]+)? *)");
        std::vector<double> numbers;
        bool has_comma = false;
        for (const Entry& entry : entries_) {
            const auto value = entry.values.get(static_cast<ValueName>(field));
            if (slot_of(entry.created_at) != start || !value) continue;
            std::string text{*value};
            if (!std::regex_match(text, number)) continue;
            has_comma = has_comma || text.find(',') != text.npos;
            std::ranges::replace(text, ',', '.');
            numbers.push_back(std::stod(text));
        }
        if (numbers.empty()) return std::nullopt;
        return format_decimal({result(numbers), has_comma});
    }

    double result(std::vector<double> numbers) const {
        double sum = 0;
        for (const double number : numbers) sum += number;
        if (aggregation_.kind == Kind::sum) return sum;
        const auto count = static_cast<double>(numbers.size());
        if (aggregation_.kind == Kind::average) return sum / count;
        while (numbers.size() > 2) {  // off with the ends
            numbers.erase(std::ranges::min_element(numbers));
            numbers.erase(std::ranges::max_element(numbers));
        }
        return numbers.size() == 1 ? numbers[0] : (numbers[0] + numbers[1]) / 2;
    }

    const std::vector<Entry>& entries_;
    const Aggregation aggregation_;
};

class RandomFeed {
  public:
    std::vector<Entry> entries() {
        std::vector<Entry> entries(1 + below(60));
        base::Timestamp time = day(1969, 12, 31) + std::chrono::seconds{below(200'000)};
        for (Entry& entry : entries) {
            entry = {{below(1000)}, time, values()};
            time += std::chrono::milliseconds{below(below(4) == 0 ? 5'000'000 : 200'000)};
        }
        return entries;
    }

    Aggregation aggregation() {
        static constexpr std::array slots = {10min, 15min, 20min, 30min, 60min, 240min};
        static constexpr std::array kinds = {Kind::sum, Kind::average, Kind::median};
        return {kinds[below(kinds.size())], slots[below(slots.size())]};
    }

  private:
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

    model::EntryValues values() {
        std::array<std::string, 3> kept;
        std::array<std::optional<std::string_view>, model::value_names> texts;
        for (std::size_t field = 0; field < kept.size(); ++field) {
            static constexpr std::array<std::string_view, 6> other = {"",    "on", ".5",
                                                                      "1e3", "-",  "5."};
            kept[field] = below(5) == 0 ? std::string{other[below(other.size())]} : number();
            if (below(4) != 0) texts[field] = kept[field];
        }
        return model::EntryValues{texts};
    }

    std::string number() {
        std::string text = below(3) == 0 ? "-" : below(5) == 0 ? "  " : "";
        text += std::to_string(below(1000));
        if (below(2) == 0) text += (below(4) == 0 ? "," : ".") + std::to_string(below(1000));
        return text;
    }

    std::mt19937_64 random_{20261124};
};

TEST(Aggregate, AgreesWithAPlainOneForRandomFeeds) {
    RandomFeed random;
    for (int round = 0; round < 300; ++round) {
        const auto entries = random.entries();
        const auto aggregation = random.aggregation();
        ASSERT_EQ(aggregate(entries, aggregation, {}),
                  (PlainAggregate{entries, aggregation}.slots()))
            << "round " << round;
    }
}

}  // namespace
}  // namespace fieldcast::channels
