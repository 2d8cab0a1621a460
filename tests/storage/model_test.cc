// Random operations against a store and against the simplest thing that does the same.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>

#include "data_folder.h"

namespace fieldcast::storage {
namespace {

struct SimpleFeed {
    std::vector<model::Entry> entries;  ///< in ascending order of id
    model::EntryId last_entry;
    std::optional<base::Timestamp> last_write_at;
};
using SimpleFeeds = std::map<std::uint64_t, SimpleFeed>;

using Order = model::FeedQuery::Order;

/// As FeedStore::read(), in the plainest way.
std::vector<model::Entry> read_simply(std::vector<model::Entry> entries,
                                      const model::FeedQuery& query) {
    std::erase_if(entries, [&](const model::Entry& entry) {
        return entry.id < query.first || entry.id > query.last ||
               (query.start && entry.created_at < *query.start) ||
               (query.end && entry.created_at > *query.end) ||
               (query.with_value && !entry.values.get(*query.with_value));
    });
    if (query.order == Order::newest_by_time)
        std::ranges::stable_sort(entries, {}, &model::Entry::created_at);
    const auto left_out =
        static_cast<std::ptrdiff_t>(entries.size() - std::min(query.limit, entries.size()));
    if (query.order == Order::oldest_by_id)
        entries.erase(entries.end() - left_out, entries.end());
    else
        entries.erase(entries.begin(), entries.begin() + left_out);
    for (model::Entry& entry : entries) entry.values = entry.values.only(query.values);
    return entries;
}

/// A row of FeedNumbers: the time, and a text for the number of each field that was asked for.
using NumberRow = std::pair<base::Timestamp, std::vector<std::string>>;

/// As FeedStore::read_numbers(), from the first stretch to the last, in the plainest way.
std::vector<NumberRow> numbers_simply(const std::vector<model::Entry>& entries,
                                      const model::NumbersQuery& query) {
    std::vector<NumberRow> rows;
    const model::FeedQuery as_texts{.channel = query.channel,
                                    .start = query.start,
                                    .end = query.end,
                                    .first = query.first,
                                    .limit = entries.size(),
                                    .order = Order::oldest_by_id};
    for (const model::Entry& entry : read_simply(entries, as_texts)) {
        NumberRow& row = rows.emplace_back(entry.created_at, std::vector<std::string>{});
        for (std::size_t field = 0; field < model::fields_per_channel; ++field) {
            if (!query.fields[field]) continue;
            const auto text = entry.values.get(static_cast<model::ValueName>(field));
            row.second.push_back(fmt::format("{}", text ? number_of(*text) : model::no_number));
        }
    }
    return rows;
}

void append_rows(std::vector<NumberRow>& rows, const model::FeedNumbers& numbers,
                 model::ValueSet fields) {
    for (std::size_t i = 0; i < numbers.times.size(); ++i) {
        NumberRow& row = rows.emplace_back(numbers.times[i], std::vector<std::string>{});
        for (std::size_t field = 0; field < numbers.columns.size(); ++field)
            if (fields[field])
                row.second.push_back(fmt::format("{}", numbers.columns[field].at(i)));
    }
}

class AgainstModel : public StoreTest, public testing::WithParamInterface<unsigned> {
  protected:
    std::uint64_t pick(std::uint64_t limit) { return random_() % limit; }

    std::string pick_text() {
        switch (pick(4)) {
            case 0: return fmt::format("{}.{}", pick(100), pick(100));
            case 1: return std::string(pick(256), static_cast<char>('a' + pick(26)));
            case 2: return fmt::format("-{}", pick(1000));
            default: return {};
        }
    }

    model::EntryValues pick_values() {
        std::array<std::string, model::value_names> owned;
        std::array<std::optional<std::string_view>, model::value_names> texts;
        for (std::size_t name = 0; name < texts.size(); ++name) {
            owned[name] = pick_text();
            if (pick(4) == 0) texts[name] = owned[name];
        }
        return model::EntryValues(texts);
    }

