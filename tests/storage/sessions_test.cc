#include "stored_sessions.h"

namespace fieldcast::storage {
namespace {

StoredMessage full_message() {
    return {.topic = "site/roof",
            .payload = std::string("\0\xff binary", 9),
            .properties = "\x26\x01",
            .expires_at = at(1'700'000'000'123),
            .publisher = 0xFFFFFFFFFFFFFFFF,
            .qos = base::Qos::exactly_once,
            .retain = true};
}

StoredSession full_session() {
    return {.id = {7},
            .client_id = "roof",
            .owner = "device 3",
            .expiry_s = 0xFFFFFFFF,
            .left_at = at(5),
            .will = full_message(),
            .will_delay_s = 0xFFFFFFFF};
}

model::Subscription full_subscription() {
    return {"$share/group/site/+",
            {.qos = base::Qos::exactly_once,
             .no_local = true,
             .retain_as_published = true,
             .identifier = 268'435'455}};
}

StoredDelivery full_delivery() {
    return {.message = 12,
            .packet_id = 65'535,
            .qos = base::Qos::exactly_once,
            .retain = true,
            .identifiers = {1, 268'435'455},
            .share = "$share/group/site/+"};
}

class EmbeddedSessions : public SessionsTest {
  protected:
    SessionStore& sessions() { return store_->sessions(); }

    void commit_and_reopen() {
        commit();
        reopen_and_load();
    }

