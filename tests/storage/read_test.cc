// Entries by query: three orders, windows of time and of ids, values.

#include <algorithm>
#include <numeric>

#include "data_folder.h"

namespace fieldcast::storage {
namespace {

using Order = model::FeedQuery::Order;

/// Chunks of 8 entries, and a tail.
class EmbeddedReads : public StoreTest {
  protected:
    void append_sealed_and_open(int sealed, int committed, int last) {
        append_numbers(channel_1, 1, sealed);
        maintain_all();
        append_numbers(channel_1, sealed + 1, committed);
        for (int i = committed + 1; i <= last; ++i) append(channel_1, i * 1000, std::to_string(i));
    }
};

TEST_F(EmbeddedReads, GiveTheNewestOfEveryKindInAscendingOrder) {
    append_sealed_and_open(30, 33, 35);
    for (const Order order : {Order::newest_by_time, Order::newest_by_id}) {
        EXPECT_EQ(read({.channel = channel_1, .limit = 1, .order = order}), numbers(35, 35));
        EXPECT_EQ(read({.channel = channel_1, .limit = 5, .order = order}), numbers(31, 35));
        EXPECT_EQ(read({.channel = channel_1, .limit = 20, .order = order}), numbers(16, 35));
        EXPECT_EQ(read({.channel = channel_1, .limit = 100, .order = order}), numbers(1, 35));
    }
}

TEST_F(EmbeddedReads, GiveTheOldestFirstPageByPage) {
    append_sealed_and_open(30, 33, 35);
    std::uint64_t next = 1;
    for (int first = 1; first <= 35; first += 4) {
        const auto page = store_->feeds().read(
            {.channel = channel_1, .first = {next}, .limit = 4, .order = Order::oldest_by_id});
        ASSERT_EQ(entries_text(page), numbers(first, std::min(first + 3, 35)));
        next = page->back().id.value + 1;
    }
    EXPECT_EQ(
        read({.channel = channel_1, .first = {next}, .limit = 4, .order = Order::oldest_by_id}),
        "");
}

TEST_F(EmbeddedReads, AreWithinTheirWindowOfTime) {
    append_sealed_and_open(30, 33, 35);
    for (const Order order : {Order::newest_by_time, Order::newest_by_id, Order::oldest_by_id}) {
        const auto between = [&](std::int64_t start, std::int64_t end) {
            return read({.channel = channel_1, .start = at(start), .end = at(end), .order = order});
        };
        EXPECT_EQ(between(5'000, 20'000), numbers(5, 20));
        EXPECT_EQ(between(4'001, 20'999), numbers(5, 20));
        EXPECT_EQ(between(29'000, 34'000), numbers(29, 34));
        EXPECT_EQ(between(5'001, 5'999), "");
        EXPECT_EQ(between(20'000, 5'000), "");
        EXPECT_EQ(read({.channel = channel_1, .start = at(32'000), .order = order}),
                  numbers(32, 35));
        EXPECT_EQ(read({.channel = channel_1, .end = at(3'000), .order = order}), numbers(1, 3));
    }
}

TEST_F(EmbeddedReads, AreWithinTheirWindowOfIds) {
    append_sealed_and_open(30, 33, 35);
    for (const Order order : {Order::newest_by_time, Order::newest_by_id, Order::oldest_by_id}) {
        const auto between = [&](std::uint64_t first, std::uint64_t last) {
            return read({.channel = channel_1, .first = {first}, .last = {last}, .order = order});
        };
        EXPECT_EQ(between(5, 20), numbers(5, 20));
        EXPECT_EQ(between(0, 8), numbers(1, 8));
        EXPECT_EQ(between(9, 9), numbers(9, 9));
        EXPECT_EQ(between(29, 34), numbers(29, 34));
        EXPECT_EQ(between(34, 100), numbers(34, 35));
        EXPECT_EQ(between(20, 5), "");
        EXPECT_EQ(between(36, 100), "");
    }
}

TEST_F(EmbeddedReads, TakeTheLimitFromTheEndThatTheOrderNames) {
    append_sealed_and_open(30, 33, 35);
    const auto three = [&](Order order) {
        return read({.channel = channel_1,
                     .start = at(3'000),
                     .end = at(32'000),
                     .first = {5},
                     .last = {31},
                     .limit = 3,
                     .order = order});
    };
    EXPECT_EQ(three(Order::newest_by_time), numbers(29, 31));
    EXPECT_EQ(three(Order::newest_by_id), numbers(29, 31));
    EXPECT_EQ(three(Order::oldest_by_id), numbers(5, 7));
}

/// Entry i is created at 1000 × (31 - i).
TEST_F(EmbeddedReads, GoByTimeWhereThatRunsAgainstTheIds) {
    for (int i = 1; i <= 30; ++i) append(channel_1, (31 - i) * 1000, std::to_string(i));
    commit();
    maintain_all();
    EXPECT_EQ(read({.channel = channel_1, .limit = 3}), "3:3 2:2 1:1");
    EXPECT_EQ(read({.channel = channel_1, .end = at(12'000), .limit = 3}), "21:21 20:20 19:19");
    EXPECT_EQ(read({.channel = channel_1, .limit = 3, .order = Order::newest_by_id}),
              numbers(28, 30));
    EXPECT_EQ(
        read({.channel = channel_1, .end = at(25'000), .limit = 2, .order = Order::oldest_by_id}),
        "6:6 7:7");
}

TEST_F(EmbeddedReads, FindALateTimeInAnEarlyChunk) {
    for (int i = 1; i <= 60; ++i) append(channel_1, i == 3 ? 90'000 : i * 1000, std::to_string(i));
    commit();
    maintain_all();
    append(channel_1, 61'000, "61");
    EXPECT_EQ(read({.channel = channel_1, .limit = 3}), "60:60 61:61 3:3");
    EXPECT_EQ(read({.channel = channel_1, .limit = 1}), "3:3");
    EXPECT_EQ(read({.channel = channel_1, .start = at(61'000)}), "61:61 3:3");
}

TEST_F(EmbeddedReads, PutEqualTimesInTheOrderOfTheirIds) {
    for (int i = 1; i <= 20; ++i) append(channel_1, 1000, std::to_string(i));
    commit();
    maintain_all();
    append(channel_1, 1000, "21");
    EXPECT_EQ(read({.channel = channel_1, .limit = 12}), numbers(10, 21));
    EXPECT_EQ(read({.channel = channel_1, .last = {9}, .limit = 2}), numbers(8, 9));
}

TEST_F(EmbeddedReads, LeaveOutEntriesWithoutTheValue) {
    for (int i = 1; i <= 35; ++i) {
        std::array<std::optional<std::string_view>, model::value_names> texts;
        const std::string text = std::to_string(i);
        texts[0] = text;
        if (i % 7 == 0) texts[3] = "";
        const auto time = at(i * 1000);
        ASSERT_TRUE(store_->feeds().append(channel_1, time, model::EntryValues(texts), time));
        if (i == 30) {
            commit();
            maintain_all();
        }
    }
    const auto with_field4 = [&](std::size_t limit, Order order) {
        return read({.channel = channel_1,
                     .with_value = model::ValueName::field4,
                     .limit = limit,
                     .order = order});
    };
    EXPECT_EQ(with_field4(3, Order::newest_by_time), "21:21 28:28 35:35");
    EXPECT_EQ(with_field4(3, Order::newest_by_id), "21:21 28:28 35:35");
    EXPECT_EQ(with_field4(3, Order::oldest_by_id), "7:7 14:14 21:21");
    EXPECT_EQ(with_field4(9, Order::oldest_by_id), "7:7 14:14 21:21 28:28 35:35");
    EXPECT_EQ(read({.channel = channel_1, .with_value = model::ValueName::status}), "");
}

TEST_F(EmbeddedReads, TakeNoIdThatIsNeverGivenForAMissingOne) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    testing::internal::CaptureStderr();
    for (const Order order : {Order::newest_by_id, Order::oldest_by_id})
        EXPECT_EQ(read({.channel = channel_1, .first = {0}, .order = order}), numbers(1, 20));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(EmbeddedReads, ReportNoGapWhereTheTailIsEnough) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 23);
    testing::internal::CaptureStderr();
    EXPECT_EQ(newest(channel_1, 3), numbers(21, 23));
    EXPECT_EQ(newest(channel_1, 9), numbers(15, 23));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(EmbeddedReads, GiveNothingOfAnEmptyFeedOrALimitOfNothing) {
    for (const Order order : {Order::newest_by_time, Order::newest_by_id, Order::oldest_by_id}) {
        EXPECT_EQ(read({.channel = channel_2, .order = order}), "");
        append_numbers(channel_1, 1, 20);
        EXPECT_EQ(read({.channel = channel_1, .limit = 0, .order = order}), "");
    }
}

TEST_F(EmbeddedReads, LeaveOutADamagedChunkInEveryOrder) {
    const Quiet quiet;
    append_numbers(channel_1, 1, 24);
    maintain_all();
    store_.reset();
    execute("UPDATE chunk SET body = x'00' || body WHERE first_entry = 9");
    reopen();
    for (const Order order : {Order::newest_by_time, Order::newest_by_id, Order::oldest_by_id})
        EXPECT_EQ(read({.channel = channel_1, .order = order}),
                  numbers(1, 8) + " " + numbers(17, 24));
    store_.reset();
    EXPECT_EQ(integer("SELECT count(*) FROM quarantine WHERE kind = 2"), 1);
}

TEST_F(EmbeddedReads, LeaveOutTheNumbersOfADamagedChunk) {
    const Quiet quiet;
    append_numbers(channel_1, 1, 24);
    maintain_all();
    store_.reset();
    execute("UPDATE chunk SET body = x'00' || body WHERE first_entry = 9");
    reopen();
    const auto read = store_->feeds().read_numbers(
        {.channel = channel_1, .fields = 1, .number_of = number_of, .entries = 100});
    ASSERT_TRUE(read);
    std::vector<double> expected(16);
    std::iota(expected.begin(), expected.begin() + 8, 1);
    std::iota(expected.begin() + 8, expected.end(), 17);
    EXPECT_EQ(read->columns[0], expected);
    EXPECT_FALSE(read->next);
    store_.reset();
    EXPECT_EQ(integer("SELECT count(*) FROM quarantine WHERE kind = 2"), 1);
}

TEST_F(EmbeddedReads, GiveNumbersAboutAsManyAtOnceAsAskedFor) {
    append_numbers(channel_1, 1, 80);
    maintain_all();
    const auto first = store_->feeds().read_numbers(
        {.channel = channel_1, .fields = 1, .number_of = number_of, .entries = 10});
    ASSERT_TRUE(first);
    EXPECT_GE(first->times.size(), 10U);
    EXPECT_LT(first->times.size(), 40U);
    EXPECT_EQ(first->next, model::EntryId{first->times.size() + 1});
}

/// The chunks outside a window are ruined, so reading one would put it into quarantine.
TEST_F(EmbeddedReads, ReadNoChunkThatTheyDoNotNeed) {
    append_numbers(channel_1, 1, 80);
    maintain_all();
    store_.reset();
    ASSERT_GT(integer("SELECT count(*) FROM chunk"), 5);
    execute("UPDATE chunk SET body = x'00' || body WHERE first_entry NOT IN (41, 33)");
    reopen();
    for (const Order order : {Order::newest_by_time, Order::newest_by_id, Order::oldest_by_id}) {
        EXPECT_EQ(
            read({.channel = channel_1, .start = at(35'000), .end = at(47'000), .order = order}),
            numbers(35, 47));
        EXPECT_EQ(read({.channel = channel_1, .first = {35}, .last = {47}, .order = order}),
                  numbers(35, 47));
    }
    EXPECT_EQ(read({.channel = channel_1, .end = at(48'000), .limit = 10}), numbers(39, 48));
    EXPECT_EQ(read({.channel = channel_1, .last = {48}, .limit = 10, .order = Order::newest_by_id}),
              numbers(39, 48));
    EXPECT_EQ(
        read({.channel = channel_1, .first = {34}, .limit = 10, .order = Order::oldest_by_id}),
        numbers(34, 43));
    store_.reset();
    EXPECT_EQ(integer("SELECT count(*) FROM quarantine"), 0);
}

}  // namespace
}  // namespace fieldcast::storage
