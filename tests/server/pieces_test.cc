// The small parts of the server that need no sockets.

#include <gtest/gtest.h>

#include <thread>

#include "server/general_topics.h"
#include "server/mailbox.h"
#include "server/wanted_channels.h"

namespace fieldcast::server {
namespace {

TEST(GeneralTopics, CoverWhatTheirFiltersSelect) {
    EXPECT_TRUE(covers("#", "a/+/b"));
    EXPECT_TRUE(covers("a/#", "a"));
    EXPECT_TRUE(covers("a/#", "a/b/#"));
    EXPECT_TRUE(covers("+/b", "a/b"));
    EXPECT_TRUE(covers("+/b", "+/b"));
    EXPECT_FALSE(covers("a/+", "a/#"));
    EXPECT_FALSE(covers("a/b", "a/+"));
    EXPECT_FALSE(covers("a/b", "a"));
    EXPECT_FALSE(covers("a", "a/b"));
    EXPECT_FALSE(covers("a/+", "b/c"));
}

TEST(GeneralTopics, LeadingWildcardsDoNotCoverDollarTopics) {  // [MQTT-4.7.2-1]
    EXPECT_FALSE(covers("#", "$SYS/#"));
    EXPECT_FALSE(covers("+/x", "$SYS/x"));
    EXPECT_TRUE(covers("$SYS/#", "$SYS/broker"));
}

TEST(GeneralTopics, AreClosedWithoutFilters) {
    const GeneralTopics closed({});
    EXPECT_FALSE(closed.may_publish("a"));
    EXPECT_FALSE(closed.may_subscribe("a"));
}

TEST(GeneralTopics, OpenWhatAnyFilterSelects) {
    const GeneralTopics open({"a/#", "b/+"});
    EXPECT_TRUE(open.may_publish("a/x/y"));
    EXPECT_TRUE(open.may_publish("b/x"));
    EXPECT_FALSE(open.may_publish("b/x/y"));
    EXPECT_TRUE(open.may_subscribe("b/+"));
    EXPECT_FALSE(open.may_subscribe("+/x"));
}

TEST(WantedChannels, TellsTheFirstAndTheLastSubscription) {
    WantedChannels wanted;
    const model::ChannelId channel{7};
    EXPECT_TRUE(wanted.add(channel));
    EXPECT_FALSE(wanted.add(channel));
    ASSERT_TRUE(wanted.find(channel));
    EXPECT_EQ(wanted.find(channel)->feed, "channels/7/subscribe");
    EXPECT_EQ(wanted.find(channel)->fields[7], "channels/7/subscribe/fields/field8");
    EXPECT_FALSE(wanted.remove(channel));
    EXPECT_TRUE(wanted.remove(channel));
    EXPECT_FALSE(wanted.find(channel));
}

TEST(Mailbox, DeliversEverySendersLettersInTheirOrder) {
    struct Letter {
        int sender;
        int number;
    };
    constexpr int senders = 3;
    constexpr int letters = 20'000;
    Mailbox<Letter> mailbox;
    std::vector<std::thread> threads;
    for (int sender = 0; sender < senders; ++sender)
        threads.emplace_back([&mailbox, sender] {
            std::vector<Letter> batch;
            for (int number = 0; number < letters; ++number) {
                batch.push_back({sender, number});
                if (number % 7 == 0) mailbox.post(batch);
            }
            mailbox.post(batch);
        });
    std::vector<int> next(senders, 0);
    for (int received = 0; received < senders * letters;) {
        for (const Letter& letter : mailbox.wait_and_take(base::Milliseconds{10'000})) {
            ASSERT_EQ(letter.number, next[static_cast<std::size_t>(letter.sender)]++);
            ++received;
        }
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(mailbox.is_empty());
}

}  // namespace
}  // namespace fieldcast::server
