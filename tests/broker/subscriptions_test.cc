#include "broker/subscriptions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

#include "broker/retained_messages.h"
#include "mqtt/topic.h"

namespace fieldcast::broker {
namespace {

using base::Qos;

class SubscriptionsTest : public testing::Test {
  protected:
    /// Who gets a message for `topic`: names of sessions, in order.
    std::string receivers(std::string_view topic,
                          LeadingWildcards leading = LeadingWildcards::match) {
        std::set<std::string> names;
        for (const Subscriber& subscriber : subscriptions.match(topic, leading))
            EXPECT_TRUE(names.insert(subscriber.session->client_id()).second) << "twice: " << topic;
        std::string joined;
        for (const std::string& name : names) joined += name;
        return joined;
    }

    SessionLimits limits;
    Session a{"a", limits};
    Session b{"b", limits};
    Subscriptions subscriptions;
};

TEST_F(SubscriptionsTest, DeliverToExactFilters) {
    subscriptions.add(a, "x/y", Qos::at_most_once);
    EXPECT_EQ(receivers("x/y"), "a");
    EXPECT_EQ(receivers("x"), "");
    EXPECT_EQ(receivers("x/y/"), "");
    EXPECT_EQ(receivers("X/y"), "");  // 4.7.3: case-sensitive
}

TEST_F(SubscriptionsTest, PlusMatchesOneLevelAlsoAnEmptyOne) {  // [MQTT-4.7.1-3]
    subscriptions.add(a, "x/+/z", Qos::at_most_once);
    EXPECT_EQ(receivers("x/y/z"), "a");
    EXPECT_EQ(receivers("x//z"), "a");
    EXPECT_EQ(receivers("x/z"), "");
    EXPECT_EQ(receivers("x/y/y/z"), "");
}

TEST_F(SubscriptionsTest, HashMatchesItsParentLevelAndAllBelow) {  // 4.7.1.2
    subscriptions.add(a, "x/#", Qos::at_most_once);
    EXPECT_EQ(receivers("x"), "a");
    EXPECT_EQ(receivers("x/"), "a");
    EXPECT_EQ(receivers("x/y/z"), "a");
    EXPECT_EQ(receivers("xy"), "");
}

TEST_F(SubscriptionsTest, LeadingWildcardsDoNotMatchDollarTopics) {  // [MQTT-4.7.2-1]
    subscriptions.add(a, "#", Qos::at_most_once);
    subscriptions.add(b, "+/x", Qos::at_most_once);
    EXPECT_EQ(receivers("$SYS/x"), "");
    EXPECT_EQ(receivers("S/x"), "ab");
    subscriptions.add(b, "$SYS/#", Qos::at_most_once);
    EXPECT_EQ(receivers("$SYS/x"), "b");
}

TEST_F(SubscriptionsTest, LeadingWildcardsCanBeKeptOutOfOtherPartsToo) {
    subscriptions.add(a, "#", Qos::at_most_once);
    subscriptions.add(b, "channels/+", Qos::at_most_once);
    EXPECT_EQ(receivers("channels/1", LeadingWildcards::do_not_match), "b");
}

TEST_F(SubscriptionsTest, OverlappingFiltersDeliverOnceAtTheHighestQos) {  // [MQTT-3.3.5-1]
    subscriptions.add(a, "x/y", Qos::at_most_once);
    subscriptions.add(a, "x/+", Qos::exactly_once);
    subscriptions.add(a, "x/#", Qos::at_least_once);
    const auto matched = subscriptions.match("x/y");
    ASSERT_EQ(matched.size(), 1U);
    EXPECT_EQ(matched[0].granted, Qos::exactly_once);
}

TEST_F(SubscriptionsTest, AnEqualFilterReplacesTheSubscription) {  // [MQTT-3.8.4-3]
    for (const std::string_view filter : {"x/y", "x/+"}) {
        subscriptions.add(a, filter, Qos::exactly_once);
        subscriptions.add(a, filter, Qos::at_most_once);
    }
    const auto matched = subscriptions.match("x/y");
    ASSERT_EQ(matched.size(), 1U);
    EXPECT_EQ(matched[0].granted, Qos::at_most_once);
}

TEST_F(SubscriptionsTest, RemovingWhatIsNotThereDoesNothing) {
    subscriptions.add(a, "x/+", Qos::at_most_once);
    subscriptions.remove(b, "x/+");
    subscriptions.remove(a, "y/+");
    subscriptions.remove(a, "x/#");
    subscriptions.remove(a, "x");
    EXPECT_EQ(receivers("x/y"), "a");
}

TEST_F(SubscriptionsTest, AreEmptyAgainWhenAllAreRemoved) {
    for (const std::string_view filter : {"x", "x/+", "x/+/z", "#", "x/#"})
        subscriptions.add(a, filter, Qos::at_most_once);
    for (const std::string_view filter : {"x", "x/+", "x/+/z", "#", "x/#"})
        subscriptions.remove(a, filter);
    EXPECT_TRUE(subscriptions.empty());
    EXPECT_EQ(receivers("x/y/z"), "");
}

/// The plainest implementation that could be right, as the oracle.
class PlainSubscriptions {
  public:
    void add(int session, const std::string& filter, Qos qos) { all_[{session, filter}] = qos; }
    void remove(int session, const std::string& filter) { all_.erase({session, filter}); }

