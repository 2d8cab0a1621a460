#include "broker/subscriptions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <string>

#include "mqtt/naive_topic_matcher.h"

namespace fieldcast::broker {
namespace {

using base::Qos;
using model::SubscriptionIdentifiers;

struct Client {
    char name;
};

using ClientSubscriptions = Subscriptions<Client>;

class SubscriptionsTest : public testing::Test {
  protected:
    /// Who gets a message for `topic`: each client's name once, in order.
    std::string receivers(std::string_view topic,
                          LeadingWildcards leading = LeadingWildcards::match) {
        std::string names;
        for_each_target(subscriptions.match(topic, leading),
                        [&](auto of_one_client) { names += of_one_client[0].target->name; });
        std::ranges::sort(names);
        return names;
    }

    /// How `a` gets a message for `topic`, if nobody else does.
    std::optional<Grant> grant(std::string_view topic, bool is_own = false) {
        std::optional<Grant> merged;
        for_each_target(subscriptions.match(topic), [&](auto of_one_client) {
            EXPECT_EQ(of_one_client[0].target, &a);
            EXPECT_FALSE(merged) << "its subscriptions are apart";
            merged = merge(of_one_client, is_own);
        });
        return merged;
    }

    Client a{'a'};
    Client b{'b'};
    ClientSubscriptions subscriptions;
};

TEST_F(SubscriptionsTest, SelectByExactFilters) {
    subscriptions.add(a, "x/y", {});
    EXPECT_EQ(receivers("x/y"), "a");
    EXPECT_EQ(receivers("x"), "");
}

TEST_F(SubscriptionsTest, CompareTopicsByteByByte) {  // [MQTT-4.7.3-4]
    subscriptions.add(a, "x/y", {});
    subscriptions.add(a, "x/y/+", {});
    for (const std::string_view other : {"X/y", "x/y/", "/x/y", "x//y", "x/y "})
        EXPECT_EQ(receivers(other), other == "x/y/" ? "a" : "") << other;
}

TEST_F(SubscriptionsTest, PlusMatchesOneLevelAlsoAnEmptyOne) {  // [MQTT-4.7.1-2] 4.7.1.3
    subscriptions.add(a, "x/+/z", {});
    EXPECT_EQ(receivers("x/y/z"), "a");
    EXPECT_EQ(receivers("x//z"), "a");
    EXPECT_EQ(receivers("x/z"), "");
    EXPECT_EQ(receivers("x/y/y/z"), "");
}

TEST_F(SubscriptionsTest, PlusMatchesEachLevelItStandsFor) {  // 4.7.1.3
    subscriptions.add(a, "+/+", {});
    subscriptions.add(b, "/+", {});
    EXPECT_EQ(receivers("/x"), "ab");
    EXPECT_EQ(receivers("x/"), "a");
    EXPECT_EQ(receivers("x"), "");
}

TEST_F(SubscriptionsTest, HashMatchesItsParentLevelAndAllBelow) {  // 4.7.1.2
    subscriptions.add(a, "x/#", {});
    EXPECT_EQ(receivers("x"), "a");
    EXPECT_EQ(receivers("x/"), "a");
    EXPECT_EQ(receivers("x/y/z"), "a");
    EXPECT_EQ(receivers("xy"), "");
}

TEST_F(SubscriptionsTest, LeadingWildcardsDoNotMatchDollarTopics) {  // [MQTT-4.7.2-1]
    subscriptions.add(a, "#", {});
    subscriptions.add(b, "+/x", {});
    EXPECT_EQ(receivers("$SYS/x"), "");
    EXPECT_EQ(receivers("S/x"), "ab");
    EXPECT_EQ(receivers("S/$x"), "a");
}

TEST_F(SubscriptionsTest, FiltersThatNameADollarTopicMatchIt) {  // 4.7.2
    subscriptions.add(a, "$SYS/#", {});
    subscriptions.add(b, "$SYS/+/x", {});
    EXPECT_EQ(receivers("$SYS"), "a");
    EXPECT_EQ(receivers("$SYS/monitor/x"), "ab");
}

TEST_F(SubscriptionsTest, LeadingWildcardsCanBeKeptOutOfOtherPartsToo) {
    subscriptions.add(a, "#", {});
    subscriptions.add(b, "channels/+", {});
    EXPECT_EQ(receivers("channels/1", LeadingWildcards::do_not_match), "b");
}

TEST_F(SubscriptionsTest, OverlappingFiltersGrantTheHighestQos) {  // [MQTT-3.3.4-2]
    subscriptions.add(a, "x/y", {.qos = Qos::at_most_once});
    subscriptions.add(a, "x/+", {.qos = Qos::exactly_once});
    subscriptions.add(a, "x/#", {.qos = Qos::at_least_once});
    EXPECT_EQ(grant("x/y")->qos, Qos::exactly_once);
    EXPECT_EQ(grant("x/y/z")->qos, Qos::at_least_once);
}

// [MQTT-3.3.4-3] [MQTT-3.3.4-4] [MQTT-3.3.4-5]: one copy, with the identifiers of all.
TEST_F(SubscriptionsTest, OverlappingFiltersTellAllTheirIdentifiers) {
    subscriptions.add(a, "x/y", {.identifier = 7});
    subscriptions.add(a, "x/+", {});
    subscriptions.add(a, "x/#", {.identifier = 268'435'455});
    subscriptions.add(a, "other", {.identifier = 9});
    SubscriptionIdentifiers identifiers = grant("x/y")->identifiers;
    std::ranges::sort(identifiers);
    EXPECT_EQ(identifiers, (SubscriptionIdentifiers{7, 268'435'455}));
}

TEST_F(SubscriptionsTest, RetainAsPublishedHoldsIfAnyFilterAsksForIt) {  // [MQTT-3.3.1-13]
    subscriptions.add(a, "x", {});
    EXPECT_FALSE(grant("x")->retain_as_published);
    subscriptions.add(a, "#", {.retain_as_published = true});
    EXPECT_TRUE(grant("x")->retain_as_published);
}

TEST_F(SubscriptionsTest, NoLocalKeepsAClientsOwnMessagesFromIt) {  // [MQTT-3.8.3-3]
    subscriptions.add(a, "x", {.no_local = true});
    EXPECT_TRUE(grant("x", false));
    EXPECT_FALSE(grant("x", true));
}

TEST_F(SubscriptionsTest, NoLocalIsAMatterOfEachSubscription) {  // [MQTT-3.8.3-3]
    subscriptions.add(a, "x", {.qos = Qos::exactly_once, .no_local = true, .identifier = 1});
    subscriptions.add(a, "+", {.qos = Qos::at_least_once, .identifier = 2});
    const std::optional<Grant> own = grant("x", true);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->qos, Qos::at_least_once);
    EXPECT_EQ(own->identifiers, SubscriptionIdentifiers{2});
}

TEST_F(SubscriptionsTest, AnEqualFilterReplacesTheSubscription) {  // [MQTT-3.8.4-3]
    for (const std::string_view filter : {"x/y", "x/+"}) {
        subscriptions.add(a, filter, {.qos = Qos::exactly_once, .identifier = 1});
        EXPECT_EQ(grant("x/y")->qos, Qos::exactly_once);
        subscriptions.add(a, filter, {.identifier = 2});
        EXPECT_EQ(grant("x/y")->qos, Qos::at_most_once);
        EXPECT_EQ(grant("x/y")->identifiers, SubscriptionIdentifiers{2});
        subscriptions.remove(a, filter);
    }
}

TEST_F(SubscriptionsTest, RemoveOnlyTheFilterThatIsEqualByteByByte) {  // [MQTT-3.10.4-1]
    subscriptions.add(a, "x/+", {});
    for (const std::string_view filter : {"y/+", "x/#", "x", "x/y", "x/+/+", "X/+"})
        subscriptions.remove(a, filter);
    subscriptions.remove(b, "x/+");
    EXPECT_EQ(receivers("x/y"), "a");
    subscriptions.remove(a, "x/+");
    EXPECT_EQ(receivers("x/y"), "");
}

TEST_F(SubscriptionsTest, AreEmptyAgainWhenAllAreRemoved) {
    const auto filters = {"x", "x/+", "x/+/z", "#", "x/#", "x/+/#", "+"};
    for (const std::string_view filter : filters) subscriptions.add(a, filter, {});
    EXPECT_EQ(receivers("x/y/z"), "a");
    for (const std::string_view filter : filters) {
        EXPECT_FALSE(subscriptions.empty());
        subscriptions.remove(a, filter);
    }
    EXPECT_TRUE(subscriptions.empty());
    EXPECT_EQ(receivers("x/y/z"), "");
}

TEST_F(SubscriptionsTest, MatchExactlyLeavesWildcardsOut) {
    subscriptions.add(a, "#", {});
    subscriptions.add(b, "x", {.identifier = 3});
    const auto matched = subscriptions.match_exactly("x");
    ASSERT_EQ(matched.size(), 1U);
    EXPECT_EQ(matched[0], (Subscriber<Client>{&b, {.identifier = 3}}));
    EXPECT_TRUE(subscriptions.match_exactly("y").empty());
}

TEST_F(SubscriptionsTest, NoticeChangesOfEveryFilterThatSelectsATopic) {
    const std::string_view topic = "x/y/z";
    for (const std::string_view filter :
         {"x/y/z", "x/y/#", "x/y/+", "x/+/z", "x/#", "+/y/z", "#"}) {
        subscriptions.add(a, "x/other/+", {});
        EXPECT_EQ(receivers(topic), "") << filter;
        subscriptions.add(b, filter, {});
        EXPECT_EQ(receivers(topic), "b") << filter;
        subscriptions.remove(b, filter);
        EXPECT_EQ(receivers(topic), "") << filter;
    }
}

TEST_F(SubscriptionsTest, NoticeChangesMadeWhileThereWereNoWildcards) {
    subscriptions.add(a, "+", {});
    EXPECT_EQ(receivers("x"), "a");
    subscriptions.remove(a, "+");
    subscriptions.add(b, "x", {});
    subscriptions.add(a, "y/+", {});
    EXPECT_EQ(receivers("x"), "b");
}

TEST_F(SubscriptionsTest, StayRightWithMoreTopicsThanAreRemembered) {
    subscriptions.add(a, "x/+", {});
    subscriptions.add(b, "+/1", {});
    const std::string long_level(60'000, 'x');
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(receivers("x/" + long_level + std::to_string(i)), "a");
        EXPECT_EQ(receivers("x/1"), "ab");
    }
}

TEST_F(SubscriptionsTest, TakeFiltersAndTopicsOfTensOfThousandsOfLevels) {
    const std::string slashes(65'535, '/');
    const std::string some_slashes(30'000, '/');
    std::string pluses = "+";
    while (pluses.size() < 65'535) pluses += "/+";
    subscriptions.add(a, some_slashes + "#", {});
    subscriptions.add(b, pluses, {});
    EXPECT_EQ(receivers(slashes), "a");
    EXPECT_EQ(receivers(slashes.substr(0, 32'767)), "ab");
    EXPECT_EQ(receivers(some_slashes.substr(1)), "a");
    EXPECT_EQ(receivers(some_slashes.substr(2)), "");
    subscriptions.remove(a, some_slashes + "#");
    EXPECT_EQ(receivers(slashes), "");
    subscriptions.remove(b, pluses);
    EXPECT_TRUE(subscriptions.empty());
}

class CrowdTest : public SubscriptionsTest, public testing::WithParamInterface<const char*> {
  protected:
    bool is_subscribed(std::size_t i, std::string_view topic) {
        const auto matched = subscriptions.match(topic);
        return std::ranges::find(matched, &crowd[i], &Subscriber<Client>::target) != matched.end();
    }

    std::vector<Client> crowd{1'000, Client{'c'}};
};

INSTANTIATE_TEST_SUITE_P(Filters, CrowdTest, testing::Values("x/y", "x/+", "#"));

TEST_P(CrowdTest, ComesAndGoesInAnyOrder) {
    for (Client& client : crowd) subscriptions.add(client, GetParam(), {});
    EXPECT_EQ(subscriptions.match("x/y").size(), crowd.size());
    std::vector<std::size_t> order(crowd.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::shuffle(order, std::mt19937{7});
    for (std::size_t gone = 0; gone < order.size(); ++gone) {
        EXPECT_TRUE(is_subscribed(order[gone], "x/y"));
        subscriptions.remove(crowd[order[gone]], GetParam());
        EXPECT_FALSE(is_subscribed(order[gone], "x/y"));
        ASSERT_EQ(subscriptions.match("x/y").size(), crowd.size() - gone - 1);
    }
    EXPECT_TRUE(subscriptions.empty());
}

TEST_P(CrowdTest, ReplacesTheOptionsOfEachMember) {  // [MQTT-3.8.4-3]
    for (Client& client : crowd) subscriptions.add(client, GetParam(), {.identifier = 1});
    for (Client& client : crowd) subscriptions.add(client, GetParam(), {.identifier = 2});
    const auto matched = subscriptions.match("x/y");
    EXPECT_EQ(matched.size(), crowd.size());
    for (const auto& subscriber : matched) EXPECT_EQ(subscriber.options.identifier, 2U);
}

/// The plainest implementation that could be right, as the oracle.
class PlainSubscriptions {
  public:
    using Identified = std::pair<const Client*, std::uint32_t>;

    void add(const Client& client, const std::string& filter, std::uint32_t identifier) {
        all_[{&client, filter}] = identifier;
    }
    void remove(const Client& client, const std::string& filter) { all_.erase({&client, filter}); }

    /// Clients and the identifiers of their subscriptions, in order.
    std::vector<Identified> match(std::string_view topic, LeadingWildcards leading) const {
        std::vector<Identified> found;
        for (const auto& [key, identifier] : all_) {
            const std::string& filter = key.second;
            const bool leads = filter[0] == '+' || filter[0] == '#';
            if (leads && leading == LeadingWildcards::do_not_match) continue;
            if (mqtt::naive_topic_matches(filter, topic)) found.emplace_back(key.first, identifier);
        }
        std::ranges::sort(found);
        return found;
    }

  private:
    std::map<std::pair<const Client*, std::string>, std::uint32_t> all_;
};

class RandomTopics {
  public:
    unsigned pick(unsigned count) { return static_cast<unsigned>(random_() % count); }

    std::string name() {
        std::string text = word();
        for (unsigned levels = pick(3); levels > 0; --levels) text += '/' + word();
        return text.empty() ? "/" : text;
    }

    /// Mostly with wildcards.
    std::string filter() {
        std::string text = level();
        for (unsigned levels = pick(3); levels > 0; --levels) text += '/' + level();
        if (pick(4) == 0) text += "/#";
        if (pick(20) == 0) text = "#";
        return text.empty() ? "/" : text;
    }

  private:
    std::string word() { return std::array{"a", "b", "", "$c"}[pick(4)]; }
    std::string level() { return pick(3) == 0 ? "+" : word(); }

    std::mt19937 random_{20261122};
};

TEST(Subscriptions, AgreeWithAPlainImplementationOverRandomChanges) {
    std::vector<Client> clients(5);
    ClientSubscriptions subscriptions;
    PlainSubscriptions plain;
    RandomTopics random;
    for (std::uint32_t step = 1; step <= 3'000; ++step) {
        Client& client = clients[random.pick(5)];
        const std::string filter = random.filter();
        if (random.pick(3) == 0) {
            subscriptions.add(client, filter, {.identifier = step});
            plain.add(client, filter, step);
        } else if (random.pick(2) == 0) {
            subscriptions.remove(client, filter);
            plain.remove(client, filter);
        }
        const std::string topic = random.name();
        const auto leading =
            topic[0] == 'b' ? LeadingWildcards::do_not_match : LeadingWildcards::match;
        std::vector<PlainSubscriptions::Identified> matched;
        std::vector<const Client*> seen;
        for_each_target(subscriptions.match(topic, leading), [&](auto of_one_client) {
            seen.push_back(of_one_client[0].target);
            for (const auto& [target, options] : of_one_client)
                matched.emplace_back(target, options.identifier);
        });
        std::ranges::sort(seen);
        ASSERT_EQ(std::ranges::adjacent_find(seen), seen.end()) << topic << " at step " << step;
        std::ranges::sort(matched);
        ASSERT_EQ(matched, plain.match(topic, leading)) << topic << " at step " << step;
    }
}

}  // namespace
}  // namespace fieldcast::broker
