// Sessions that outlive their connections: sending again, restoring, and what the store is told.
// Clauses are those of MQTT 5.0.

#include "broker/session.h"
#include "broker/session_fixture.h"

namespace fieldcast::broker {
namespace {

using Ids = std::vector<std::uint16_t>;

Delivery owed(std::uint16_t packet_id, Qos qos = qos_1) {
    return {
        .message = message_of(std::to_string(packet_id), qos), .qos = qos, .packet_id = packet_id};
}

class DurableSession : public SessionFixture {
  protected:
    DurableSession() : SessionFixture(Durability::durable) { limits.in_flight_max = 10; }

    void deliver(std::initializer_list<std::uint16_t> packet_ids, Qos qos = qos_1) {
        for (const std::uint16_t id : packet_ids) session.deliver(owed(id, qos));
    }

    /// A message with this identifier that is of use for `left` more.
    Delivery expiring(std::uint16_t packet_id, Qos qos, base::Seconds left) const {
        return {.message = share({.topic = "a/b",
                                  .payload = std::to_string(packet_id),
                                  .expires_at = client.time + left,
                                  .qos = qos}),
                .qos = qos,
                .packet_id = packet_id};
    }

    void release(std::uint16_t packet_id) {
        EXPECT_EQ(session.on_pubrec(packet_id, false), Session::PubrecAnswer::release);
        session.release(packet_id);
    }
};

// --- while its client is there ---

TEST_F(DurableSession, UsesTheIdentifiersThatTheStoreHasGiven) {
    connect();
    deliver({40, 7});
    publish("live", qos_0);
    EXPECT_EQ(received(), (Words{"40 qos 1 id 40", "7 qos 1 id 7", "live qos 0"}));
}

TEST_F(DurableSession, TellsTheStoreWhatIsDone) {
    connect();
    deliver({1});
    deliver({2, 3}, qos_2);
    EXPECT_TRUE(session.on_puback(1));
    EXPECT_EQ(session.on_pubrec(2, true), Session::PubrecAnswer::ended);  // [MQTT-4.4.0-2]
    release(3);
    EXPECT_EQ(client.done, (Ids{1, 2}));
    EXPECT_TRUE(session.on_pubcomp(3));
    EXPECT_EQ(client.done, (Ids{1, 2, 3}));
}

TEST_F(DurableSession, TellsTheStoreWhatItDoesNotSend) {  // [MQTT-3.3.2-5] [MQTT-3.1.2-25]
    connect({.version = ProtocolVersion::v5, .packet_bytes_max = 20});
    session.deliver(expiring(1, qos_2, base::Seconds{0}));
    session.deliver({.message = message_of(std::string(20, 'x')), .qos = qos_2, .packet_id = 2});
    deliver({3});
    EXPECT_EQ(received(), (Words{"3 qos 1 id 3"}));
    EXPECT_EQ(client.done, (Ids{1, 2}));
}

TEST_F(DurableSession, SendsNothingBeforeConnack) {  // [MQTT-3.2.0-1]
    deliver({1});
    session.attach(client, {});
    deliver({2});
    publish("live", qos_0);
    EXPECT_EQ(received(), Words{});
    session.resume();
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1", "2 qos 1 id 2"}));
}

// --- while it is away ---

TEST_F(DurableSession, KeepsMessagesForAClientThatIsAway) {  // [MQTT-3.1.2-23] [MQTT-4.6.0-6]
    deliver({1});
    deliver({2}, qos_2);
    session.deliver({.message = message_of("dropped"), .qos = qos_0});
    publish("dropped", qos_0);
    deliver({3});
    connect();
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1", "2 qos 2 id 2", "3 qos 1 id 3"}));
}

TEST_F(DurableSession, KeepsMoreThanATransientSessionWould) {
    for (std::uint16_t id = 1; id <= 1'000; ++id) deliver({id});
    connect();
    Words all = received();
    for (std::uint16_t id = 1; id <= 1'000; ++id) {
        EXPECT_TRUE(session.on_puback(id));
        for (std::string& words : received()) all.push_back(std::move(words));
    }
    ASSERT_EQ(all.size(), 1'000);
    EXPECT_EQ(all.front(), "1 qos 1 id 1");
    EXPECT_EQ(all.back(), "1000 qos 1 id 1000");
    EXPECT_EQ(client.drops, 0);
}

TEST_F(DurableSession, DoesNotStartTheExpiryAgainForAClientThatIsAway) {  // [MQTT-3.3.2-6]
    session.deliver(expiring(1, qos_1, base::Seconds{60}));
    session.deliver(expiring(2, qos_1, base::Seconds{10}));
    client.time += base::Seconds{15};
    connect(v5);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 expiry 45"}));
    EXPECT_EQ(client.done, (Ids{2}));  // [MQTT-3.3.2-5]
}

TEST_F(DurableSession, KeepsIdentifiersAndFlagsWhileItsClientIsAway) {  // [MQTT-3.3.4-3]
    Delivery delivery = owed(1);
    delivery.retain = true;
    delivery.identifiers = {7, 8};
    session.deliver(delivery);
    connect(v5);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 retained for 7 for 8"}));
    reconnect(v5);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 dup retained for 7 for 8"}));
}

// --- sending again ---

// [MQTT-4.3.3-3]
TEST_F(DurableSession, SendsAgainInOrderWhatIsNotAcknowledged) {  // [MQTT-4.4.0-1] [MQTT-4.6.0-1]
    connect();
    deliver({1, 2});
    deliver({3}, qos_2);
    session.on_puback(2);
    static_cast<void>(received());
    session.detach();
    deliver({4});
    connect();
    EXPECT_EQ(received(),
              (Words{"1 qos 1 id 1 dup", "3 qos 2 id 3 dup", "4 qos 1 id 4"}));  // [MQTT-3.3.1-1]
}

TEST_F(DurableSession, SendsPubrelAgainForWhatWasReleased) {  // [MQTT-4.4.0-1] [MQTT-4.3.3-6]
    connect();
    deliver({1, 2, 3}, qos_2);
    release(2);
    reconnect();
    EXPECT_EQ(received(), (Words{"PUBREL 2", "1 qos 2 id 1 dup", "3 qos 2 id 3 dup"}));
    EXPECT_TRUE(session.on_pubcomp(2));
    EXPECT_EQ(client.done, (Ids{2}));
}

TEST_F(DurableSession, SendsPubrelsAgainInTheOrderOfPubrecs) {  // [MQTT-4.6.0-4]
    connect();
    deliver({1, 2, 3, 4}, qos_2);
    release(2);
    release(4);
    reconnect();
    EXPECT_EQ(received(), (Words{"PUBREL 2", "PUBREL 4", "1 qos 2 id 1 dup", "3 qos 2 id 3 dup"}));
}

TEST_F(DurableSession, DoesNotMarkAsSentAgainWhatNeverLeft) {  // [MQTT-3.3.1-3] [MQTT-4.3.2-2]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    deliver({1, 2});
    static_cast<void>(received());
    reconnect(v5);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 dup", "2 qos 1 id 2"}));
}

TEST_F(DurableSession, HeedsTheReceiveMaximumWhenItSendsAgain) {  // [MQTT-3.3.4-9] [MQTT-4.9.0-1]
    connect(v5);
    deliver({1, 2, 3, 4});
    static_cast<void>(received());
    reconnect({.version = ProtocolVersion::v5, .receive_maximum = 2});
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 dup", "2 qos 1 id 2 dup"}));
    EXPECT_FALSE(session.on_puback(3));  // not sent on this connection
    EXPECT_TRUE(session.on_puback(2));
    EXPECT_TRUE(session.on_puback(1));
    EXPECT_EQ(received(), (Words{"3 qos 1 id 3 dup", "4 qos 1 id 4 dup"}));
}

TEST_F(DurableSession, KeepsTheOrderAcrossSeveralConnections) {  // [MQTT-4.6.0-1] [MQTT-4.6.0-6]
    connect(v5);
    deliver({1, 2, 3});
    reconnect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    deliver({4});
    session.on_puback(1);
    reconnect(v5);
    EXPECT_EQ(received(), (Words{"2 qos 1 id 2 dup", "3 qos 1 id 3 dup", "4 qos 1 id 4"}));
}

TEST_F(DurableSession, HoldsNoPubrelBackWhileTheWindowIsClosed) {  // [MQTT-3.3.4-10] [MQTT-4.9.0-3]
    connect(v5);
    deliver({1, 2, 3, 4}, qos_2);
    release(2);
    release(4);
    reconnect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    EXPECT_EQ(received(), (Words{"PUBREL 2", "PUBREL 4"}));
    EXPECT_TRUE(session.on_pubcomp(4));
    EXPECT_TRUE(session.on_pubcomp(2));
    EXPECT_EQ(received(), (Words{"1 qos 2 id 1 dup"}));
}

TEST_F(DurableSession, ReleasesAlsoWhenTheStoreAnswersAfterTheConnectionEnded) {  // [MQTT-4.3.3-6]
    connect();
    deliver({1, 2}, qos_2);
    EXPECT_EQ(session.on_pubrec(2, false), Session::PubrecAnswer::release);
    session.detach();
    session.release(2);
    connect();
    EXPECT_EQ(received(), (Words{"PUBREL 2", "1 qos 2 id 1 dup"}));
}

TEST_F(DurableSession, ReleasesOnTheNextConnectionWhatItHasNotSentThereYet) {  // [MQTT-4.3.3-6]
    connect(v5);
    deliver({1, 2, 3}, qos_2);
    EXPECT_EQ(session.on_pubrec(3, false), Session::PubrecAnswer::release);
    reconnect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    session.release(3);
    EXPECT_EQ(received(), (Words{"1 qos 2 id 1 dup", "PUBREL 3"}));
    EXPECT_TRUE(session.on_pubcomp(3));
    release(1);
    EXPECT_TRUE(session.on_pubcomp(1));
    EXPECT_EQ(received(), (Words{"PUBREL 1", "2 qos 2 id 2 dup"}));
}

TEST_F(DurableSession, SetsTopicAliasesAnewOnEachConnection) {  // [MQTT-3.3.2-7]
    const ClientTerms terms{.version = ProtocolVersion::v5, .topic_alias_maximum = 1};
    connect(terms);
    deliver({1, 2});
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 alias 1 set", "2 qos 1 id 2 alias 1=a/b"}));
    reconnect(terms);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 dup alias 1 set", "2 qos 1 id 2 dup alias 1=a/b"}));
    reconnect(v5);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 dup", "2 qos 1 id 2 dup"}));
}

TEST_F(DurableSession, SendsAgainWhatHasExpiredSinceItWasSent) {  // [MQTT-4.3.3-7] [MQTT-4.4.0-1]
    connect(v5);
    session.deliver(expiring(1, qos_1, base::Seconds{10}));
    session.deliver(expiring(2, qos_2, base::Seconds{10}));
    static_cast<void>(received());
    client.time += base::Seconds{20};
    reconnect(v5);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 dup expiry 0", "2 qos 2 id 2 dup expiry 0"}));
}

TEST_F(DurableSession, GivesUpWhatANewConnectionCannotTake) {  // [MQTT-3.1.2-25]
    connect(v5);
    const std::string large(20, 'x');
    session.deliver({.message = message_of(large), .qos = qos_1, .packet_id = 1});
    session.deliver({.message = message_of(large), .qos = qos_2, .packet_id = 2});
    deliver({3});
    static_cast<void>(received());
    reconnect({.version = ProtocolVersion::v5, .packet_bytes_max = 20});
    // The client may know identifier 2 and must not take the next message with it for this one.
    EXPECT_EQ(received(), (Words{"PUBREL 2", "3 qos 1 id 3 dup"}));
    EXPECT_EQ(client.done, (Ids{1}));
    EXPECT_TRUE(session.on_pubcomp(2));
    EXPECT_EQ(client.done, (Ids{1, 2}));
}

// --- restoring ---

TEST_F(DurableSession, SendsRestoredMessagesAsIfAgain) {  // [MQTT-3.3.1-1] [MQTT-4.4.0-1]
    std::vector<Delivery> deliveries{owed(1), owed(2, qos_2), owed(3, qos_2), owed(4)};
    deliveries[2].message.reset();
    deliveries[2].is_released = true;
    session.restore(std::move(deliveries), {});
    deliver({5});
    connect();
    EXPECT_EQ(received(), (Words{"PUBREL 3", "1 qos 1 id 1 dup", "2 qos 2 id 2 dup",
                                 "4 qos 1 id 4 dup", "5 qos 1 id 5"}));
}

TEST_F(DurableSession, HeedsTheReceiveMaximumForRestoredMessages) {  // [MQTT-3.3.4-9]
    session.restore({owed(1), owed(2)}, {});
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 dup"}));
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"2 qos 1 id 2 dup"}));
}

TEST_F(DurableSession, DoesNotSendRestoredMessagesThatHaveExpired) {  // [MQTT-3.3.2-5]
    session.restore({expiring(1, qos_1, base::Seconds{0}), expiring(2, qos_2, base::Seconds{0}),
                     expiring(3, qos_1, base::Seconds{1})},
                    {});
    connect(v5);
    EXPECT_EQ(received(), (Words{"PUBREL 2", "3 qos 1 id 3 dup expiry 1"}));
    EXPECT_EQ(client.done, (Ids{1}));
}

TEST_F(DurableSession, AcknowledgesRestoredIdentifiersAgain) {  // [MQTT-4.3.3-10]
    session.restore({}, {5, 6});
    EXPECT_EQ(session.received_count(), 2);
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::duplicate_stored);
    EXPECT_EQ(session.receive_exactly_once(7), Receipt::fresh);
}

