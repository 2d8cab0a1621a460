// Feeds are trimmed, by age and by number: whole chunks, and exactly.

#include "data_folder.h"
#include "failing_disk.h"

namespace fieldcast::storage {
namespace {

class EmbeddedTrims : public StoreTest {
  protected:
    /// All pieces of it; how many there were.
    int trim(const Retention& retention, bool exactly) {
        for (int pieces = 0;; ++pieces) {
            const auto trimmed = store_->feeds().trim(channel_1, retention, exactly);
            EXPECT_TRUE(trimmed) << trimmed.error().text;
            if (!trimmed || !*trimmed) return pieces;
        }
    }

    std::int64_t chunks() {
        store_.reset();
        const auto count = integer("SELECT count(*) FROM chunk");
        reopen();
        return count;
    }
};

TEST_F(EmbeddedTrims, DropWholeChunks) {
    append_numbers(channel_1, 1, 40);
    maintain_all();
    append_numbers(channel_1, 41, 43);
    EXPECT_EQ(trim({.first = {20}, .oldest = {}}, false), 1);
    EXPECT_EQ(newest(channel_1), numbers(17, 43));
    EXPECT_EQ(trim({.first = {20}, .oldest = {}}, false), 0);
    EXPECT_EQ(trim({.first = {1}, .oldest = at(33'000)}, false), 1);
    commit();
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(33, 43));
    EXPECT_EQ(chunks(), 1);
    EXPECT_EQ(append(channel_1, 44'000, "44"), 44U);
    EXPECT_EQ(state(channel_1).newest_created_at, at(44'000));
}

TEST_F(EmbeddedTrims, AreExactIfAsked) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 24);
    trim({.first = {3}, .oldest = {}}, true);
    EXPECT_EQ(newest(channel_1), numbers(3, 24));
    trim({.first = {1}, .oldest = at(7'500)}, true);
    EXPECT_EQ(newest(channel_1), numbers(8, 24));
    trim({.first = {22}, .oldest = {}}, true);
    EXPECT_EQ(newest(channel_1), numbers(22, 24));
    commit();
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(22, 24));
    EXPECT_EQ(append(channel_1, 1, "25"), 25U);
    EXPECT_EQ(newest(channel_1), numbers(22, 24) + " 25:25");
}

TEST_F(EmbeddedTrims, FindOldEntriesBehindNewOnes) {
    append_numbers(channel_1, 101, 108);
    append_numbers(channel_1, 1, 8);
    append_numbers(channel_1, 109, 116);
    maintain_all();
    EXPECT_GT(trim({.first = {1}, .oldest = at(50'000)}, false), 0);
    const std::string kept =
        "1:101 2:102 3:103 4:104 5:105 6:106 7:107 8:108 "
        "17:109 18:110 19:111 20:112 21:113 22:114 23:115 24:116";
    EXPECT_EQ(newest(channel_1), kept);
    EXPECT_EQ(trim({.first = {1}, .oldest = at(50'000)}, true), 0);
    EXPECT_EQ(trim({.first = {17}, .oldest = {}}, false), 1);
    EXPECT_EQ(newest(channel_1), kept.substr(kept.find("17:")));
}

TEST_F(EmbeddedTrims, TakePieces) {
    append_numbers(channel_1, 1, 1'600);
    maintain_all();
    EXPECT_EQ(trim({.first = {1'592}, .oldest = {}}, false), 4);
    commit();
    EXPECT_EQ(newest(channel_1), numbers(1'585, 1'600));
}

TEST_F(EmbeddedTrims, LeaveIdsAndTimesOfFeedsThatBecomeEmpty) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 22);
    trim({.first = {1}, .oldest = at(1'000'000)}, true);
    commit();
    EXPECT_EQ(newest(channel_1), "");
    EXPECT_EQ(state(channel_1).newest_created_at, std::nullopt);
    EXPECT_EQ(state(channel_1).last_write_at, at(22'000));
    EXPECT_EQ(trim({.first = {1}, .oldest = at(1'000'000)}, true), 0);
    store_.reset();
    execute("DELETE FROM feed");
    const Quiet quiet;
    reopen();
    EXPECT_EQ(append(channel_1, 1, "23"), 23U);
}

TEST_F(EmbeddedTrims, AreNoDamage) {
    append_numbers(channel_1, 1, 40);
    maintain_all();
    trim({.first = {20}, .oldest = {}}, true);
    commit();
    testing::internal::CaptureStderr();
    reopen();
    for (const auto order :
         {model::FeedQuery::Order::newest_by_time, model::FeedQuery::Order::newest_by_id,
          model::FeedQuery::Order::oldest_by_id})
        EXPECT_EQ(read({.channel = channel_1, .order = order}), numbers(20, 40));
    EXPECT_FALSE(remove(channel_1, 3));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(EmbeddedTrims, AreUndoneWithTheirGroup) {
    append_numbers(channel_1, 1, 40);
    maintain_all();
    append_numbers(channel_1, 41, 43);
    trim({.first = {42}, .oldest = {}}, true);
    store_->roll_back();
    EXPECT_EQ(newest(channel_1), numbers(1, 43));
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(1, 43));
    EXPECT_EQ(append(channel_1, 44'000, "44"), 44U);
}

TEST_F(EmbeddedTrims, AndAClearFollowEachOther) {
    append_numbers(channel_1, 1, 40);
    maintain_all();
    trim({.first = {20}, .oldest = {}}, true);
    ASSERT_TRUE(store_->feeds().clear(channel_1));
    EXPECT_EQ(append(channel_1, 1'000, "1"), 1U);
    commit();
    reopen();
    EXPECT_EQ(newest(channel_1), "1:1");
}

class TrimsOnAFailingDisk : public EmbeddedTrims {
  protected:
    TrimsOnAFailingDisk() { reopen(); }  // now through the disk

    Quiet quiet_;
    FailingDisk disk_;
};

/// The disk fails at its first, second, third … call.
TEST_F(TrimsOnAFailingDisk, HappenWithTheirCommitOrNotAtAll) {
    int first = 1;
    int last = 0;
    int done = 0;
    for (int calls = 1; calls < 40; ++calls) {
        append_numbers(channel_1, last + 1, last + 20);
        last += 20;
        if (calls % 2 == 0) maintain_all();
        append_numbers(channel_1, last + 1, last + 2);
        last += 2;
        FailingDisk::fail_after(calls, SQLITE_IOERR_WRITE);
        const int wanted = last - calls % 25;
        bool has_failed = false;
        for (bool more = true; more;) {
            const auto trimmed = store_->feeds().trim(
                channel_1, {.first = {static_cast<std::uint64_t>(wanted)}, .oldest = {}}, true);
            has_failed = !trimmed;
            more = trimmed && *trimmed;
        }
        if (store_->commit()) {
            EXPECT_FALSE(has_failed);
            first = std::max(first, wanted);
            ++done;
        }
        FailingDisk::work_again();
        ASSERT_EQ(newest(channel_1), numbers(first, last)) << "call " << calls;
        if (calls % 5 == 0) reopen();
        ASSERT_EQ(newest(channel_1), numbers(first, last)) << "call " << calls;
    }
    EXPECT_GT(done, 0);
    EXPECT_LT(done, 39);
}

}  // namespace
}  // namespace fieldcast::storage
