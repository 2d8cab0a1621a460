// Series, also against a second one that is made in the plainest way.
#include "channels/series.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include "channels/number.h"

namespace fieldcast::channels {
namespace {

base::Timestamp at(std::int64_t milliseconds) {
    return base::Timestamp{base::Milliseconds{milliseconds}};
}

model::Entry entry(std::uint64_t id, std::int64_t time, std::optional<std::string_view> field1,
                   std::optional<std::string_view> field2 = {}) {
    return {{id}, at(time), model::EntryValues{{field1, field2}}};
}

/// As the store reads them.
model::FeedNumbers numbers_of(std::span<const model::Entry> entries) {
    model::FeedNumbers numbers;
    for (const model::Entry& each : entries) {
        numbers.times.push_back(each.created_at);
        const auto texts = each.values.texts();
        for (std::size_t field = 0; field < numbers.columns.size(); ++field)
            numbers.columns[field].push_back(texts[field] ? number_of(*texts[field])
                                                          : model::no_number);
    }
    return numbers;
}

Series series_of(const std::vector<model::Entry>& entries, std::vector<unsigned> fields,
                 TimeWindow window, std::size_t points) {
    SeriesBuilder builder(std::move(fields), window, points);
    builder.add(numbers_of(entries));
    return std::move(builder).finish();
}

/// `0:min/max/average/last -`: each point's time and its fields.
std::string to_text(const Series& series) {
    std::string text;
    const std::size_t fields =
        series.times.empty() ? 0 : series.summaries.size() / series.times.size();
    for (std::size_t i = 0; i < series.times.size(); ++i) {
        text += fmt::format("{}{}:", text.empty() ? "" : " ",
                            series.times[i].time_since_epoch().count());
        for (std::size_t field = 0; field < fields; ++field) {
            const Summary& summary = series.summaries[i * fields + field];
            text += summary.count == 0 ? "-"
                                       : fmt::format("{}/{}/{}/{}", summary.min, summary.max,
                                                     summary.average(), summary.last);
            if (field + 1 < fields) text += "|";
        }
    }
    return text;
}

TEST(Series, TellsFewEntriesOneByOne) {
    const auto series = series_of({entry(1, 0, "1", "x"), entry(2, 40, "2.5"), entry(3, 100, "-3")},
                                  {1}, {at(0), at(100)}, 3);
    EXPECT_EQ(series.bucket.count(), 0);
    EXPECT_EQ(to_text(series), "0:1/1/1/1 40:2.5/2.5/2.5/2.5 100:-3/-3/-3/-3");
}

TEST(Series, GathersManyInBuckets) {
    const auto series = series_of({entry(1, 0, "1"), entry(2, 40, "2"), entry(3, 49, "6"),
                                   entry(4, 50, "7"), entry(5, 100, "9")},
                                  {1}, {at(0), at(100)}, 2);
    EXPECT_EQ(series.bucket.count(), 50);
    EXPECT_EQ(to_text(series), "0:1/6/3/6 50:7/9/8/9");
}

TEST(Series, LeavesOutWhatIsEmpty) {
    std::vector<model::Entry> entries{entry(1, 0, "1"), entry(2, 1, "on", "2"),
                                      entry(3, 2, std::nullopt), entry(4, 90, "3")};
    EXPECT_EQ(to_text(series_of(entries, {1}, {at(0), at(99)}, 2)), "0:1/1/1/1 90:3/3/3/3");
    entries.push_back(entry(5, 95, "5"));
    EXPECT_EQ(to_text(series_of(entries, {1, 2}, {at(0), at(99)}, 3)),
              "0:1/1/1/1|2/2/2/2 66:3/5/4/5|-");
}

TEST(Series, TakesTheLastByTimeNotById) {
    const std::vector<model::Entry> entries{entry(1, 9, "1"), entry(2, 3, "2"), entry(3, 9, "3"),
                                            entry(4, 1, "4")};
    EXPECT_EQ(to_text(series_of(entries, {1}, {at(0), at(10)}, 1)), "0:1/4/2.5/3");
    EXPECT_EQ(to_text(series_of(entries, {1}, {at(0), at(10)}, 4)),
              "1:4/4/4/4 3:2/2/2/2 9:1/1/1/1 9:3/3/3/3");
}

TEST(Series, KeepsToItsWindow) {
    const std::vector<model::Entry> entries{entry(1, 9, "1"), entry(2, 10, "2"), entry(3, 20, "3"),
                                            entry(4, 21, "4")};
    EXPECT_EQ(to_text(series_of(entries, {1}, {at(10), at(20)}, 1)), "10:2/3/2.5/3");
    EXPECT_EQ(to_text(series_of(entries, {1}, {at(10), at(10)}, 1)), "10:2/2/2/2");
    EXPECT_EQ(to_text(series_of(entries, {1}, {at(11), at(10)}, 1)), "");
}

/// The second opinion: all numbers of each bucket, then what they come to.
Series naive_series(std::vector<model::Entry> entries, const std::vector<unsigned>& fields,
                    TimeWindow window, std::size_t points) {
    const auto number = [&](const model::Entry& e, unsigned field) {
        const auto text = e.values.get(static_cast<model::ValueName>(field - 1));
        return text ? parse_decimal(*text) : std::nullopt;
    };
    std::erase_if(entries, [&](const model::Entry& e) {
        return e.created_at < window.start || e.created_at > window.end ||
               std::ranges::none_of(fields,
                                    [&](unsigned field) { return number(e, field).has_value(); });
    });
    std::ranges::stable_sort(entries, {}, &model::Entry::created_at);
    const auto length = (window.end - window.start).count();
    const bool is_brief = entries.size() <= points;
    Series series;
    if (!is_brief)
        while (series.bucket.count() == 0 ||
               series.bucket.count() * static_cast<std::int64_t>(points) < length)
            ++series.bucket;
    std::map<std::int64_t, std::vector<model::Entry>> buckets;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto key = static_cast<std::int64_t>(i);
        if (!is_brief)
            key = std::min((entries[i].created_at - window.start) / series.bucket,
                           static_cast<std::int64_t>(points) - 1);
        buckets[key].push_back(entries[i]);
    }
    for (const auto& [key, content] : buckets) {
        series.times.push_back(is_brief ? content.front().created_at
                                        : window.start + key * series.bucket);
        for (const unsigned field : fields) {
            std::vector<double> numbers;
            for (const model::Entry& e : content)
                if (const auto n = number(e, field)) numbers.push_back(n->value);
            Summary& summary = series.summaries.emplace_back();
            summary.count = numbers.size();
            if (numbers.empty()) continue;
            summary.min = std::ranges::min(numbers);
            summary.max = std::ranges::max(numbers);
            summary.sum = std::accumulate(numbers.begin(), numbers.end(), 0.0);
            summary.last = numbers.back();
        }
    }
    return series;
}

TEST(Series, AreThoseOfANaiveImplementation) {
    for (unsigned seed = 0; seed < 2'000; ++seed) {
        std::mt19937 random(seed);
        const auto pick = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
        const unsigned span = 1 + pick(200);
        std::vector<model::Entry> entries;
        for (unsigned i = pick(60); i > 0; --i) {
            const auto text = [&] {
                return pick(8) == 0 ? "off" : fmt::format("{}.5", static_cast<int>(pick(9)) - 4);
            };
            const auto first = text();
            const auto second = text();
            entries.push_back(entry(entries.size() + 1, pick(span), first,
                                    pick(3) == 0 ? std::nullopt : std::optional(second)));
        }
        const TimeWindow window{at(pick(span)), at(pick(span))};
        const std::vector<unsigned> fields =
            pick(2) == 0 ? std::vector{2U} : std::vector{2U, 1U, 5U};
        const std::size_t points = 1 + pick(30);
        SeriesBuilder builder(fields, window, points);
        const auto half = std::span(entries).first(entries.size() / 2);
        builder.add(numbers_of(half));
        builder.add(numbers_of(std::span(entries).subspan(half.size())));
        const Series series = std::move(builder).finish();
        const Series expected = naive_series(entries, fields, window, points);
        ASSERT_EQ(series.bucket, expected.bucket) << seed;
        ASSERT_EQ(to_text(series), to_text(expected)) << seed;
    }
}

}  // namespace
}  // namespace fieldcast::channels
