// Sessions that end with their connection, and what all sessions have in common. Clauses are those
// of MQTT 5.0.

#include "broker/session.h"

#include "broker/session_fixture.h"

namespace fieldcast::broker {
namespace {

class TransientSession : public SessionFixture {
  protected:
    TransientSession() : SessionFixture(Durability::transient) {}
};

constexpr ClientTerms v5_with_2_aliases{.version = ProtocolVersion::v5, .topic_alias_maximum = 2};

// --- how a message arrives ---

TEST_F(TransientSession, DeliversAtTheLowerOfBothQos) {  // [MQTT-3.8.4-8]
    connect();
    publish(message_of("x", qos_0), {.qos = qos_2});
    publish(message_of("y", qos_2), {.qos = qos_1});
    publish(message_of("z", qos_2), {.qos = qos_2});
    EXPECT_EQ(received(), (Words{"x qos 0", "y qos 1 id 1", "z qos 2 id 2"}));  // [MQTT-4.3.1-1]
}

TEST_F(TransientSession, ClearsTheRetainFlagOfLiveMessages) {  // [MQTT-3.3.1-12]
    connect();
    publish(share({.topic = "t", .payload = "x", .retain = true}), Grant{});
    EXPECT_EQ(received(), (Words{"x qos 0"}));
}

TEST_F(TransientSession, KeepsTheRetainFlagForThoseWhoAskedForIt) {  // [MQTT-3.3.1-13]
    connect();
    const Grant as_published{.retain_as_published = true};
    publish(share({.topic = "t", .payload = "x", .retain = true}), as_published);
    publish(share({.topic = "t", .payload = "y", .retain = false}), as_published);
    EXPECT_EQ(received(), (Words{"x qos 0 retained", "y qos 0"}));
}

TEST_F(TransientSession, MarksRetainedMessagesOfANewSubscription) {  // 3.1.1 [MQTT-3.3.1-8]
    connect();
    session.deliver({.message = message_of("x"), .qos = qos_0, .retain = true});
    session.deliver({.message = message_of("y"), .qos = qos_1, .retain = true});
    EXPECT_EQ(received(), (Words{"x qos 0 retained", "y qos 1 id 1 retained"}));
}

TEST_F(TransientSession, TellsAllSubscriptionIdentifiers) {  // [MQTT-3.3.4-3] [MQTT-3.3.4-4]
    connect(v5);
    publish(message_of("x", qos_0), {.identifiers = {7, 300}});
    publish(message_of("y", qos_1), {.qos = qos_1, .identifiers = {7}});
    EXPECT_EQ(received(), (Words{"x qos 0 for 7 for 300", "y qos 1 id 1 for 7"}));
}

TEST_F(TransientSession, TellsTheIdentifiersOfMessagesThatHadToWait) {  // [MQTT-3.3.4-3]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    publish(message_of("1"), {.qos = qos_1, .identifiers = {7}});
    publish(message_of("2"), {.qos = qos_1, .identifiers = {8, 9}});
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 for 7", "2 qos 1 id 2 for 8 for 9"}));
}

TEST_F(TransientSession, TellsOlderVersionsNothingOfIdentifiersAndExpiry) {
    for (const auto version : {ProtocolVersion::v3_1, ProtocolVersion::v3_1_1}) {
        reconnect({.version = version});
        publish(share({.topic = "t", .payload = "x", .expires_at = client.time + base::Seconds{9}}),
                {.identifiers = {7}});
        EXPECT_EQ(received(), (Words{"x qos 0"}));
    }
}

TEST_F(TransientSession, DeliversNothingWhileItsClientIsAway) {
    publish("x", qos_0);
    publish("y", qos_1);
    session.deliver({.message = message_of("z"), .qos = qos_1});
    connect();
    EXPECT_EQ(received(), Words{});
    EXPECT_EQ(client.drops, 0);
}

// --- packet identifiers, window and queue ---

TEST_F(TransientSession, NumbersMessagesFromOne) {  // [MQTT-2.2.1-4] [MQTT-4.3.2-1] [MQTT-4.3.3-1]
    connect();
    publish("x", qos_1);
    publish("y", qos_2);
    // [MQTT-4.3.2-2] [MQTT-4.3.3-2]
    EXPECT_EQ(received(), (Words{"x qos 1 id 1", "y qos 2 id 2"}));
}

TEST_F(TransientSession, SkipsPacketIdentifiersInUseWhenTheyWrapAround) {  // [MQTT-2.2.1-4]
    connect();
    publish("stays", qos_1);
    for (int lap = 0; lap < 2; ++lap)
        for (int i = 2; i <= 65'535; ++i) {
            publish("goes", qos_1);
            ASSERT_TRUE(session.on_puback(static_cast<std::uint16_t>(i)));
            client.bytes.clear();
        }
    publish("next", qos_1);
    EXPECT_EQ(received(), (Words{"next qos 1 id 2"}));
}

TEST_F(TransientSession, QueuesBeyondTheInFlightLimitAndGoesOnInOrder) {  // [MQTT-4.6.0-6]
    connect();
    for (const char* payload : {"1", "2", "3", "4"}) publish(payload, qos_1);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1", "2 qos 1 id 2"}));
    EXPECT_TRUE(session.on_puback(1));
    EXPECT_EQ(received(), (Words{"3 qos 1 id 3"}));
    EXPECT_TRUE(session.on_puback(3));
    EXPECT_TRUE(session.on_puback(2));
    EXPECT_EQ(received(), (Words{"4 qos 1 id 4"}));
    EXPECT_EQ(client.drops, 0);
}

TEST_F(TransientSession, HeedsTheReceiveMaximum) {  // [MQTT-3.3.4-9] [MQTT-4.9.0-2]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    publish("1", qos_2);
    publish("2", qos_1);
    EXPECT_EQ(received(), (Words{"1 qos 2 id 1"}));
    EXPECT_EQ(session.on_pubrec(1, false), Session::PubrecAnswer::release);
    session.release(1);
    EXPECT_EQ(received(), (Words{"PUBREL 1"}));
    EXPECT_TRUE(session.on_pubcomp(1));
    EXPECT_EQ(received(), (Words{"2 qos 1 id 2"}));
}

TEST_F(TransientSession, SendsOtherPacketsAtAClosedWindow) {  // [MQTT-3.3.4-10] [MQTT-4.9.0-3]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    publish("1", qos_2);
    publish("2", qos_0);
    session.release(1);
    EXPECT_EQ(received(), (Words{"1 qos 2 id 1", "2 qos 0", "PUBREL 1"}));
}

TEST_F(TransientSession, LetsNoMessageOvertakeThoseThatWait) {  // [MQTT-4.6.0-6]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    publish("1", qos_1);
    session.deliver({.message = message_of("2"), .qos = qos_1, .retain = true});
    publish("3", qos_1);
    session.on_puback(1);
    session.on_puback(2);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1", "2 qos 1 id 2 retained", "3 qos 1 id 3"}));
}

TEST_F(TransientSession,
       HoldsMessagesBackForWhichTheConnectionHasNoRoomUntilTheNextIsAcknowledged) {
    limits.in_flight_max = 10;
    connect();
    client.room = 20;
    for (const char* payload : {"1", "2", "3", "4"}) publish(payload, qos_1);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1", "2 qos 1 id 2"}));
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"3 qos 1 id 3", "4 qos 1 id 4"}));
    EXPECT_EQ(client.drops, 0);
}

