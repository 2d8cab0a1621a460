#include <fstream>
#include <random>

#include "data_folder.h"
#include "failing_disk.h"

namespace fieldcast::storage {
namespace {

class StoreOnAFailingDisk : public testing::WithParamInterface<int>, public StoreTest {
  protected:
    StoreOnAFailingDisk() { reopen(); }  // now through the disk

    void ruin_root_page_of_chunks() {
        const auto page = integer("SELECT rootpage FROM sqlite_schema WHERE name = 'chunk'");
        std::fstream file(folder_.database(), std::ios::binary | std::ios::in | std::ios::out);
        file.seekp((page - 1) * 16384).write(std::string(16384, 'x').data(), 16384);
    }

    Quiet quiet_;
    FailingDisk disk_;
};

/// The disk fails at its first, second, third … call: nothing that was refused is there, nothing
/// that was committed is missing, and all works again without a restart.
TEST_P(StoreOnAFailingDisk, KeepsExactlyWhatItCommitted) {
    bounds_.journal_bytes = 500;
    reopen();
    int last = 0;
    for (int calls = 1; calls < 120; ++calls) {
        FailingDisk::fail_after(calls, GetParam());
        for (int group = 0; group < 20 && !FailingDisk::has_failed(); ++group) {
            for (int i = 1; i <= 5; ++i)
                append(channel_1, (last + i) * 1000, std::to_string(last + i));
            append(model::ChannelId{static_cast<std::uint64_t>(10 + calls)}, 1, "x");
            if (store_->commit()) last += 5;
        }
        ASSERT_EQ(newest(channel_1), numbers(1, last)) << "while it fails, call " << calls;
        FailingDisk::work_again();
        append_numbers(channel_1, last + 1, last + 1);
        ++last;
        if (calls % 10 == 0) reopen();
        ASSERT_EQ(newest(channel_1), numbers(1, last)) << "call " << calls;
    }
}
INSTANTIATE_TEST_SUITE_P(Codes, StoreOnAFailingDisk,
                         testing::Values(SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC));

TEST_F(StoreOnAFailingDisk, SaysWhatFailed) {
    append(channel_1, 1, "a");
    FailingDisk::fail_after(1, SQLITE_FULL);
    const auto committed = store_->commit();
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().kind, StoreErrorKind::disk_full);
    EXPECT_NE(committed.error().text.find(folder_.database()), std::string::npos);
    EXPECT_NE(committed.error().text.find("free some space"), std::string::npos);
}

TEST_F(StoreOnAFailingDisk, KeepsAGroupWholeWhenAChangeInItFails) {
    model::User user;
    user.name = std::string(10'000'000, 'x');  // does not fit the cache
    FailingDisk::fail_after(1, SQLITE_FULL);
    user.id.value = 1;
    for (; store_->directory().put(user); ++user.id.value) {
    }
    FailingDisk::work_again();
    append(channel_1, 1, "a");
    EXPECT_FALSE(store_->commit());
    commit();
    EXPECT_TRUE(store_->directory().load()->users.empty());
    EXPECT_EQ(newest(channel_1), "");
}

TEST_F(StoreOnAFailingDisk, RefusesEntriesWhenItsMemoryIsFull) {
    bounds_.tails_bytes = 10'000;
    bounds_.piece_entries = 1'000'000;
    append_numbers(channel_1, 1, 1);
    store_.reset();
    ruin_root_page_of_chunks();
    reopen();
    std::optional<StoreError> refusal;
    int stored = 1;
    while (!refusal && stored < 100'000) {
        const auto time = at(1000 * (stored + 1));
        const auto id =
            store_->feeds().append(channel_1, time, values(std::to_string(stored + 1)), time);
        if (!id)
            refusal = id.error();
        else if (++stored % 100 == 0)
            commit();
    }
    commit();
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->kind, StoreErrorKind::damaged);
    reopen();  // which repairs it
    maintain_all();
    EXPECT_EQ(newest(channel_1), numbers(1, stored));
}

TEST(StoreWithALimit, IsFullAndTakesEntriesAgainAfterAClear) {
    const Quiet quiet;
    const DataFolder folder;
    Bounds bounds = small_bounds();
    bounds.max_pages = 30;
    bounds.journal_bytes = 50'000;
    const auto store = EmbeddedStore::open(folder.path(), bounds);
    ASSERT_TRUE(store) << store.error().text;
    auto& feeds = (*store)->feeds();
    std::mt19937 random(1);
    const auto append_and_commit = [&] {
        std::string text(250, ' ');
        for (int i = 0; i < 20; ++i) {
            for (char& c : text) c = static_cast<char>('!' + random() % 90);
            EXPECT_TRUE(feeds.append(channel_1, at(i), values(text), at(i)));
        }
        return (*store)->commit();
    };
    std::uint64_t stored = 0;
    auto done = append_and_commit();
    for (; done; done = append_and_commit()) stored += 20;
    EXPECT_EQ(done.error().kind, StoreErrorKind::disk_full);
    EXPECT_EQ(feeds.newest(channel_1, 1'000'000)->size(), stored);
    ASSERT_TRUE(feeds.clear(channel_1));
    ASSERT_TRUE((*store)->commit());
    EXPECT_TRUE(append_and_commit());
}

}  // namespace
}  // namespace fieldcast::storage
