#include "broker/share_group.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace fieldcast::broker {
namespace {

class ShareGroupTest : public testing::Test {
  protected:
    void joins(std::uint64_t session, bool is_online = true) {
        group.put({.session = {session}, .shard = 0, .options = {}, .is_online = is_online});
    }

    /// Sessions that get the next `count` messages.
    std::string next(int count) {
        std::string chosen;
        for (int i = 0; i < count; ++i) {
            const ShareMember* member = group.choose();
            chosen += member == nullptr ? "-" : std::to_string(member->session.value);
        }
        return chosen;
    }

    ShareGroup group;
};

TEST_F(ShareGroupTest, HasNobodyToChooseWithoutMembers) {
    EXPECT_TRUE(group.empty());
    EXPECT_EQ(group.choose(), nullptr);
}

TEST_F(ShareGroupTest, GivesEachMessageToOneMemberInTurn) {  // 4.8.2
    for (const std::uint64_t session : {1U, 2U, 3U}) joins(session);
    EXPECT_EQ(next(7), "1231231");
}

TEST_F(ShareGroupTest, PassesOverMembersThatAreAway) {
    joins(1);
    joins(2, false);
    joins(3);
    EXPECT_EQ(next(4), "1313");
    group.set_online({3}, false);
    EXPECT_EQ(next(2), "11");
}

TEST_F(ShareGroupTest, TurnsToThoseAwayWhenNobodyIsOnline) {
    joins(1);
    joins(2);
    joins(3, false);
    for (const std::uint64_t session : {1U, 2U}) group.set_online({session}, false);
    EXPECT_EQ(next(6), "312312");
}

TEST_F(ShareGroupTest, GivesReturningMembersTheirTurnAgain) {
    joins(1, false);
    joins(2);
    EXPECT_EQ(next(2), "22");
    group.set_online({1}, true);
    EXPECT_EQ(next(4), "2121");
}

TEST_F(ShareGroupTest, NewsThatIsNoneDoesNotChangeTheTurn) {
    for (const std::uint64_t session : {1U, 2U, 3U}) joins(session);
    EXPECT_EQ(next(1), "1");
    group.set_online({2}, true);
    group.set_online({9}, false);
    EXPECT_EQ(next(3), "231");
}

TEST_F(ShareGroupTest, ReplacesOptionsAndKeepsTheTurn) {  // [MQTT-3.8.4-3]
    for (const std::uint64_t session : {1U, 2U}) joins(session);
    group.put({.session = {1}, .shard = 5, .options = {.identifier = 8}, .is_online = true});
    const ShareMember* first = group.choose();
    EXPECT_EQ(first->session, model::SessionId{1});
    EXPECT_EQ(first->shard, 5U);
    EXPECT_EQ(first->options.identifier, 8U);
    EXPECT_EQ(next(2), "21");
}

TEST_F(ShareGroupTest, LearnsFromAReplacementThatAMemberIsAway) {
    for (const std::uint64_t session : {1U, 2U}) joins(session);
    joins(1, false);
    EXPECT_EQ(next(3), "222");
    EXPECT_TRUE(group.remove({2}));
    EXPECT_EQ(next(2), "11");
}

TEST_F(ShareGroupTest, ForgetsMembersThatLeave) {
    for (const std::uint64_t session : {1U, 2U, 3U}) joins(session);
    group.set_online({3}, false);
    EXPECT_TRUE(group.remove({1}));
    EXPECT_FALSE(group.remove({1}));
    EXPECT_EQ(next(2), "22");
    EXPECT_TRUE(group.remove({2}));
    EXPECT_FALSE(group.empty());
    EXPECT_EQ(next(1), "3");
    EXPECT_TRUE(group.remove({3}));
    EXPECT_TRUE(group.empty());
    EXPECT_EQ(next(1), "-");
}

TEST_F(ShareGroupTest, SharesEvenlyAmongThousands) {
    constexpr std::uint64_t members = 10'000;
    for (std::uint64_t session = 1; session <= members; ++session) joins(session, session % 10 > 0);
    std::map<std::uint64_t, int> messages;
    for (std::uint64_t i = 0; i < 3 * members * 9 / 10; ++i)
        ++messages[group.choose()->session.value];
    EXPECT_EQ(messages.size(), members * 9 / 10);
    for (const auto& [session, count] : messages) ASSERT_EQ(count, 3) << session;
}

}  // namespace
}  // namespace fieldcast::broker
