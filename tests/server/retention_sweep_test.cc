// Which channels are trimmed when, and how far.
#include "server/retention_sweep.h"

#include "storage/data_folder.h"

namespace fieldcast::server {
namespace {

using namespace std::chrono_literals;

class RetentionSweeps : public storage::StoreTest {
  protected:
    void put_channel(std::uint64_t id, base::Milliseconds age, std::uint64_t entries) {
        model::Channel channel;
        channel.id.value = id;
        channel.retention_age = age;
        channel.retention_entries = entries;
        directory_.apply(std::make_shared<const model::Channel>(channel));
    }

    /// All that is due at the time of entry `number`; how many pieces it took.
    int sweep(int number) {
        const Moment now{base::Instant{} + base::Milliseconds{number * 1'000},
                         storage::at(number * 1'000)};
        int pieces = 0;
        while (sweep_.due() && *sweep_.due() <= now.steady) {
            const auto changed = sweep_.step(directory_, now);
            EXPECT_TRUE(changed);
            if (changed && *changed) ++pieces;
            commit();
        }
        return pieces;
    }

    devices::Directory directory_;
    RetentionSweep sweep_{store_->feeds()};
};

using storage::channel_1;
using storage::channel_2;
using storage::numbers;

TEST_F(RetentionSweeps, KeepToAgeAndNumber) {
    append_numbers(channel_1, 1, 100);
    append_numbers(channel_2, 1, 100);
    append_numbers(model::ChannelId{3}, 1, 100);
    maintain_all();
    put_channel(1, 30s, 0);
    put_channel(2, 0s, 20);
    put_channel(3, 0s, 0);
    EXPECT_GT(sweep(100), 0);
    EXPECT_EQ(newest(channel_1), numbers(70, 100));
    EXPECT_EQ(newest(channel_2), numbers(81, 100));
    EXPECT_EQ(newest(model::ChannelId{3}), numbers(1, 100));
}

TEST_F(RetentionSweeps, DropWholeBlocksBetweenExactOnes) {
    put_channel(1, 0s, 20);
    append_numbers(channel_1, 1, 40);
    maintain_all();
    sweep(40);
    EXPECT_EQ(newest(channel_1), numbers(21, 40));
    append_numbers(channel_1, 41, 59);
    EXPECT_EQ(sweep(99), 0) << "a minute has not passed";
    EXPECT_GT(sweep(100), 0);
    EXPECT_EQ(newest(channel_1), numbers(33, 59));
    for (int minute = 2; minute <= 60; ++minute) sweep(40 + minute * 60);
    EXPECT_EQ(newest(channel_1), numbers(40, 59)) << "after an hour";
}

TEST_F(RetentionSweeps, LookAtAChannelThatHasChanged) {
    append_numbers(channel_1, 1, 40);
    sweep(40);
    EXPECT_FALSE(sweep_.due());
    put_channel(1, 0s, 5);
    sweep_.look_at(channel_1);
    sweep(41);
    EXPECT_EQ(newest(channel_1), numbers(36, 40));
    EXPECT_TRUE(sweep_.due()) << "the next sweep";
    directory_.apply(devices::RemovedChannel{channel_1});
    sweep_.look_at(channel_1);
    EXPECT_EQ(sweep(1'000), 0);
    EXPECT_FALSE(sweep_.due());
}

}  // namespace
}  // namespace fieldcast::server