    std::map<int, Qos> match(std::string_view topic) const {
        std::map<int, Qos> found;
        for (const auto& [key, qos] : all_) {
            if (!mqtt::topic_matches(key.second, topic)) continue;
            const auto [at, is_new] = found.emplace(key.first, qos);
            if (!is_new) at->second = std::max(at->second, qos);
        }
        return found;
    }

  private:
    std::map<std::pair<int, std::string>, Qos> all_;
};

std::string random_topic(std::mt19937& random, bool filter) {
    std::string text;
    const int levels = static_cast<int>(random() % 4) + 1;
    for (int i = 0; i < levels; ++i) {
        if (i > 0) text += '/';
        const auto pick = random() % (filter ? 7 : 4);
        if (pick == 6 && i + 1 == levels) {
            text += '#';
        } else {
            text += std::string{pick >= 4 ? "+" : std::string{"", 0}};
            if (pick < 4) text += std::array{"a", "b", "", "$c"}[pick];
        }
    }
    return text.empty() ? "a" : text;
}

TEST(Subscriptions, AgreeWithAPlainImplementationOverRandomChanges) {
    const SessionLimits limits;
    std::vector<std::unique_ptr<Session>> sessions;
    for (int i = 0; i < 5; ++i)
        sessions.push_back(std::make_unique<Session>(std::to_string(i), limits));
    Subscriptions subscriptions;
    PlainSubscriptions plain;
    std::mt19937 random{20261122};
    for (int step = 0; step < 20'000; ++step) {
        const auto session = static_cast<int>(random() % sessions.size());
        const std::string filter = random_topic(random, true);
        const auto qos = static_cast<Qos>(random() % 3);
        if (random() % 3 == 0) {
            subscriptions.remove(*sessions[static_cast<std::size_t>(session)], filter);
            plain.remove(session, filter);
        } else if (random() % 3 == 0) {
            subscriptions.add(*sessions[static_cast<std::size_t>(session)], filter, qos);
            plain.add(session, filter, qos);
        }
        const std::string topic = random_topic(random, false);
        std::map<int, Qos> matched;
        for (const Subscriber& subscriber : subscriptions.match(topic))
            EXPECT_TRUE(
                matched.emplace(std::stoi(subscriber.session->client_id()), subscriber.granted)
                    .second);
        ASSERT_EQ(matched, plain.match(topic)) << topic << " at step " << step;
    }
}

model::MessageRef message(std::string topic, std::string payload) {
    return std::make_shared<const model::Message>(
        model::Message{std::move(topic), std::move(payload), Qos::at_most_once, true});
}

std::vector<std::string> topics_of(const std::vector<model::MessageRef>& messages) {
    std::vector<std::string> topics;
    for (const auto& found : messages) topics.push_back(found->topic);
    return topics;
}

TEST(RetainedMessages, KeepTheLastOfEachTopic) {  // [MQTT-3.3.1-5]
    RetainedMessages retained;
    retained.put(message("a", "1"));
    retained.put(message("a", "2"));
    ASSERT_EQ(retained.match("a").size(), 1U);
    EXPECT_EQ(retained.match("a")[0]->payload, "2");
}

TEST(RetainedMessages, AnEmptyPayloadRemoves) {  // [MQTT-3.3.1-10, 3.3.1-11]
    RetainedMessages retained;
    retained.put(message("a", "1"));
    retained.put(message("a", ""));
    EXPECT_EQ(retained.size(), 0U);
}

TEST(RetainedMessages, AreFoundByWildcards) {
    RetainedMessages retained;
    for (const char* topic : {"$SYS/x", "a", "a/", "a/b", "a/b/c", "ab", "b/b"})
        retained.put(message(topic, "1"));
    using Topics = std::vector<std::string>;
    EXPECT_EQ(topics_of(retained.match("a/#")), (Topics{"a", "a/", "a/b", "a/b/c"}));
    EXPECT_EQ(topics_of(retained.match("a/+")), (Topics{"a/", "a/b"}));
    EXPECT_EQ(topics_of(retained.match("+/b")), (Topics{"a/b", "b/b"}));
    EXPECT_EQ(topics_of(retained.match("#")), (Topics{"a", "a/", "a/b", "a/b/c", "ab", "b/b"}));
    EXPECT_EQ(topics_of(retained.match("$SYS/#")), (Topics{"$SYS/x"}));
}

}  // namespace
}  // namespace fieldcast::broker
