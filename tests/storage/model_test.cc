// Random operations against a store and against the simplest thing that does the same.

#include <algorithm>
#include <map>
#include <random>

#include "data_folder.h"

namespace fieldcast::storage {
namespace {

struct SimpleFeed {
    std::vector<model::Entry> entries;
    std::optional<base::Timestamp> last_write_at;
};
using SimpleFeeds = std::map<std::uint64_t, SimpleFeed>;

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
        const model::EntryId expected{feed.entries.size() + 1};
        const auto now = at(static_cast<std::int64_t>(now_));
        const auto id = store_->feeds().append(channel, time, values, now);
        ASSERT_TRUE(id);
        ASSERT_EQ(*id, expected);
        feed.entries.push_back({expected, time, values});
        feed.last_write_at = now;
    }

    void compare(model::ChannelId channel) {
        const auto& expected = open_[channel.value].entries;
        const auto limit = pick(2) == 0 ? expected.size() + 1 : pick(expected.size() + 2);
        const auto entries = store_->feeds().newest(channel, limit);
        ASSERT_TRUE(entries);
        const auto size = std::min<std::size_t>(limit, expected.size());
        ASSERT_TRUE(std::equal(entries->begin(), entries->end(),
                               expected.end() - static_cast<std::ptrdiff_t>(size), expected.end()));
        ASSERT_EQ(state(channel).last_entry.value, expected.size());
        ASSERT_EQ(state(channel).last_write_at, open_[channel.value].last_write_at);
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
        if (operation < 60) {
            for (auto left = pick(6); left > 0; --left) append_one(channel);
        } else if (operation < 72) {
            commit();
            committed_ = open_;
        } else if (operation < 76) {
            store_->roll_back();
            open_ = committed_;
        } else if (operation < 79) {
            ASSERT_TRUE(store_->feeds().clear(channel));
            open_[channel.value] = {};
        } else if (operation < 81) {
            reopen();
            open_ = committed_;
        } else if (operation < 86) {
            ASSERT_TRUE(store_->maintain());
        } else {
            compare(channel);
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
