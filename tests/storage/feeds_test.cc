#include "data_folder.h"

namespace fieldcast::storage {
namespace {

class EmbeddedFeeds : public StoreTest {};

TEST_F(EmbeddedFeeds, NumberTheirEntriesFromOne) {
    EXPECT_EQ(append(channel_1, 1, "a"), 1U);
    EXPECT_EQ(append(channel_1, 2, "b"), 2U);
    EXPECT_EQ(append(channel_2, 2, "c"), 1U);
}

TEST_F(EmbeddedFeeds, AreEmptyAtFirst) {
    EXPECT_EQ(state(channel_1).last_entry.value, 0U);
    EXPECT_FALSE(state(channel_1).newest_created_at);
    EXPECT_FALSE(state(channel_1).last_write_at);
    EXPECT_EQ(newest(channel_1), "");
    EXPECT_FALSE(has_entry_at(channel_1, 0));
}

TEST_F(EmbeddedFeeds, GoOnCountingAfterAReopen) {
    append_numbers(channel_1, 1, 3);
    reopen();
    EXPECT_EQ(append(channel_1, 4000, "4"), 4U);
    EXPECT_EQ(newest(channel_1), numbers(1, 4));
}

TEST_F(EmbeddedFeeds, GoOnCountingAfterSealingAndAReopen) {
    append_numbers(channel_1, 1, 8);
    maintain_all();
    reopen();
    EXPECT_EQ(append(channel_1, 9000, "9"), 9U);
    EXPECT_EQ(newest(channel_1), numbers(1, 9));
}

TEST_F(EmbeddedFeeds, TellTheStateOfTheLastEntry) {
    append(channel_1, 5000, "a");
    append(channel_1, 3000, "b");
    commit();
    for (const bool sealed : {false, true}) {
        if (sealed) {
            append_numbers(channel_1, 1, 8);
            append(channel_1, 3000, "c");
            commit();
            maintain_all();
        }
        reopen();
        EXPECT_EQ(state(channel_1).last_entry.value, sealed ? 11U : 2U);
        EXPECT_EQ(state(channel_1).newest_created_at, at(sealed ? 8000 : 5000));
        EXPECT_EQ(state(channel_1).last_write_at, at(3000));
    }
}

TEST_F(EmbeddedFeeds, ForgetAGroupThatWasNotCommitted) {
    append_numbers(channel_1, 1, 2);
    append(channel_1, 9000, "lost");
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(1, 2));
    EXPECT_EQ(state(channel_1).newest_created_at, at(2000));
}

TEST_F(EmbeddedFeeds, TakeIdsBackWhenTheGroupIsRolledBack) {
    append_numbers(channel_1, 1, 2);
    const FeedState before = state(channel_1);
    append(channel_1, 9000, "x");
    append(channel_2, 9000, "x");
    store_->roll_back();
    EXPECT_EQ(state(channel_1).last_entry, before.last_entry);
    EXPECT_EQ(state(channel_1).newest_created_at, before.newest_created_at);
    EXPECT_EQ(state(channel_1).last_write_at, before.last_write_at);
    EXPECT_EQ(newest(channel_2), "");
    EXPECT_EQ(append(channel_1, 3000, "3"), 3U);
    commit();
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(1, 3));
}

TEST_F(EmbeddedFeeds, GiveTheNewestEntriesOldestFirst) {
    append_numbers(channel_1, 1, 30);
    maintain_all();
    append_numbers(channel_1, 31, 33);
    EXPECT_EQ(newest(channel_1, 2), numbers(32, 33));
    EXPECT_EQ(newest(channel_1, 3), numbers(31, 33));
    EXPECT_EQ(newest(channel_1, 4), numbers(30, 33));
    EXPECT_EQ(newest(channel_1, 20), numbers(14, 33));
    EXPECT_EQ(newest(channel_1, 33), numbers(1, 33));
    EXPECT_EQ(newest(channel_1, 34), numbers(1, 33));
    EXPECT_EQ(newest(channel_1, 0), "");
}

TEST_F(EmbeddedFeeds, KeepAllEntriesAcrossEverySizeOfATail) {
    int last = 0;
    for (int size = 1; size <= 40; ++size) {
        append_numbers(channel_1, last + 1, last + size);
        last += size;
        maintain_all();
        if (size % 7 == 0) reopen();
        ASSERT_EQ(newest(channel_1), numbers(1, last));
    }
}

