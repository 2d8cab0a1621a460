#include "broker/topic_aliases.h"

#include <gtest/gtest.h>

namespace fieldcast::broker {
namespace {

TEST(IncomingAliases, StandForTheTopicThatWasSetLast) {  // [MQTT-3.3.2-12]
    IncomingAliases aliases;
    EXPECT_EQ(aliases.resolve(5, "a", 5), "a");
    EXPECT_EQ(aliases.resolve(5, "", 5), "a");
    EXPECT_EQ(aliases.resolve(5, "b", 5), "b");
    EXPECT_EQ(aliases.resolve(1, "c", 5), "c");
    EXPECT_EQ(aliases.resolve(5, "", 5), "b");
    EXPECT_EQ(aliases.resolve(1, "", 5), "c");
}

TEST(IncomingAliases, AreRefusedOverTheMaximum) {  // [MQTT-3.3.2-9]
    IncomingAliases aliases;
    EXPECT_EQ(aliases.resolve(6, "a", 5), std::nullopt);
    EXPECT_EQ(aliases.resolve(1, "a", 0), std::nullopt);
    EXPECT_EQ(aliases.resolve(65'535, "a", 65'535), "a");
}

TEST(IncomingAliases, AreRefusedBeforeTheyWereSet) {
    IncomingAliases aliases;
    EXPECT_EQ(aliases.resolve(2, "", 5), std::nullopt);
    EXPECT_EQ(aliases.resolve(2, "b", 5), "b");
    EXPECT_EQ(aliases.resolve(1, "", 5), std::nullopt);
}

TEST(OutgoingAliases, AreGivenFirstComeFirstServed) {  // [MQTT-3.1.2-26] [MQTT-3.3.2-11]
    OutgoingAliases aliases;
    for (const std::uint16_t alias : {std::uint16_t{1}, std::uint16_t{2}}) {
        const std::string topic = std::to_string(alias);
        const auto fresh = aliases.choose(topic, 2);
        EXPECT_EQ(fresh.alias, alias);
        EXPECT_FALSE(fresh.is_known);
        aliases.set(topic, alias);
    }
    EXPECT_EQ(aliases.choose("3", 2).alias, 0);
    EXPECT_EQ(aliases.choose("1", 2).alias, 1);
    EXPECT_TRUE(aliases.choose("1", 2).is_known);
}

TEST(OutgoingAliases, AreKnownOnlyOnceTheyWereSet) {
    OutgoingAliases aliases;
    static_cast<void>(aliases.choose("a", 1));
    EXPECT_FALSE(aliases.choose("a", 1).is_known);
    EXPECT_EQ(aliases.choose("b", 1).alias, 1);
}

}  // namespace
}  // namespace fieldcast::broker
