#include "mqtt/topic.h"

#include <gmock/gmock.h>

#include <random>
#include <set>

#include "mqtt/naive_topic_matcher.h"

namespace fieldcast::mqtt {
namespace {

using namespace std::string_view_literals;

TEST(TopicName, MayHoldAnyTextWithoutWildcards) {  // 4.7.3
    for (const BytesView name : {"a"sv, "/"sv, "//"sv, "a/b/c"sv, "/finance"sv, "ACCOUNTS"sv,
                                 "Accounts payable"sv, "$SYS/uptime"sv, " "sv, "~"sv, "\u00a0"sv,
                                 "\uFEFF"sv, "T\u00fcr/\u6e29\u5ea6/\U0001F321"sv, "0123456/"sv,
                                 "01234567"sv, "0123456/0123456/0123456/0"sv})
        EXPECT_TRUE(is_topic_name(name)) << name;
}

TEST(TopicName, IsNotEmpty) {  // [MQTT-4.7.3-1]
    EXPECT_FALSE(is_topic_name(""));
    EXPECT_FALSE(is_topic_filter(""));
}

TEST(TopicName, HasNoForbiddenCharacterAtAnyPlace) {  // [MQTT-4.7.0-1] [MQTT-4.7.3-2]
    for (const char forbidden : {'+', '#', '\0', '\x01', '\x1f', '\x7f', '\x80', '\xff'}) {
        for (std::size_t size = 1; size <= 40; ++size) {
            for (std::size_t place = 0; place < size; ++place) {
                Bytes name(size, 'n');
                name[place] = forbidden;
                EXPECT_FALSE(is_topic_name(name)) << size << ' ' << place;
            }
        }
    }
}

TEST(TopicName, HasNoForbiddenCharacterBesideOnesBeyondAscii) {  // [MQTT-4.7.0-1]
    EXPECT_FALSE(is_topic_name("T\u00fcr/+"));
    EXPECT_FALSE(is_topic_name("T\u00fcr/#"));
    EXPECT_FALSE(is_topic_name("T\u00fcr/\0"sv));
}

TEST(TopicName, HasNoCharacterThatTheStandardAdvisesAgainst) {  // 1.5.4
    for (const BytesView unwise : {"a\n"sv, "a\u0080"sv, "a\u009f"sv, "T\u00fcr\x7f"sv,
                                   "a\xef\xbf\xbe"sv, "a\xef\xb7\x90"sv}) {
        EXPECT_FALSE(is_topic_name(unwise)) << unwise;
        EXPECT_FALSE(is_topic_filter(unwise)) << unwise;
    }
}

TEST(TopicName, HasAtMost65535Bytes) {  // [MQTT-4.7.3-3]
    EXPECT_TRUE(is_topic_name(Bytes(65'535, 't')));
    EXPECT_FALSE(is_topic_name(Bytes(65'536, 't')));
    EXPECT_FALSE(is_topic_filter(Bytes(65'536, 't')));
}

TEST(TopicFilter, MayBeAName) {
    for (const BytesView filter : {"a"sv, "/"sv, "a/b"sv, "$SYS/uptime"sv, "T\u00fcr"sv})
        EXPECT_TRUE(is_topic_filter(filter)) << filter;
}

TEST(TopicFilter, TakesHashAsTheLastLevelOnly) {  // [MQTT-4.7.1-1]
    for (const BytesView filter : {"#"sv, "sport/#"sv, "/#"sv, "sport/tennis/#"sv})
        EXPECT_TRUE(is_topic_filter(filter)) << filter;
    for (const BytesView filter : {"sport#"sv, "sport/tennis#"sv, "sport/#/ranking"sv, "#/"sv,
                                   "##"sv, "#a"sv, "+#"sv, "/#/"sv})
        EXPECT_FALSE(is_topic_filter(filter)) << filter;
}

TEST(TopicFilter, TakesPlusAsAWholeLevelOnly) {  // [MQTT-4.7.1-2]
    for (const BytesView filter :
         {"+"sv, "+/"sv, "/+"sv, "+/tennis/#"sv, "sport/+/player1"sv, "+/+"sv, "+/+/#"sv})
        EXPECT_TRUE(is_topic_filter(filter)) << filter;
    for (const BytesView filter : {"sport+"sv, "++"sv, "+a"sv, "a/+b/c"sv, "a/b+"sv})
        EXPECT_FALSE(is_topic_filter(filter)) << filter;
}

TEST(TopicFilter, IsTextWithoutNul) {  // [MQTT-4.7.3-2] [MQTT-3.8.3-1]
    EXPECT_FALSE(is_topic_filter("a/\0"sv));
    EXPECT_FALSE(is_topic_filter("a/\xff"));
}

TEST(HasWildcard, SeesEachKind) {
    EXPECT_TRUE(has_wildcard("a/+"));
    EXPECT_TRUE(has_wildcard("#"));
    EXPECT_FALSE(has_wildcard("a/b"));
}

TEST(TopicLevels, AreOneMoreThanTheSlashes) {  // 4.7.1.1
    EXPECT_EQ(level_count("a"), 1U);
    EXPECT_EQ(level_count("/"), 2U);
    EXPECT_EQ(level_count("a/b/"), 3U);
    EXPECT_EQ(level_count("///"), 4U);
}

TEST(TopicLevels, AreTakenOneByOne) {
    for (const BytesView topic : {"a"sv, "a/"sv, "/a"sv, "//"sv, "room/1/heat"sv}) {
        TopicLevels taken;
        BytesView rest = topic;
        for (bool more = true; more;) taken.push_back(take_level(rest, more));
        EXPECT_EQ(taken, split_levels(topic)) << topic;
        EXPECT_EQ(rest, "");
    }
}

TEST(SharedFilter, BeginsWithShareAndASlash) {  // [MQTT-4.8.2-1]
    EXPECT_TRUE(is_shared_filter("$share/g/a"));
    EXPECT_TRUE(is_shared_filter("$share/"));
    EXPECT_FALSE(is_shared_filter("$share"));
    EXPECT_FALSE(is_shared_filter("$shared/g/a"));
    EXPECT_FALSE(is_shared_filter("a/$share/g"));
}

TEST(SharedFilter, IsTakenApart) {  // 4.8.2
    const auto shared = parse_shared("$share/pumps/room/+/#");
    ASSERT_TRUE(shared.has_value());
    EXPECT_EQ(shared->share_name, "pumps");
    EXPECT_EQ(shared->filter, "room/+/#");
}

TEST(SharedFilter, MayShareAnyFilter) {  // [MQTT-4.8.2-2]
    EXPECT_EQ(parse_shared("$share/g/#")->filter, "#");
    EXPECT_EQ(parse_shared("$share/g//")->filter, "/");
    EXPECT_EQ(parse_shared("$share/g//finance")->filter, "/finance");
    EXPECT_EQ(parse_shared("$share/g/$SYS/uptime")->filter, "$SYS/uptime");
}

TEST(SharedFilter, NeedsANameWithoutWildcardsAndAFilter) {  // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
    for (const BytesView broken : {"$share/"sv, "$share//a"sv, "$share/g"sv, "$share/g/"sv,
                                   "$share/+/a"sv, "$share/#"sv, "$share/+"sv})
        EXPECT_FALSE(parse_shared(broken).has_value()) << broken;
}

TEST(TopicFilter, MatchesItselfAlone) {  // [MQTT-4.7.3-4]
    EXPECT_TRUE(topic_matches("room/1/heat", "room/1/heat"));
    EXPECT_FALSE(topic_matches("room/1/heat", "room/1/heat/"));
    EXPECT_FALSE(topic_matches("room/1/heat/", "room/1/heat"));
    EXPECT_FALSE(topic_matches("room/1/heat", "room/1"));
    EXPECT_FALSE(topic_matches("room/1", "room/1/heat"));
    EXPECT_FALSE(topic_matches("room/1/heat", "room/1/Heat"));
    EXPECT_FALSE(topic_matches("/finance", "finance"));
}

TEST(TopicFilter, HashMatchesEverythingBelow) {  // 4.7.1.2
    EXPECT_TRUE(topic_matches("sport/tennis/player1/#", "sport/tennis/player1/ranking"));
    EXPECT_TRUE(topic_matches("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"));
    EXPECT_TRUE(topic_matches("#", "a"));
    EXPECT_TRUE(topic_matches("#", "/"));
    EXPECT_FALSE(topic_matches("sport/#", "sports/a"));
}

TEST(TopicFilter, HashMatchesItsParentLevel) {  // 4.7.1.2
    EXPECT_TRUE(topic_matches("sport/#", "sport"));
    EXPECT_TRUE(topic_matches("+/#", "sport"));
    EXPECT_FALSE(topic_matches("sport/tennis/#", "sport"));
}

TEST(TopicFilter, PlusMatchesExactlyOneLevel) {  // 4.7.1.3
    EXPECT_TRUE(topic_matches("sport/tennis/+", "sport/tennis/player1"));
    EXPECT_FALSE(topic_matches("sport/tennis/+", "sport/tennis/player1/ranking"));
    EXPECT_FALSE(topic_matches("sport/+", "sport"));
    EXPECT_TRUE(topic_matches("sport/+", "sport/"));
    EXPECT_TRUE(topic_matches("+/+", "/finance"));
    EXPECT_TRUE(topic_matches("/+", "/finance"));
    EXPECT_FALSE(topic_matches("+", "/finance"));
}

TEST(TopicFilter, WildcardsDoNotReachIntoTheServersTopics) {  // [MQTT-4.7.2-1]
    EXPECT_FALSE(topic_matches("#", "$SYS/uptime"));
    EXPECT_FALSE(topic_matches("+/uptime", "$SYS/uptime"));
    EXPECT_FALSE(topic_matches("+", "$SYS"));
    EXPECT_TRUE(topic_matches("$SYS/#", "$SYS/uptime"));
    EXPECT_TRUE(topic_matches("$SYS/+", "$SYS/uptime"));
    EXPECT_TRUE(topic_matches("a/+", "a/$SYS"));
}

/// All texts of up to five of `letters`.
std::set<Bytes> short_texts(BytesView letters) {
    std::set<Bytes> texts{""};
    std::set<Bytes> longest = texts;
    for (int size = 1; size <= 5; ++size) {
        std::set<Bytes> longer;
        for (const Bytes& text : longest)
            for (const char letter : letters) longer.insert(text + letter);
        texts.insert(longer.begin(), longer.end());
        longest = std::move(longer);
    }
    return texts;
}

TEST(TopicFilter, AgreesWithTheNaiveMatcherOnEveryShortPair) {
    std::vector<Bytes> filters, names;
    for (const Bytes& text : short_texts("a$/+#"))
        if (is_topic_filter(text)) filters.push_back(text);
    for (const Bytes& text : short_texts("a$/"))
        if (is_topic_name(text)) names.push_back(text);
    std::size_t matches = 0;
    for (const Bytes& filter : filters) {
        for (const Bytes& name : names) {
            const bool expected = naive_topic_matches(filter, name);
            ASSERT_EQ(topic_matches(filter, name), expected) << filter << " on " << name;
            matches += expected ? 1 : 0;
        }
    }
    EXPECT_GT(matches, names.size());
}

/// A topic of one to eight levels, each one of `levels`.
Bytes random_topic(std::mt19937& random, const TopicLevels& levels) {
    Bytes topic;
    const std::size_t count = 1 + random() % 8;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) topic += '/';
        topic += levels[random() % levels.size()];
    }
    return topic;
}

TEST(TopicFilter, AgreesWithTheNaiveMatcherOnLongTopics) {
    std::mt19937 random(20'261'122);
    std::size_t matches = 0;
    for (int i = 0; i < 100'000; ++i) {
        Bytes filter = random_topic(random, {"room", "+", "+", "", "1"});
        if (i % 3 == 0) filter += "/#";
        const Bytes name = random_topic(random, {"room", "", "1", "$1"});
        const bool expected = naive_topic_matches(filter, name);
        ASSERT_EQ(topic_matches(filter, name), expected) << filter << " on " << name;
        matches += expected ? 1 : 0;
    }
    EXPECT_GT(matches, 1'000U);
}

}  // namespace
}  // namespace fieldcast::mqtt