    void append_one(model::ChannelId channel) {
        const auto time = at(static_cast<std::int64_t>(now_ - pick(3) * pick(5'000)));
        now_ += pick(20);
        const auto values = pick_values();
        SimpleFeed& feed = open_[channel.value];
        const model::EntryId expected{feed.last_entry.value + 1};
        const auto now = at(static_cast<std::int64_t>(now_));
        const auto id = store_->feeds().append(channel, time, values, now);
        ASSERT_TRUE(id);
        ASSERT_EQ(*id, expected);
        feed.entries.push_back({expected, time, values});
        feed.last_entry = expected;
        feed.last_write_at = now;
    }

    void remove_one(model::ChannelId channel) {
        SimpleFeed& feed = open_[channel.value];
        // Often one of the newest, which are in the tail; sometimes one that is not there.
        const auto last = feed.last_entry.value;
        const model::EntryId entry{pick(2) == 0 ? last - std::min(last, pick(6)) : pick(last + 3)};
        const bool was_there = std::erase_if(feed.entries, [entry](const model::Entry& each) {
                                   return each.id == entry;
                               }) > 0;
        const auto removed = store_->feeds().remove(channel, entry);
        ASSERT_TRUE(removed);
        ASSERT_EQ(*removed, was_there);
    }

    Retention pick_retention(const SimpleFeed& feed) {
        Retention retention{.oldest = pick_bound()};
        if (pick(2) == 0) retention.first.value = pick(feed.last_entry.value + 3);
        return retention;
    }

    /// Trims piece by piece. What need not go at once may stay, and nothing else.
    void trim(model::ChannelId channel) {
        SimpleFeed& feed = open_[channel.value];
        const Retention retention = pick_retention(feed);
        const bool exactly = pick(2) == 0;
        for (bool more = true; more;) {
            const auto trimmed = store_->feeds().trim(channel, retention, exactly);
            ASSERT_TRUE(trimmed);
            more = *trimmed;
        }
        const auto left = store_->feeds().newest(channel, 1'000'000);
        ASSERT_TRUE(left);
        std::vector<model::Entry> expected;
        for (const model::Entry& entry : feed.entries) {
            const bool goes = entry.id < retention.first ||
                              (retention.oldest && entry.created_at < *retention.oldest);
            const bool may_stay = !exactly && std::ranges::find(*left, entry) != left->end();
            if (!goes || may_stay) expected.push_back(entry);
        }
        ASSERT_EQ(*left, expected);
        feed.entries = expected;
    }

    std::optional<base::Timestamp> pick_bound() {
        if (pick(3) > 0) return std::nullopt;
        const auto range = 1 + now_ - std::min<std::uint64_t>(now_, 90'000);
        return at(static_cast<std::int64_t>(90'000 + pick(range)));
    }

    void compare_read(model::ChannelId channel) {
        const SimpleFeed& feed = open_[channel.value];
        model::FeedQuery query{.channel = channel};
        query.order = static_cast<Order>(pick(3));
        query.start = pick_bound();
        query.end = pick_bound();
        if (pick(2) == 0) query.first.value = pick(feed.last_entry.value + 2);
        if (pick(2) == 0) query.last.value = query.first.value + pick(30);
        if (pick(3) == 0) query.with_value = static_cast<model::ValueName>(pick(12));
        if (pick(3) == 0) query.values = pick(1U << model::value_names);
        query.limit = pick(4) == 0 ? 1'000'000 : pick(20);
        const auto entries = store_->feeds().read(query);
        ASSERT_TRUE(entries);
        ASSERT_EQ(*entries, read_simply(feed.entries, query));
    }

    void compare_numbers(model::ChannelId channel) {
        const SimpleFeed& feed = open_[channel.value];
        model::NumbersQuery query{.channel = channel, .number_of = number_of};
        query.start = pick_bound();
        query.end = pick_bound();
        if (pick(2) == 0) query.first.value = pick(feed.last_entry.value + 2);
        query.fields = pick(1U << model::fields_per_channel);
        query.entries = 1 + pick(50);
        const auto expected = numbers_simply(feed.entries, query);
        std::vector<NumberRow> rows;
        for (bool more = true; more;) {
            const auto numbers = store_->feeds().read_numbers(query);
            ASSERT_TRUE(numbers);
            append_rows(rows, *numbers, query.fields);
            more = numbers->next.has_value();
            if (more) query.first = *numbers->next;
        }
        ASSERT_EQ(rows, expected);
    }

    void compare(model::ChannelId channel) {
        const auto& expected = open_[channel.value].entries;
        const auto limit = pick(2) == 0 ? expected.size() + 1 : pick(expected.size() + 2);
        const auto entries = store_->feeds().newest(channel, limit);
        ASSERT_TRUE(entries);
        const auto size = std::min<std::size_t>(limit, expected.size());
        ASSERT_TRUE(std::equal(entries->begin(), entries->end(),
                               expected.end() - static_cast<std::ptrdiff_t>(size), expected.end()));
        const FeedState state_now = state(channel);
        ASSERT_EQ(state_now.last_entry, open_[channel.value].last_entry);
        ASSERT_EQ(state_now.last_write_at, open_[channel.value].last_write_at);
        std::optional<base::Timestamp> newest;
        for (const auto& entry : expected)
            newest = std::max(newest.value_or(entry.created_at), entry.created_at);
        ASSERT_EQ(state_now.newest_created_at, newest);
        const auto time = expected.empty() || pick(2) == 0
                              ? at(static_cast<std::int64_t>(pick(now_ + 10)))
                              : expected[pick(expected.size())].created_at;
        const bool found =
            std::ranges::find(expected, time, &model::Entry::created_at) != expected.end();
        ASSERT_EQ(has_entry_at(channel, time.time_since_epoch().count()), found);
    }

    void step() {
        const model::ChannelId channel{1 + pick(6)};
        const auto operation = pick(100);
        if (operation < 52) {
            for (auto left = pick(6); left > 0; --left) append_one(channel);
        } else if (operation < 56) {
            remove_one(channel);
        } else if (operation < 58) {
            trim(channel);
        } else if (operation < 70) {
            commit();
            committed_ = open_;
        } else if (operation < 74) {
            store_->roll_back();
            open_ = committed_;
        } else if (operation < 76) {
            ASSERT_TRUE(store_->feeds().clear(channel));
            open_[channel.value] = {};
        } else if (operation < 78) {
            reopen();
            open_ = committed_;
        } else if (operation < 83) {
            ASSERT_TRUE(store_->maintain());
        } else if (operation < 88) {
            compare(channel);
        } else if (operation < 94) {
            compare_numbers(channel);
        } else {
            compare_read(channel);
        }
    }

    std::mt19937_64 random_{GetParam()};
    std::uint64_t now_ = 100'000;
    SimpleFeeds committed_;
    SimpleFeeds open_;
};

TEST_P(AgainstModel, TheStoreDoesTheSame) {
    Bounds bounds = small_bounds();
    if (GetParam() % 3 == 1) bounds.journal_bytes = 1'000;
    if (GetParam() % 3 == 2) bounds.tails_bytes = 3'000;
    bounds.idle_feeds = GetParam() % 4;
    reopen_with(bounds);
    for (int i = 0; i < 1'500; ++i) {
        step();
        if (HasFatalFailure()) FAIL() << "seed " << GetParam() << ", step " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AgainstModel, testing::Range(0U, 24U));

}  // namespace
}  // namespace fieldcast::storage