TEST_F(TransientSession, SendsOneMessageAtATimeHoweverLittleRoomThereIs) {
    connect();
    client.room = 0;
    publish("1", qos_1);
    publish("2", qos_1);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1"}));
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"2 qos 1 id 2"}));
}

TEST_F(TransientSession, DropsWhatTheFullQueueCannotTakeAndSaysSo) {
    connect({.receive_maximum = 1});
    publish(std::string(97, 'x'), qos_1);
    publish(std::string(97, 'y'), qos_1);
    EXPECT_EQ(client.drops, 0);
    publish("z", qos_1);
    session.deliver({.message = message_of("z"), .qos = qos_1});
    EXPECT_EQ(client.drops, 2);
    session.on_puback(1);
    publish(std::string(97, 'z'), qos_1);
    session.on_puback(2);
    EXPECT_EQ(received().back(), std::string(97, 'z') + " qos 1 id 3");
    EXPECT_EQ(client.drops, 2);
}

TEST_F(TransientSession, CountsNothingAsWaitingThatIsSentAtOnce) {
    connect();
    session.deliver({.message = message_of(std::string(1'000, 'x')), .qos = qos_1});
    EXPECT_EQ(received().size(), 1);
}

TEST_F(TransientSession, DropsQosZeroThatTheConnectionHasNoRoomForAndSaysSo) {
    connect();
    client.room = 5;
    publish("x", qos_0);
    session.deliver({.message = message_of("y"), .qos = qos_0});
    EXPECT_EQ(received(), Words{});
    EXPECT_EQ(client.drops, 2);
}

TEST_F(TransientSession, NeverSendsAgainOnAnOpenConnection) {  // [MQTT-4.4.0-1]
    connect();
    publish("1", qos_1);
    publish("2", qos_2);
    static_cast<void>(received());
    session.resume();
    EXPECT_EQ(received(), Words{});
}

// --- acknowledgements ---

TEST_F(TransientSession, RefusesAcknowledgementsThatNothingWaitsFor) {
    connect();
    publish("1", qos_2);
    publish("2", qos_1);
    EXPECT_FALSE(session.on_puback(1));
    EXPECT_FALSE(session.on_puback(77));
    EXPECT_FALSE(session.on_pubcomp(1));
    EXPECT_EQ(session.on_pubrec(2, false), Session::PubrecAnswer::not_found);
    EXPECT_EQ(session.on_pubrec(77, true), Session::PubrecAnswer::not_found);
    publish("3", qos_1);
    EXPECT_EQ(received().size(), 2);
}

TEST_F(TransientSession, KnowsWhichAnswerIsDue) {  // 4.3.2, 4.3.3
    connect();
    publish("1", qos_1);
    publish("2", qos_2);
    publish("waits", qos_1);
    EXPECT_EQ(session.answer_due(1), mqtt::PacketType::puback);
    EXPECT_EQ(session.answer_due(2), mqtt::PacketType::pubrec);
    EXPECT_EQ(session.answer_due(3), std::nullopt);
    session.release(2);
    EXPECT_EQ(session.answer_due(2), mqtt::PacketType::pubcomp);
    EXPECT_TRUE(session.on_pubcomp(2));
    EXPECT_EQ(session.answer_due(2), std::nullopt);
}

TEST_F(TransientSession, TakesAPubackOnce) {  // [MQTT-4.3.2-3]
    connect();
    publish("1", qos_1);
    EXPECT_TRUE(session.on_puback(1));
    EXPECT_FALSE(session.on_puback(1));
}

TEST_F(TransientSession, EndsAnExactlyOnceExchangeByPubcomp) {  // [MQTT-4.3.3-4] [MQTT-4.3.3-5]
    connect();
    for (const char* payload : {"1", "2", "3"}) publish(payload, qos_2);
    static_cast<void>(received());
    EXPECT_EQ(session.on_pubrec(1, false), Session::PubrecAnswer::release);
    session.release(1);
    EXPECT_EQ(received(), (Words{"PUBREL 1"}));
    EXPECT_TRUE(session.on_pubcomp(1));
    EXPECT_EQ(received(), (Words{"3 qos 2 id 3"}));
}

TEST_F(TransientSession, AnswersEachPubrecByPubrel) {  // [MQTT-4.3.3-4]
    connect();
    publish("1", qos_2);
    static_cast<void>(received());
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(session.on_pubrec(1, false), Session::PubrecAnswer::release);
        session.release(1);
    }
    EXPECT_EQ(received(), (Words{"PUBREL 1", "PUBREL 1"}));
}

TEST_F(TransientSession, OpensItsWindowWhenTheClientRefusesAMessage) {  // [MQTT-4.9.0-1]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    for (std::uint16_t id = 1; id <= 10; ++id) {
        publish("refused", qos_2);
        publish("waits", qos_2);
        EXPECT_EQ(session.on_pubrec(static_cast<std::uint16_t>(2 * id - 1), true),
                  Session::PubrecAnswer::ended);
        EXPECT_EQ(received().size(), 2);
        EXPECT_EQ(session.on_pubrec(static_cast<std::uint16_t>(2 * id), true),
                  Session::PubrecAnswer::ended);
    }
    EXPECT_FALSE(session.on_pubcomp(20));
}

// --- what is dropped silently ---

TEST_F(TransientSession, DropsMessagesThatHaveExpired) {  // [MQTT-3.3.2-5]
    connect(v5);
    for (const Qos qos : {qos_0, qos_1}) {
        const auto message =
            share({.topic = "t", .payload = "x", .expires_at = client.time, .qos = qos});
        publish(message, {.qos = qos});
        session.deliver({.message = message, .qos = qos});
    }
    EXPECT_EQ(received(), Words{});
    EXPECT_EQ(client.drops, 0);
}

TEST_F(TransientSession, DropsMessagesThatExpireWhileTheyWait) {  // [MQTT-3.3.2-5]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    publish("1", qos_1);
    publish(share({.topic = "t",
                   .payload = "2",
                   .expires_at = client.time + base::Seconds{5},
                   .qos = qos_1}),
            {.qos = qos_1});
    publish("3", qos_1);
    client.time += base::Seconds{5};
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1", "3 qos 1 id 2"}));
}

TEST_F(TransientSession, TellsTheTimeThatIsLeftWhenAMessageIsSent) {  // [MQTT-3.3.2-6]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1});
    const auto message = share({.topic = "t",
                                .payload = "x",
                                .expires_at = client.time + base::Seconds{60},
                                .qos = qos_1});
    publish(message, {.qos = qos_1});
    publish(message, {.qos = qos_1});
    client.time += base::Seconds{20};
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"x qos 1 id 1 expiry 60", "x qos 1 id 2 expiry 40"}));
}

