// What feeds amount to, stretch by stretch.

#include "data_folder.h"

namespace fieldcast::storage {
namespace {

class EmbeddedMeasures : public StoreTest {
  protected:
    FeedExtent measure(model::ChannelId channel, const std::vector<base::Timestamp>& since = {}) {
        FeedExtent all;
        do {
            const auto extent =
                store_->feeds().measure(channel, all.next.value_or(model::EntryId{1}), since);
            EXPECT_TRUE(extent);
            all.add(*extent);
            ++stretches_;
        } while (all.next);
        return all;
    }

    int stretches_ = 0;
};

TEST_F(EmbeddedMeasures, CountEntriesInChunksAndTail) {
    append_numbers(channel_1, 1, 20);
    maintain_all();
    append_numbers(channel_1, 21, 23);
    EXPECT_TRUE(remove(channel_1, 1));
    EXPECT_TRUE(remove(channel_1, 9));
    const FeedExtent extent = measure(channel_1, {at(0), at(11'000), at(22'500), at(24'000)});
    EXPECT_EQ(extent.entries, 21U);
    EXPECT_EQ(extent.oldest, at(2'000));
    EXPECT_EQ(extent.newest, at(23'000));
    EXPECT_GT(extent.bytes, 0U);
    EXPECT_EQ(extent.since, (std::vector<std::uint64_t>{21, 13, 1, 0}));
}

TEST_F(EmbeddedMeasures, SayThatThereIsNothing) {
    const FeedExtent extent = measure(channel_2, {at(0)});
    EXPECT_EQ(extent.entries, 0U);
    EXPECT_EQ(extent.bytes, 0U);
    EXPECT_EQ(extent.oldest, std::nullopt);
    EXPECT_EQ(extent.newest, std::nullopt);
    EXPECT_EQ(extent.since, std::vector<std::uint64_t>{0});
}

TEST_F(EmbeddedMeasures, LeaveTheRestOfALongFeedForTheNextStretch) {
    append_numbers(channel_1, 1, 8'000);
    maintain_all();
    const FeedExtent extent = measure(channel_1, {at(4'001'000)});
    EXPECT_EQ(extent.entries, 8'000U);
    EXPECT_EQ(extent.since, std::vector<std::uint64_t>{4'000});
    EXPECT_EQ(extent.oldest, at(1'000));
    EXPECT_EQ(extent.newest, at(8'000'000));
    EXPECT_EQ(stretches_, 2);
}

}  // namespace
}  // namespace fieldcast::storage
