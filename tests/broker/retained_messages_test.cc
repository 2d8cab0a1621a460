#include "broker/retained_messages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "mqtt/naive_topic_matcher.h"

namespace fieldcast::broker {
namespace {

using Topics = std::vector<std::string>;
using namespace std::chrono_literals;

class RetainedMessagesTest : public testing::Test {
  protected:
    void keep(std::string topic, std::string payload = "1",
              std::optional<base::Instant> expires_at = {}) {
        retained.put(
            std::make_shared<const model::Message>(model::Message{.topic = std::move(topic),
                                                                  .payload = std::move(payload),
                                                                  .expires_at = expires_at,
                                                                  .retain = true}),
            now);
    }

    Topics topics(std::string_view filter) const {
        Topics found;
        for (const auto& message : retained.match(filter, now)) found.push_back(message->topic);
        return found;
    }

    base::Instant now{1h};
    RetainedMessages retained;
};

TEST_F(RetainedMessagesTest, KeepTheLastOfEachTopic) {  // [MQTT-3.3.1-5]
    keep("a", "1");
    keep("a", "2");
    const auto found = retained.match("a", now);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0]->payload, "2");
    EXPECT_EQ(retained.size(), 1U);
}

TEST_F(RetainedMessagesTest, AnEmptyPayloadRemovesTheOneBefore) {  // [MQTT-3.3.1-6]
    keep("a");
    keep("b");
    keep("a", "");
    EXPECT_EQ(retained.find("a"), nullptr);
    ASSERT_NE(retained.find("b"), nullptr);
    EXPECT_EQ(retained.find("b")->topic, "b");
}

TEST_F(RetainedMessagesTest, AnEmptyPayloadIsNotKept) {  // [MQTT-3.3.1-7]
    keep("a", "");
    EXPECT_EQ(retained.size(), 0U);
    EXPECT_EQ(topics("#"), Topics{});
}

TEST_F(RetainedMessagesTest, GoToFiltersThatSelectTheirTopic) {  // [MQTT-3.3.1-9]
    for (const char* topic : {"$SYS/x", "a", "a!", "a/", "a/b", "a/b/c", "ab", "b/b"}) keep(topic);
    EXPECT_EQ(topics("a"), Topics{"a"});
    EXPECT_EQ(topics("a/"), Topics{"a/"});
    EXPECT_EQ(topics("c"), Topics{});
    EXPECT_EQ(topics("a/+"), (Topics{"a/", "a/b"}));
    EXPECT_EQ(topics("+/b"), (Topics{"a/b", "b/b"}));
    EXPECT_EQ(topics("$SYS/#"), Topics{"$SYS/x"});
}

TEST_F(RetainedMessagesTest, GoToTheParentLevelOfAHashToo) {  // 4.7.1.2
    for (const char* topic : {"a", "a!", "a/", "a/b/c", "ab"}) keep(topic);
    EXPECT_EQ(topics("a/#"), (Topics{"a", "a/", "a/b/c"}));
    EXPECT_EQ(topics("a/b/c/#"), Topics{"a/b/c"});
    EXPECT_EQ(topics("a/+/#"), (Topics{"a/", "a/b/c"}));
}

TEST_F(RetainedMessagesTest, OfDollarTopicsStayOutOfLeadingWildcards) {  // [MQTT-4.7.2-1]
    for (const char* topic : {"$SYS/x", "a/x"}) keep(topic);
    EXPECT_EQ(topics("#"), Topics{"a/x"});
    EXPECT_EQ(topics("+/x"), Topics{"a/x"});
}

TEST_F(RetainedMessagesTest, ComeInTheOrderOfTheirTopics) {
    for (const char* topic : {"b", "a/b", "c", "a"}) keep(topic);
    EXPECT_EQ(topics("#"), (Topics{"a", "a/b", "b", "c"}));
}

TEST_F(RetainedMessagesTest, AgreeWithThePlainMatcher) {
    std::mt19937 random{4};
    const auto words = [&](const std::vector<std::string>& from) {
        std::string text = from[random() % from.size()];
        for (auto levels = random() % 4; levels > 0; --levels)
            text += '/' + from[random() % from.size()];
        return text;
    };
    for (int i = 0; i < 200; ++i) keep(words({"a", "ab", "$a", "b", "!"}));
    for (int i = 0; i < 300; ++i) {
        const std::string filter = words({"a", "ab", "$a", "+"}) + (i % 2 == 0 ? "/#" : "");
        Topics expected = topics("#");
        for (const std::string& topic : topics("$a/#")) expected.push_back(topic);
        std::erase_if(expected, [&](const std::string& topic) {
            return !mqtt::naive_topic_matches(filter, topic);
        });
        std::ranges::sort(expected);
        ASSERT_EQ(topics(filter), expected) << filter;
    }
}

TEST_F(RetainedMessagesTest, AreLeftOutOnceTheyHaveExpired) {  // [MQTT-3.3.2-5]
    keep("a", "1", now + 10s);
    keep("b", "1", now + 20s);
    keep("c");
    EXPECT_EQ(topics("#"), (Topics{"a", "b", "c"}));
    now += 10s;
    EXPECT_EQ(topics("#"), (Topics{"b", "c"}));
    EXPECT_EQ(topics("a"), Topics{});
}

TEST_F(RetainedMessagesTest, AnExpiredOneStillRemovesTheOneBefore) {  // [MQTT-3.3.1-5]
    keep("a", "1");
    keep("a", "2", now);
    EXPECT_EQ(retained.size(), 0U);
}

TEST_F(RetainedMessagesTest, DropWhatHasExpiredAndTellItsTopics) {
    keep("a", "1", now + 10s);
    keep("b", "1", now + 20s);
    keep("c");
    EXPECT_EQ(retained.drop_expired(now), Topics{});
    now += 15s;
    EXPECT_EQ(retained.drop_expired(now), Topics{"a"});
    EXPECT_EQ(retained.drop_expired(now), Topics{});
    EXPECT_EQ(retained.size(), 2U);
}

TEST_F(RetainedMessagesTest, ReachAllThatExpiredInPiecesThatAreBounded) {
    constexpr std::size_t messages = 5'000;
    for (std::size_t i = 0; i < messages; ++i)
        keep("t/" + std::to_string(i), "1",
             i % 2 == 0 ? std::optional(now + 1s) : std::optional<base::Instant>());
    now += 1s;
    std::size_t dropped = 0;
    for (std::size_t calls = 0; calls < 5; ++calls) {
        const std::size_t piece = retained.drop_expired(now).size();
        EXPECT_LE(piece, 1'000U);
        EXPECT_GT(piece, 0U);
        dropped += piece;
    }
    EXPECT_EQ(dropped, messages / 2);
    EXPECT_EQ(retained.size(), messages / 2);
}

TEST_F(RetainedMessagesTest, GoOnDroppingWhereTheTopicToComeNextIsGone) {
    for (int i = 1'000; i < 3'000; ++i) keep(std::to_string(i), "1", now + 1s);
    now += 1s;
    EXPECT_EQ(retained.drop_expired(now).back(), "1999");
    keep("2000", "");
    EXPECT_EQ(retained.drop_expired(now).front(), "2001");
    keep("0", "1", now + 1s);
    now += 1s;
    EXPECT_EQ(retained.drop_expired(now), Topics{"0"});
}

}  // namespace
}  // namespace fieldcast::broker