TEST_F(DurableSession, RemembersReceivedIdentifiersAcrossConnections) {  // [MQTT-4.1.0-1]
    connect();
    static_cast<void>(session.receive_exactly_once(5));
    session.mark_acknowledged(5);
    reconnect();
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::duplicate_stored);
}

// --- queues that lose something ---

TEST_F(DurableSession, DropsOnlyWhatWasNeverSent) {
    session.restore({owed(1)}, {});
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    deliver({2, 3});
    session.drop_queued([](const std::string& topic) { return topic == "a/b"; });
    EXPECT_EQ(client.done, (Ids{2, 3}));
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 dup"}));
}

TEST_F(DurableSession, TellsAtTheNextConnectionWhatWasDroppedWhileItWasAway) {
    deliver({1, 2});
    session.deliver(
        {.message = share({.topic = "kept", .payload = "3"}), .qos = qos_1, .packet_id = 3});
    session.drop_queued([](const std::string& topic) { return topic == "a/b"; });
    session.drop_queued([](const std::string& topic) { return topic == "a/b"; });
    EXPECT_TRUE(client.done.empty());
    connect();
    EXPECT_EQ(client.done, (Ids{1, 2}));
    EXPECT_EQ(received(), (Words{"3 qos 1 id 3"}));
}

TEST_F(DurableSession, GivesSharedMessagesOnWhenItEnds) {  // [MQTT-4.8.2-5]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 2});
    for (std::uint16_t id = 1; id <= 4; ++id) {
        Delivery delivery = owed(id, id % 2 == 0 ? qos_2 : qos_1);
        delivery.share_group = 9;
        session.deliver(delivery);
    }
    deliver({5});
    session.detach();
    Ids taken;
    for (const Delivery& delivery : session.take_shared()) taken.push_back(delivery.packet_id);
    EXPECT_EQ(taken, (Ids{1, 3, 4}));
    connect();
    EXPECT_EQ(received().back(), "5 qos 1 id 5");
}

}  // namespace
}  // namespace fieldcast::broker
