#include "server/shard_interest.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <random>
#include <string>
#include <vector>

#include "mqtt/topic.h"

namespace fieldcast::server {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

using Shards = std::vector<ShardIndex>;

Shards interested(const ShardInterest& interest, std::string_view topic) {
    Shards shards;
    interest.for_each_interested(topic, [&](ShardIndex shard) { shards.push_back(shard); });
    return shards;
}

TEST(ShardInterest, IsInWhatAFilterSelectsToTheLetter) {
    ShardInterest interest(4);
    interest.add(2, "a/b");
    EXPECT_THAT(interested(interest, "a/b"), ElementsAre(2));
    EXPECT_THAT(interested(interest, "a"), IsEmpty());
    EXPECT_THAT(interested(interest, "a/b/c"), IsEmpty());
}

TEST(ShardInterest, IsInAllBelowWhatAWildcardFollows) {
    ShardInterest interest(4);
    interest.add(1, "a/+/c");
    interest.add(3, "#");
    EXPECT_THAT(interested(interest, "a/b/c"), ElementsAre(1, 3));
    EXPECT_THAT(interested(interest, "a/b"), ElementsAre(1, 3));
    EXPECT_THAT(interested(interest, "b/b/c"), ElementsAre(3));
}

TEST(ShardInterest, IncludesTheLevelAboveANumberSign) {  // [MQTT-4.7.1-2]
    ShardInterest interest(2);
    interest.add(1, "a/b/#");
    EXPECT_THAT(interested(interest, "a/b"), ElementsAre(1));
}

TEST(ShardInterest, EndsWithTheLastSubscription) {
    ShardInterest interest(2);
    for (const char* filter : {"x/#", "x/#", "x/+/y"}) interest.add(1, filter);
    for (const char* filter : {"x/#", "x/#"}) interest.remove(1, filter);
    EXPECT_THAT(interested(interest, "x/1/y"), ElementsAre(1));
    interest.remove(1, "x/+/y");
    EXPECT_THAT(interested(interest, "x/1/y"), IsEmpty());
}

TEST(ShardInterest, TellsHundredsOfShardsApart) {
    ShardInterest interest(256);
    for (const ShardIndex shard : {0U, 63U, 64U, 255U}) interest.add(shard, "a");
    EXPECT_THAT(interested(interest, "a"), ElementsAre(0, 63, 64, 255));
    interest.remove(64, "a");
    EXPECT_THAT(interested(interest, "a"), ElementsAre(0, 63, 255));
}

/// Text of few letters, so that filters often select topics; with wildcards for a filter.
std::string random_text(std::mt19937& random, bool is_filter) {
    const std::vector<std::string> levels = {"", "a", "b", "ab", "+"};
    std::string text;
    const std::size_t count = 1 + random() % 5;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) text += '/';
        if (is_filter && random() % 8 == 0) return text + "#";
        text += levels[random() % (is_filter ? levels.size() : levels.size() - 1)];
    }
    return text.empty() ? "a" : text;
}

TEST(ShardInterest, MissesNoTopicThatAFilterSelects) {
    std::mt19937 random(7);
    for (int round = 0; round < 20'000; ++round) {
        const std::string filter = random_text(random, true);
        const std::string topic = random_text(random, false);
        if (!mqtt::topic_matches(filter, topic)) continue;
        ShardInterest interest(2);
        interest.add(1, filter);
        EXPECT_THAT(interested(interest, topic), Contains(1)) << filter << " " << topic;
    }
}

TEST(ShardInterest, TakesFewMessagesThatNobodyWants) {
    ShardInterest interest(2);
    for (int i = 0; i < 500; ++i) interest.add(1, fmt::format("home/{}/+", i));
    int in_vain = 0;
    for (int i = 500; i < 10'500; ++i)
        in_vain += interested(interest, fmt::format("home/{}/x", i)).empty() ? 0 : 1;
    EXPECT_LT(in_vain, 1'500);  // five slots of 16,384, of which 500 are taken
}

}  // namespace
}  // namespace fieldcast::server