TEST_F(EmbeddedFeeds, SealWhatKeepsTheJournalLong) {
    bounds_.journal_bytes = 200;
    reopen();
    append(channel_2, 1, "quiet");
    for (int i = 1; i <= 200; ++i) append_numbers(channel_1, i, i);
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(1, 200));
    EXPECT_EQ(newest(channel_2), "1:quiet");
    store_.reset();
    EXPECT_LT(integer("SELECT sum(length(record)) FROM journal"), 400);
}

TEST_F(EmbeddedFeeds, JoinSmallChunks) {
    bounds_.tails_bytes = 0;  // every commit seals
    reopen();
    for (int i = 1; i <= 64; ++i) append_numbers(channel_1, i, i);
    EXPECT_EQ(newest(channel_1), numbers(1, 64));
    store_.reset();
    EXPECT_LE(integer("SELECT count(*) FROM chunk"), 64 / 8 + 1);
}

TEST_F(EmbeddedFeeds, StayInMemoryOnlyAsFarAsBounded) {
    bounds_.idle_feeds = 4;
    bounds_.tails_bytes = 2000;
    reopen();
    for (std::uint64_t channel = 1; channel <= 100; ++channel) {
        append(model::ChannelId{channel}, 1000, "1");
        append(model::ChannelId{channel}, 2000, "2");
        commit();
    }
    for (std::uint64_t channel = 1; channel <= 100; ++channel)
        EXPECT_EQ(newest(model::ChannelId{channel}), "1:1 2:2") << channel;
}

TEST_F(EmbeddedFeeds, FindTimesInTailAndChunks) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 22);
    append(channel_1, 23'000, "not committed");
    for (const int number : {1, 8, 9, 20, 21, 22, 23})
        EXPECT_TRUE(has_entry_at(channel_1, number * 1000)) << number;
    EXPECT_FALSE(has_entry_at(channel_1, 0));
    EXPECT_FALSE(has_entry_at(channel_1, 8001));
    EXPECT_FALSE(has_entry_at(channel_1, 21'500));
    EXPECT_FALSE(has_entry_at(channel_1, 24'000));
    EXPECT_FALSE(has_entry_at(channel_2, 1000));
}

TEST_F(EmbeddedFeeds, FindTimesThatRunBackwards) {
    for (int i = 30; i >= 1; --i) append(channel_1, i * 1000, "x");
    commit();
    maintain_all();
    reopen();
    for (int i = 1; i <= 30; ++i) EXPECT_TRUE(has_entry_at(channel_1, i * 1000)) << i;
    EXPECT_FALSE(has_entry_at(channel_1, 1500));
}

TEST_F(EmbeddedFeeds, StartAtOneAgainWhenCleared) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 23);
    append_numbers(channel_2, 1, 2);
    ASSERT_TRUE(store_->feeds().clear(channel_1));
    EXPECT_EQ(newest(channel_1), "");
    EXPECT_FALSE(has_entry_at(channel_1, 5000));
    EXPECT_EQ(append(channel_1, 1, "new"), 1U);
    commit();
    reopen();
    EXPECT_EQ(newest(channel_1), "1:new");
    EXPECT_EQ(newest(channel_2), numbers(1, 2));
}

TEST_F(EmbeddedFeeds, StayEmptyWhenClearedAndReopened) {
    append_numbers(channel_1, 1, 3);
    ASSERT_TRUE(store_->feeds().clear(channel_1));
    commit();
    reopen();
    EXPECT_EQ(newest(channel_1), "");
    EXPECT_EQ(state(channel_1).last_entry.value, 0U);
}

TEST_F(EmbeddedFeeds, ComeBackWhenAClearIsRolledBack) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 23);
    append(channel_1, 24'000, "not committed");
    ASSERT_TRUE(store_->feeds().clear(channel_1));
    append(channel_1, 1, "new");
    ASSERT_TRUE(store_->feeds().clear(channel_1));
    store_->roll_back();
    EXPECT_EQ(newest(channel_1), numbers(1, 23));
    EXPECT_EQ(append(channel_1, 24'000, "24"), 24U);
    commit();
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(1, 24));
}

TEST_F(EmbeddedFeeds, KeepTheJournalOfATailThatCameBack) {
    append_numbers(channel_1, 1, 3);
    append_numbers(channel_2, 1, 3);
    ASSERT_TRUE(store_->feeds().clear(channel_1));
    append(channel_1, 1, "new");
    store_->roll_back();
    append_numbers(channel_2, 4, 8);
    maintain_all();  // seals channel 2
    append_numbers(channel_2, 9, 16);
    maintain_all();  // and removes what channel 1 does not need
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(1, 3));
}

TEST_F(EmbeddedFeeds, AreClearedWithinTheGroupThatWroteThem) {
    append(channel_1, 1, "a");
    ASSERT_TRUE(store_->feeds().clear(channel_1));
    append(channel_1, 2, "b");
    commit();
    reopen();
    EXPECT_EQ(newest(channel_1), "1:b");
}

TEST_F(EmbeddedFeeds, ReplayTheSameTailsAgainAndAgain) {
    append_numbers(channel_1, 1, 20);
    maintain_all();  // the journal still has what was sealed
    append_numbers(channel_1, 21, 22);
    for (int i = 0; i < 3; ++i) {
        reopen();
        ASSERT_EQ(newest(channel_1), numbers(1, 22));
        ASSERT_EQ(state(channel_1).last_entry.value, 22U);
    }
}

TEST_F(EmbeddedFeeds, KeepEveryValueExactly) {
    const std::string long_text(255, 'x');
    std::array<std::optional<std::string_view>, model::value_names> texts;
    texts[0] = "";
    texts[1] = "-0.00";
    texts[7] = long_text;
    texts[11] = std::string_view("nul\0inside", 10);
    const model::EntryValues all(texts);
    ASSERT_TRUE(store_->feeds().append(channel_1, at(-5), all, at(5)));
    ASSERT_TRUE(store_->feeds().append(channel_1, at(-9), model::EntryValues{}, at(5)));
    append_numbers(channel_1, 3, 10);
    for (int round = 0; round < 2; ++round) {
        const auto entries = store_->feeds().newest(channel_1, 100);
        ASSERT_TRUE(entries);
        EXPECT_EQ(entries->at(0), (model::Entry{model::EntryId{1}, at(-5), all}));
        EXPECT_EQ(entries->at(1), (model::Entry{model::EntryId{2}, at(-9), {}}));
        maintain_all();
        reopen();
    }
}

TEST_F(EmbeddedFeeds, RefuseAGroupThatIsTooLarge) {
    bounds_.record_bytes = 100;
    reopen();
    for (int i = 0; i < 20 && store_->feeds().append(channel_1, at(i), values("x"), at(i)); ++i) {
    }
    const auto refused = store_->feeds().append(channel_1, at(99), values("x"), at(99));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, StoreErrorKind::io);
    commit();
    EXPECT_TRUE(store_->feeds().append(channel_1, at(99), values("x"), at(99)));
}