TEST_F(TransientSession, DropsPacketsThatAreTooLarge) {  // [MQTT-3.1.2-24] [MQTT-3.1.2-25]
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1, .packet_bytes_max = 20});
    const std::string large(20, 'x');
    publish(large, qos_0);
    publish(large, qos_1);
    publish("1", qos_1);
    publish(large, qos_1);
    publish("2", qos_1);
    session.on_puback(1);
    session.deliver({.message = message_of(large), .qos = qos_0});
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1", "2 qos 1 id 2"}));
    EXPECT_EQ(client.drops, 0);
}

TEST_F(TransientSession, SendsPacketsThatTheClientJustTakes) {  // [MQTT-3.1.2-24]
    constexpr std::uint32_t limit = 40;
    connect({.version = ProtocolVersion::v5, .packet_bytes_max = limit});
    for (std::size_t size = 20; size < 40; ++size)
        publish(share({.topic = "t", .payload = std::string(size, 'x')}), {.identifiers = {1}});
    const auto sizes = client.received_sizes();
    ASSERT_FALSE(sizes.empty());
    EXPECT_EQ(sizes.back(), limit);
}

// --- topic aliases ---

TEST_F(TransientSession, UsesAliasesFromTheSecondMessageOfATopic) {  // [MQTT-3.3.2-11]
    connect(v5_with_2_aliases);
    for (const char* topic : {"a", "a", "b", "c", "b"})
        publish(share({.topic = topic, .payload = topic}), Grant{});
    EXPECT_EQ(received(), (Words{"a qos 0 alias 1 set", "a qos 0 alias 1=a", "b qos 0 alias 2 set",
                                 "c qos 0", "b qos 0 alias 2=b"}));
}

