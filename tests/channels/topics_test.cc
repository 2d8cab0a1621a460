#include "channels/topics.h"

#include <gtest/gtest.h>

#include <limits>

namespace fieldcast::channels {
namespace {

constexpr model::ChannelId channel{33301};

TEST(PublishTopicGrammar, TakesTheFeed) {
    EXPECT_EQ(parse_publish_topic("channels/33301/publish"), (PublishTopic{channel, 0}));
}

TEST(PublishTopicGrammar, TakesEachField) {
    EXPECT_EQ(parse_publish_topic("channels/33301/publish/fields/field1"),
              (PublishTopic{channel, 1}));
    EXPECT_EQ(parse_publish_topic("channels/33301/publish/fields/field8"),
              (PublishTopic{channel, 8}));
}

TEST(PublishTopicGrammar, TakesTheLargestId) {
    const auto topic = parse_publish_topic("channels/18446744073709551615/publish");
    ASSERT_TRUE(topic);
    EXPECT_EQ(topic->channel.value, std::numeric_limits<std::uint64_t>::max());
}

TEST(PublishTopicGrammar, RefusesEverythingElse) {
    for (const auto* topic : {
             "",
             "channels",
             "channels/",
             "channels/33301",
             "channels/33301/",
             "channels/33301/publish/",
             "channels/33301/publishing",
             "channels/33301/publish/fields",
             "channels/33301/publish/fields/",
             "channels/33301/publish/fields/field",
             "channels/33301/publish/fields/field0",
             "channels/33301/publish/fields/field9",
             "channels/33301/publish/fields/field11",
             "channels/33301/publish/fields/1",
             "channels/33301/publish/fields/field1/",
             "channels/33301/publish/field1",
             "channels/33301/publish/ABCDEFGHIJKLMNOP",
             "channels/33301/subscribe",
             "channels/033301/publish",
             "channels/0/publish",
             "channels/-1/publish",
             "channels/+1/publish",
             "channels/ 1/publish",
             "channels/1x/publish",
             "channels//publish",
             "channels/18446744073709551616/publish",
             "Channels/33301/publish",
             "channels/33301/Publish",
             "channels/33301/publish/fields/Field1",
             "/channels/33301/publish",
             "web/switch",
         })
        EXPECT_FALSE(parse_publish_topic(topic)) << topic;
}

TEST(SubscribeFilterGrammar, TakesTheFiveForms) {
    for (const auto* filter : {
             "channels/33301/subscribe",
             "channels/33301/subscribe/json",
             "channels/33301/subscribe/fields/field1",
             "channels/33301/subscribe/fields/field8",
             "channels/33301/subscribe/fields/+",
             "channels/33301/subscribe/#",
         })
        EXPECT_EQ(parse_subscribe_filter(filter), channel) << filter;
}

TEST(SubscribeFilterGrammar, RefusesEverythingElse) {
    for (const auto* filter : {
             "",
             "#",
             "+",
             "channels/#",
             "channels/+/subscribe",
             "channels/33301/#",
             "channels/33301/+",
             "channels/33301/publish",
             "channels/33301/subscribe/",
             "channels/33301/subscribe/+",
             "channels/33301/subscribe/xml",
             "channels/33301/subscribe/json/",
             "channels/33301/subscribe/fields",
             "channels/33301/subscribe/fields/#",
             "channels/33301/subscribe/fields/field9",
             "channels/33301/subscribe/fields/field+",
             "channels/33301/subscribe/fields/+/ABCDEFGHIJKLMNOP",
             "channels/033301/subscribe",
             "Channels/33301/subscribe",
             "$share/group/channels/33301/subscribe",
         })
        EXPECT_FALSE(parse_subscribe_filter(filter)) << filter;
}

TEST(ChannelTopics, AreAllBelowTheirFirstLevel) {
    EXPECT_TRUE(is_channel_topic("channels"));
    EXPECT_TRUE(is_channel_topic("channels/"));
    EXPECT_TRUE(is_channel_topic("channels/33301/anything"));
    EXPECT_FALSE(is_channel_topic("channelsx/33301/publish"));
    EXPECT_FALSE(is_channel_topic("/channels/33301"));
    EXPECT_FALSE(is_channel_topic("home/channels"));
    EXPECT_FALSE(is_channel_topic(""));
}

TEST(ChannelTopics, OfDeliveriesMayBeSubscribed) {
    EXPECT_EQ(feed_topic(channel), "channels/33301/subscribe");
    EXPECT_EQ(json_topic(channel), "channels/33301/subscribe/json");
    EXPECT_EQ(field_topic(channel, 6), "channels/33301/subscribe/fields/field6");
    for (const auto& topic : {feed_topic(channel), json_topic(channel), field_topic(channel, 6)})
        EXPECT_EQ(parse_subscribe_filter(topic), channel) << topic;
}

}  // namespace
}  // namespace fieldcast::channels