TEST_F(EmbeddedFeeds, TakeAHundredThousandEntriesInAGroup) {
    reopen_with({});
    constexpr int entries = 100'000;
    for (int i = 1; i <= entries; ++i) append(channel_1, i * 1000, std::to_string(i));
    EXPECT_EQ(newest(channel_1, 3), numbers(entries - 2, entries));
    commit();
    append_numbers(channel_1, entries + 1, entries + 1);
    const std::string all = numbers(1, entries + 1);
    reopen();
    EXPECT_EQ(newest(channel_1), all);
    maintain_all();
    EXPECT_EQ(newest(channel_1), all);
    reopen();
    EXPECT_EQ(newest(channel_1), all);
    EXPECT_EQ(state(channel_1).last_entry.value, entries + 1U);
}

TEST_F(EmbeddedFeeds, TakeALargeGroupBackWhole) {
    reopen_with({});
    append_numbers(channel_1, 1, 3);
    for (int i = 4; i <= 100'000; ++i) append(channel_1, i * 1000, "lost");
    store_->roll_back();
    EXPECT_EQ(newest(channel_1), numbers(1, 3));
    reopen();
    EXPECT_EQ(newest(channel_1), numbers(1, 3));
}

TEST_F(EmbeddedFeeds, DoNothingAtMaintenanceWhileAGroupIsOpen) {
    append_numbers(channel_1, 1, 7);
    append(channel_1, 8000, "8");
    const auto more = store_->maintain();
    ASSERT_TRUE(more);
    EXPECT_FALSE(*more);
    store_->roll_back();
    EXPECT_EQ(newest(channel_1), numbers(1, 7));
}

}  // namespace
}  // namespace fieldcast::storage