TEST_F(TransientSession, UsesNoAliasesWhereTheClientTakesNone) {  // [MQTT-3.1.2-27]
    connect(v5);
    publish("x", qos_0);
    publish("y", qos_0);
    EXPECT_EQ(received(), (Words{"x qos 0", "y qos 0"}));
}

TEST_F(TransientSession, UsesNoAliasesBeforeVersion5) {
    connect({.version = ProtocolVersion::v3_1_1, .topic_alias_maximum = 2});
    publish("x", qos_0);
    publish("y", qos_0);
    EXPECT_EQ(received(), (Words{"x qos 0", "y qos 0"}));
}

TEST_F(TransientSession, UsesAliasesForMessagesThatHadToWait) {
    connect({.version = ProtocolVersion::v5, .receive_maximum = 1, .topic_alias_maximum = 1});
    publish(share({.topic = "a", .payload = "1", .qos = qos_1}), {.qos = qos_1});
    publish(share({.topic = "a", .payload = "2", .qos = qos_1}), {.qos = qos_1});
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1 alias 1 set", "2 qos 1 id 2 alias 1=a"}));
}

TEST_F(TransientSession, ForgetsTheAliasOfAPacketThatWasTooLarge) {  // [MQTT-3.1.2-25]
    connect({.version = ProtocolVersion::v5, .packet_bytes_max = 20, .topic_alias_maximum = 2});
    publish(share({.topic = "a", .payload = std::string(20, 'x')}), Grant{});
    publish(share({.topic = "a", .payload = "1"}), Grant{});
    EXPECT_EQ(received(), (Words{"1 qos 0 alias 1 set"}));
}