    std::int64_t rows(std::string_view table) {
        store_.reset();
        return integer(fmt::format("SELECT count(*) FROM {}", table));
    }
};

TEST_F(EmbeddedSessions, KeepEveryPart) {
    ASSERT_TRUE(sessions().put(full_session()));
    ASSERT_TRUE(sessions().put_subscription({7}, full_subscription()));
    ASSERT_TRUE(sessions().add_received({7}, 65'535));
    ASSERT_TRUE(sessions().add_message(12, full_message()));
    ASSERT_TRUE(sessions().add_delivery({7}, full_delivery()));
    commit();
    reopen();
    const auto all = sessions().load();
    ASSERT_TRUE(all);
    ASSERT_EQ(all->sessions.size(), 1U);
    const auto& session = all->sessions[0];
    EXPECT_EQ(session.session, full_session());
    EXPECT_EQ(session.subscriptions, std::vector{full_subscription()});
    EXPECT_EQ(session.received, std::vector<std::uint16_t>{65'535});
    EXPECT_EQ(session.deliveries, std::vector{full_delivery()});
    EXPECT_EQ(all->messages, (std::vector{std::pair(MessageNumber{12}, full_message())}));
}

TEST_F(EmbeddedSessions, KeepListsWhenTheSessionIsPutAgain) {
    put_session(1);
    add_message(1);
    owe(1, 5, 1);
    put_session(1);
    commit_and_reopen();
    EXPECT_EQ(owed(1), "5=1");
}

TEST_F(EmbeddedSessions, ReplaceASubscriptionByItsFilter) {
    put_session(1);
    ASSERT_TRUE(sessions().put_subscription({1}, {"a", {.identifier = 1}}));
    ASSERT_TRUE(sessions().put_subscription({1}, {"a", {.identifier = 2}}));
    ASSERT_TRUE(sessions().put_subscription({1}, {"b", {}}));
    ASSERT_TRUE(sessions().remove_subscription({1}, "b"));
    commit_and_reopen();
    ASSERT_EQ(loaded_.sessions[1].subscriptions.size(), 1U);
    EXPECT_EQ(loaded_.sessions[1].subscriptions["a"].options.identifier, 2U);
}

TEST_F(EmbeddedSessions, ComeBackInTheOrderOfTheirIdsAndFilters) {
    for (const std::uint64_t id : {300, 2, 17}) {
        put_session(id);
        for (const char* filter : {"b", "#", "\xc3\xa4", "a/b", "a"})
            ASSERT_TRUE(sessions().put_subscription({id}, {filter, {}}));
    }
    commit();
    reopen();
    const auto all = sessions().load();
    ASSERT_TRUE(all);
    std::vector<std::uint64_t> ids;
    for (const SessionContents& contents : all->sessions) {
        ids.push_back(contents.session.id.value);
        std::vector<std::string> filters;
        for (const auto& [filter, options] : contents.subscriptions) filters.push_back(filter);
        EXPECT_EQ(filters, (std::vector<std::string>{"#", "a", "a/b", "b", "\xc3\xa4"}));
    }
    EXPECT_EQ(ids, (std::vector<std::uint64_t>{2, 17, 300}));
}

TEST_F(EmbeddedSessions, KeepDeliveriesInTheOrderInWhichTheyWereAdded) {
    put_session(1);
    put_session(2);
    for (MessageNumber number = 1; number <= 500; ++number) {
        add_message(number);
        owe(1 + number % 2, static_cast<std::uint16_t>(60'000 - number), number);
        if (number % 7 == 0) commit();
    }
    commit_and_reopen();
    EXPECT_EQ(messages_loaded_, 500U);
    EXPECT_TRUE(owed(1).starts_with("59998=2 59996=4 59994=6 "));
    EXPECT_TRUE(owed(2).ends_with(" 59503=497 59501=499"));
}

TEST_F(EmbeddedSessions, AreOwedNothingAfterARemoval) {
    put_session(1);
    put_session(2);
    add_message(1);
    owe(1, 1, 1);
    owe(2, 1, 1);
    ASSERT_TRUE(sessions().add_received({1}, 9));
    ASSERT_TRUE(sessions().put_subscription({1}, {"a", {}}));
    commit();
    ASSERT_TRUE(sessions().remove({1}));
    commit_and_reopen();
    EXPECT_FALSE(loaded_.sessions.contains(1));
    EXPECT_EQ(owed(2), "1=1");
    EXPECT_EQ(rows("subscription"), 0);
    EXPECT_EQ(rows("received"), 0);
}

TEST_F(EmbeddedSessions, LetGoOfAReleasedMessage) {
    put_session(1);
    add_message(1);
    owe(1, 1, 1);
    commit();
    ASSERT_TRUE(sessions().release_delivery({1}, 1));
    ASSERT_TRUE(sessions().remove_message(1));
    commit_and_reopen();
    EXPECT_EQ(owed(1), "1=released");
    EXPECT_EQ(loaded_.sessions[1].deliveries[0].qos, base::Qos::exactly_once);
    EXPECT_EQ(rows("message"), 0);
}

TEST_F(EmbeddedSessions, MayUseAPacketIdentifierAgain) {
    put_session(1);
    for (MessageNumber number = 1; number <= 10; ++number) {
        add_message(number);
        owe(1, 1, number);
        if (number % 2 == 0) commit();
        if (number == 10) break;
        ASSERT_TRUE(sessions().remove_delivery({1}, 1));
    }
    commit_and_reopen();
    EXPECT_EQ(owed(1), "1=10");
}

TEST_F(EmbeddedSessions, WriteNothingThatIsGoneBeforeTheCommit) {
    add_message(1);
    owe(1, 1, 1);
    ASSERT_TRUE(sessions().remove_delivery({1}, 1));
    ASSERT_TRUE(sessions().remove_message(1));
    commit();
    EXPECT_EQ(rows("message") + rows("delivery"), 0);
}

TEST_F(EmbeddedSessions, LeaveNoRowOfWhatIsGone) {
    put_session(1);
    for (MessageNumber number = 1; number <= 300; ++number) {
        add_message(number);
        owe(1, static_cast<std::uint16_t>(number), number);
    }
    commit();
    for (MessageNumber number = 300; number >= 1; --number) {
        ASSERT_TRUE(sessions().remove_delivery({1}, static_cast<std::uint16_t>(number)));
        ASSERT_TRUE(sessions().remove_message(number));
        if (number % 50 == 0) commit();
    }
    commit();
    EXPECT_EQ(rows("message") + rows("delivery"), 0);
}

TEST_F(EmbeddedSessions, KeepFewBytesForFewMessages) {
    put_session(1);
    const std::string payload(100, 'x');
    for (MessageNumber number = 1; number <= 64; ++number)
        ASSERT_TRUE(sessions().add_message(number, message("t", payload)));
    owe(1, 1, 40);
    commit();
    for (MessageNumber number = 1; number <= 64; ++number)
        EXPECT_TRUE(number == 40 || sessions().remove_message(number));
    commit();
    store_.reset();
    EXPECT_LT(integer("SELECT sum(length(body)) FROM message"), 300);
    reopen_and_load();
    EXPECT_EQ(owed(1), "1=" + payload);
}

TEST_F(EmbeddedSessions, RemoveMessagesThatNobodyIsOwedAtTheNextStart) {
    put_session(1);
    for (MessageNumber number = 1; number <= 10; ++number) add_message(number);
    owe(1, 1, 3);
    commit_and_reopen();
    EXPECT_EQ(messages_loaded_, 1U);
    add_message(4);  // the caller counts on from what was loaded
    owe(1, 2, 4);
    commit_and_reopen();
    EXPECT_EQ(owed(1), "1=3 2=4");
}

TEST_F(EmbeddedSessions, ForgetAGroupThatIsRolledBack) {
    put_session(1);
    add_message(1);
    owe(1, 1, 1);
    ASSERT_TRUE(sessions().add_received({1}, 8));
    commit();
    ASSERT_TRUE(sessions().remove_delivery({1}, 1));
    ASSERT_TRUE(sessions().remove_message(1));
    ASSERT_TRUE(sessions().remove_received({1}, 8));
    add_message(2);
    owe(1, 1, 2);
    store_->roll_back();
    add_message(2);
    owe(1, 2, 2);
    commit_and_reopen();
    EXPECT_EQ(owed(1), "1=1 2=2");
    EXPECT_EQ(loaded_.sessions[1].received, std::vector<std::uint16_t>{8});
}

TEST_F(EmbeddedSessions, WaitWithMaintenanceForTheirCommit) {
    append_numbers(channel_1, 1, 8);
    add_message(1);
    const auto more = store_->maintain();
    ASSERT_TRUE(more);
    EXPECT_FALSE(*more);
    store_->roll_back();
}

TEST_F(EmbeddedSessions, KeepTheRetainedMessageOfATopic) {
    ASSERT_TRUE(store_->retained().put(message("a", "1")));
    ASSERT_TRUE(store_->retained().put(message("b", "1")));
    ASSERT_TRUE(store_->retained().put(full_message()));
    commit();
    ASSERT_TRUE(store_->retained().put(message("a", "2")));
    ASSERT_TRUE(store_->retained().remove("b"));
    commit();
    ASSERT_TRUE(store_->retained().put(message("c", "rolled back")));
    store_->roll_back();
    reopen();
    const auto retained = store_->retained().load();
    ASSERT_TRUE(retained);
    EXPECT_EQ(*retained, (std::vector{message("a", "2"), full_message()}));
}

}  // namespace
}  // namespace fieldcast::storage
