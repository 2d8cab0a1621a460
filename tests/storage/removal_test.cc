// Single entries are removed, wherever they are: in a chunk, in the tail, in the open group.

#include <algorithm>

#include "data_folder.h"
#include "failing_disk.h"

namespace fieldcast::storage {
namespace {

class EmbeddedRemovals : public StoreTest {
  protected:
    /// What numbers() says, without `removed`.
    static std::string numbers_but(int first, int last, const std::vector<int>& removed) {
        std::string text;
        for (int i = first; i <= last; ++i)
            if (std::ranges::find(removed, i) == removed.end())
                text += fmt::format("{}{}:{}", text.empty() ? "" : " ", i, i);
        return text;
    }

    void commit_and_reopen() {
        commit();
        reopen();
    }
};

TEST_F(EmbeddedRemovals, TakeAnEntryOutOfItsChunk) {
    append_numbers(channel_1, 1, 30);
    maintain_all();
    append_numbers(channel_1, 31, 33);
    for (const std::uint64_t entry : {1, 8, 9, 20, 30}) EXPECT_TRUE(remove(channel_1, entry));
    const auto left = numbers_but(1, 33, {1, 8, 9, 20, 30});
    EXPECT_EQ(newest(channel_1), left);
    commit_and_reopen();
    EXPECT_EQ(newest(channel_1), left);
    EXPECT_EQ(append(channel_1, 34'000, "34"), 34U);
}

TEST_F(EmbeddedRemovals, TakeAnEntryOutOfTheTail) {
    append_numbers(channel_1, 1, 3);
    EXPECT_TRUE(remove(channel_1, 2));
    EXPECT_EQ(newest(channel_1), "1:1 3:3");
    EXPECT_EQ(append(channel_1, 4'000, "4"), 4U);
    commit_and_reopen();
    EXPECT_EQ(newest(channel_1), "1:1 3:3 4:4");
}

TEST_F(EmbeddedRemovals, TakeAnEntryOutOfTheOpenGroup) {
    append_numbers(channel_1, 1, 3);
    append(channel_1, 4'000, "4");
    append(channel_1, 5'000, "5");
    EXPECT_TRUE(remove(channel_1, 4));
    append(channel_1, 6'000, "6");
    EXPECT_TRUE(remove(channel_1, 6));
    EXPECT_EQ(newest(channel_1), numbers_but(1, 5, {4}));
    commit_and_reopen();
    EXPECT_EQ(newest(channel_1), numbers_but(1, 5, {4}));
    EXPECT_EQ(append(channel_1, 7'000, "7"), 7U);
}

TEST_F(EmbeddedRemovals, SayWhatIsNotThere) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 22);
    for (const std::uint64_t entry : {std::uint64_t{0}, std::uint64_t{23}, ~std::uint64_t{0}})
        EXPECT_FALSE(remove(channel_1, entry)) << entry;
    EXPECT_FALSE(remove(channel_2, 1));
    for (const std::uint64_t entry : {5, 22}) {
        EXPECT_TRUE(remove(channel_1, entry));
        EXPECT_FALSE(remove(channel_1, entry));
        commit();
        EXPECT_FALSE(remove(channel_1, entry));
    }
    EXPECT_EQ(newest(channel_1), numbers_but(1, 21, {5}));
}

TEST_F(EmbeddedRemovals, WriteNothingWhereThereIsNothingToRemove) {
    append_numbers(channel_1, 1, 3);
    EXPECT_FALSE(remove(channel_1, 4));
    EXPECT_FALSE(remove(channel_2, 1));
    store_.reset();
    EXPECT_EQ(integer("SELECT count(*) FROM chunk"), 0);
    EXPECT_EQ(integer("SELECT count(*) FROM feed"), 0);
}

TEST_F(EmbeddedRemovals, NeverGiveAnIdAgain) {
    append_numbers(channel_1, 1, 3);
    for (int round = 4; round <= 6; ++round) {
        EXPECT_TRUE(remove(channel_1, static_cast<std::uint64_t>(round) - 1));
        commit_and_reopen();
        EXPECT_EQ(append(channel_1, 1, "new"), static_cast<std::uint64_t>(round));
        commit();
    }
    EXPECT_EQ(newest(channel_1), "1:1 2:2 6:new");
}

TEST_F(EmbeddedRemovals, LeaveTheTimesOfWhatIsLeft) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 23);
    const auto expect_newest = [&](std::optional<base::Timestamp> time) {
        EXPECT_EQ(state(channel_1).newest_created_at, time);
        commit_and_reopen();
        EXPECT_EQ(state(channel_1).newest_created_at, time);
        EXPECT_EQ(state(channel_1).last_entry.value, 23U);
        EXPECT_EQ(state(channel_1).last_write_at, at(23'000));
    };
    EXPECT_TRUE(remove(channel_1, 20));
    expect_newest(at(23'000));
    EXPECT_TRUE(remove(channel_1, 23));
    expect_newest(at(22'000));
    EXPECT_FALSE(has_entry_at(channel_1, 23'000));
    EXPECT_FALSE(has_entry_at(channel_1, 20'000));
    EXPECT_TRUE(has_entry_at(channel_1, 22'000));
    for (std::uint64_t entry = 1; entry <= 22; ++entry)
        EXPECT_EQ(remove(channel_1, entry), entry != 20) << entry;
    expect_newest(std::nullopt);
    EXPECT_EQ(newest(channel_1), "");
    EXPECT_FALSE(has_entry_at(channel_1, 1'000));
    EXPECT_EQ(append(channel_1, 500, "24"), 24U);
    EXPECT_EQ(state(channel_1).newest_created_at, at(500));
}

TEST_F(EmbeddedRemovals, AreUndoneWithTheirGroup) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 23);
    const auto before = state(channel_1);
    append(channel_1, 24'000, "24");
    for (const std::uint64_t entry : {3, 22, 24}) EXPECT_TRUE(remove(channel_1, entry));
    append(channel_1, 25'000, "25");
    store_->roll_back();
    EXPECT_EQ(newest(channel_1), numbers(1, 23));
    EXPECT_EQ(state(channel_1).newest_created_at, before.newest_created_at);
    EXPECT_EQ(append(channel_1, 24'000, "24"), 24U);
    commit_and_reopen();
    EXPECT_EQ(newest(channel_1), numbers(1, 24));
}

TEST_F(EmbeddedRemovals, AndClearsFollowEachOtherInAGroup) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 23);
    for (const bool is_committed : {false, true}) {
        EXPECT_TRUE(remove(channel_1, 22));
        EXPECT_TRUE(remove(channel_1, 2));
        ASSERT_TRUE(store_->feeds().clear(channel_1));
        EXPECT_FALSE(remove(channel_1, 1));
        EXPECT_EQ(append(channel_1, 1, "a"), 1U);
        EXPECT_EQ(append(channel_1, 2, "b"), 2U);
        EXPECT_TRUE(remove(channel_1, 1));
        EXPECT_EQ(newest(channel_1), "2:b");
        if (is_committed)
            commit();
        else
            store_->roll_back();
        EXPECT_EQ(newest(channel_1), is_committed ? "2:b" : numbers(1, 23));
    }
    reopen();
    EXPECT_EQ(newest(channel_1), "2:b");
}

TEST_F(EmbeddedRemovals, AreNoDamage) {
    append_numbers(channel_1, 1, 40);
    maintain_all();
    append_numbers(channel_1, 41, 43);
    std::vector<int> removed{1, 8, 16, 17, 43};
    for (int i = 25; i <= 32; ++i) removed.push_back(i);
    for (const int entry : removed)
        EXPECT_TRUE(remove(channel_1, static_cast<std::uint64_t>(entry)));
    commit();
    testing::internal::CaptureStderr();
    reopen();
    for (const auto order :
         {model::FeedQuery::Order::newest_by_time, model::FeedQuery::Order::newest_by_id,
          model::FeedQuery::Order::oldest_by_id})
        EXPECT_EQ(read({.channel = channel_1, .order = order}), numbers_but(1, 43, removed));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    store_.reset();
    EXPECT_EQ(integer("SELECT count(*) FROM quarantine"), 0);
}

TEST_F(EmbeddedRemovals, DoNotHideALostChunk) {
    append_numbers(channel_1, 1, 40);
    maintain_all();
    EXPECT_TRUE(remove(channel_1, 8));
    commit();
    store_.reset();
    execute("DELETE FROM chunk WHERE first_entry = 9");
    for (const auto order :
         {model::FeedQuery::Order::newest_by_id, model::FeedQuery::Order::oldest_by_id}) {
        reopen();
        testing::internal::CaptureStderr();
        read({.channel = channel_1, .order = order});
        EXPECT_NE(testing::internal::GetCapturedStderr().find("Entries 9 to 16 of channel 1"),
                  std::string::npos);
    }
}

TEST_F(EmbeddedRemovals, StayWithoutTheFeedRow) {
    append_numbers(channel_1, 1, 3);
    EXPECT_TRUE(remove(channel_1, 3));
    commit();
    store_.reset();
    execute("DELETE FROM feed");
    const Quiet quiet;
    reopen();
    EXPECT_EQ(newest(channel_1), "1:1 2:2");
    EXPECT_EQ(append(channel_1, 4'000, "4"), 4U);
}

TEST_F(EmbeddedRemovals, LetSmallChunksBeJoined) {
    bounds_.tails_bytes = 0;  // every commit seals
    reopen();
    std::vector<int> removed;
    for (int i = 1; i <= 64; ++i) {
        append_numbers(channel_1, i, i);
        if (i % 3 != 0) continue;
        EXPECT_TRUE(remove(channel_1, static_cast<std::uint64_t>(i)));
        removed.push_back(i);
        commit();
    }
    testing::internal::CaptureStderr();
    EXPECT_EQ(newest(channel_1), numbers_but(1, 64, removed));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    store_.reset();
    EXPECT_LE(integer("SELECT count(*) FROM chunk"), 64 / 4);
}

TEST_F(EmbeddedRemovals, PutADamagedChunkIntoQuarantine) {
    append_numbers(channel_1, 1, 16);
    maintain_all();
    store_.reset();
    execute("UPDATE chunk SET body = x'00' || body WHERE first_entry = 9");
    const Quiet quiet;
    reopen();
    EXPECT_FALSE(remove(channel_1, 10));
    EXPECT_TRUE(remove(channel_1, 2));
    commit_and_reopen();
    EXPECT_EQ(newest(channel_1), numbers_but(1, 8, {2}));
}

class RemovalsOnAFailingDisk : public EmbeddedRemovals {
  protected:
    RemovalsOnAFailingDisk() { reopen(); }  // now through the disk

    Quiet quiet_;
    FailingDisk disk_;
};

/// The disk fails at its first, second, third … call.
TEST_F(RemovalsOnAFailingDisk, HappenWithTheirCommitOrNotAtAll) {
    int last = 0;
    std::vector<int> removed;
    for (int calls = 1; calls < 40; ++calls) {
        append_numbers(channel_1, last + 1, last + 10);
        last += 10;
        if (calls % 2 == 0) maintain_all();
        append_numbers(channel_1, last + 1, last + 2);
        last += 2;
        FailingDisk::fail_after(calls, SQLITE_IOERR_WRITE);
        const std::vector<int> wanted{last - 7, last};
        bool is_done = true;
        for (const int entry : wanted)
            is_done &=
                store_->feeds().remove(channel_1, {static_cast<std::uint64_t>(entry)}).has_value();
        if (store_->commit()) {
            EXPECT_TRUE(is_done);
            removed.insert(removed.end(), wanted.begin(), wanted.end());
        }
        FailingDisk::work_again();
        ASSERT_EQ(newest(channel_1), numbers_but(1, last, removed)) << "call " << calls;
        if (calls % 5 == 0) reopen();
        ASSERT_EQ(newest(channel_1), numbers_but(1, last, removed)) << "call " << calls;
    }
    EXPECT_FALSE(removed.empty());
    EXPECT_LT(removed.size(), 2U * 39);
}

}  // namespace
}  // namespace fieldcast::storage