TEST_F(TransientSession, ForgetsTheAliasOfAPacketThatHadNoRoom) {
    connect(v5_with_2_aliases);
    client.room = 0;
    publish(share({.topic = "a", .payload = "0"}), Grant{});
    client.room = 100;
    publish(share({.topic = "a", .payload = "1"}), Grant{});
    EXPECT_EQ(received(), (Words{"1 qos 0 alias 1 set"}));
}

TEST_F(TransientSession, LeavesAnAliasOutThatWouldMakeThePacketTooLarge) {  // [MQTT-3.1.2-24]
    connect({.version = ProtocolVersion::v5, .packet_bytes_max = 20, .topic_alias_maximum = 2});
    const std::string payload(14, 'x');
    publish(share({.topic = "a", .payload = payload}), Grant{});
    EXPECT_EQ(received(), (Words{payload + " qos 0"}));
}

TEST_F(TransientSession, SendsByItsAliasWhatWouldBeTooLargeWithTheTopic) {
    connect({.version = ProtocolVersion::v5, .packet_bytes_max = 20, .topic_alias_maximum = 2});
    const std::string topic = "abcdefgh";
    publish(share({.topic = topic, .payload = "1"}), Grant{});
    publish(share({.topic = topic, .payload = "1234567890"}), Grant{});
    EXPECT_EQ(received(), (Words{"1 qos 0 alias 1 set", "1234567890 qos 0 alias 1=abcdefgh"}));
}

// --- queues that lose something ---

TEST_F(TransientSession, DropsWhatWaitsAndIsForbiddenNow) {
    connect({.receive_maximum = 1});
    for (const char* topic : {"old", "old", "kept"})
        publish(share({.topic = topic, .payload = topic, .qos = qos_1}), {.qos = qos_1});
    session.drop_queued([](const std::string& topic) { return topic == "old"; });
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"old qos 1 id 1", "kept qos 1 id 2"}));
    EXPECT_TRUE(client.done.empty());
}

TEST_F(TransientSession, HasRoomAgainForWhatWasDropped) {
    connect({.receive_maximum = 1});
    publish("1", qos_1);
    publish(std::string(97, 'x'), qos_1);
    session.drop_queued([](const std::string&) { return true; });
    publish("2", qos_1);
    session.on_puback(1);
    EXPECT_EQ(received(), (Words{"1 qos 1 id 1", "2 qos 1 id 2"}));
    EXPECT_EQ(client.drops, 0);
}

TEST_F(TransientSession, GivesSharedMessagesOnWhenItEnds) {  // [MQTT-4.8.2-4] [MQTT-4.8.2-5]
    connect();
    session.deliver({.message = message_of("sent at 1"), .qos = qos_1, .share_group = 5});
    session.deliver({.message = message_of("sent at 2"), .qos = qos_2, .share_group = 5});
    session.deliver({.message = message_of("own"), .qos = qos_1});
    session.deliver({.message = message_of("waiting at 2"), .qos = qos_2, .share_group = 6});
    session.detach();
    const auto taken = session.take_shared();
    ASSERT_EQ(taken.size(), 2);
    EXPECT_EQ(taken[0].message->payload, "sent at 1");
    EXPECT_EQ(taken[0].share_group, 5);
    EXPECT_EQ(taken[1].message->payload, "waiting at 2");
    EXPECT_TRUE(session.take_shared().empty());
}

TEST_F(TransientSession, GivesNothingOnThatWasAcknowledged) {  // [MQTT-4.8.2-6]
    connect();
    session.deliver({.message = message_of("1"), .qos = qos_1, .share_group = 5});
    session.deliver({.message = message_of("2"), .qos = qos_2, .share_group = 5});
    session.on_puback(1);
    EXPECT_EQ(session.on_pubrec(2, true), Session::PubrecAnswer::ended);
    session.detach();
    EXPECT_TRUE(session.take_shared().empty());
}

// --- from the client ---

TEST_F(TransientSession, ReceivesAnIdentifierOnceUntilItIsReleased) {  // [MQTT-4.3.3-10]
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::fresh);
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::duplicate);
    session.mark_acknowledged(5);
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::duplicate_stored);
    EXPECT_TRUE(session.forget_received(5));
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::fresh);  // [MQTT-4.3.3-12]
}

TEST_F(TransientSession, KeepsReceivedIdentifiersApart) {
    for (std::uint16_t id = 5; id <= 7; ++id)
        EXPECT_EQ(session.receive_exactly_once(id), Receipt::fresh);
    session.mark_acknowledged(7);
    EXPECT_EQ(session.received_count(), 3);
    EXPECT_TRUE(session.forget_received(5));
    EXPECT_EQ(session.received_count(), 2);
    EXPECT_EQ(session.receive_exactly_once(6), Receipt::duplicate);
    EXPECT_EQ(session.receive_exactly_once(7), Receipt::duplicate_stored);
}

TEST_F(TransientSession, TakesAMessageAgainThatWasRefused) {  // [MQTT-4.3.3-9]
    static_cast<void>(session.receive_exactly_once(5));
    EXPECT_TRUE(session.forget_received(5));
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::fresh);
}

TEST_F(TransientSession, SaysWhichReceivedIdentifiersItDoesNotKnow) {
    EXPECT_FALSE(session.forget_received(9));
    EXPECT_EQ(session.received_count(), 0);
}

// --- who it is ---

TEST_F(TransientSession, HashesItsClientIdentifierAlikeInEveryProcess) {
    EXPECT_EQ(session.client_hash(), model::client_hash("client"));
    EXPECT_EQ(model::client_hash("a"), 0xaf63dc4c8601ec8cU);  // FNV-1a's published test vector
    EXPECT_NE(model::client_hash("a"), model::client_hash("b"));
}

}  // namespace
}  // namespace fieldcast::broker
