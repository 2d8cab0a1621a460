#include "broker/session.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mqtt/decode.h"
#include "mqtt/encode.h"

namespace fieldcast::broker {
namespace {

using base::Qos;
using mqtt::PacketType;

/// A client at the other end of a session: it reads what the session writes.
class FakeOutput final : public Output {
  public:
    base::Bytes& buffer() override { return bytes; }
    bool has_room_for(std::size_t size) const override { return bytes.size() + size <= room; }
    void note_drop() override { ++drops; }

    base::Bytes bytes;
    std::size_t room = 100'000;
    int drops = 0;
};

class SessionTest : public testing::Test {
  protected:
    SessionTest() { session.attach(&output); }

    bool delivers(const std::string& payload, Qos published, Qos granted, bool retain = false) {
        OutgoingPublish publish(
            std::make_shared<const model::Message>(model::Message{"a/b", payload, published}),
            retain);
        const int before = output.drops;
        session.deliver(publish, granted);
        return output.drops == before;
    }

    /// Takes what was written so far, in words.
    std::vector<std::string> written() {
        std::vector<std::string> words;
        base::BytesView rest = output.bytes;
        while (!rest.empty()) {
            const auto frame = mqtt::next_frame(rest, 1'000'000);
            words.push_back(describe(**frame));
            rest.remove_prefix((*frame)->size);
        }
        output.bytes.clear();
        return words;
    }

    static std::string describe(const mqtt::Frame& frame) {
        if (frame.type != PacketType::publish)
            return std::string{mqtt::name_of(frame.type)} + " " +
                   std::to_string(base::read_u16(frame.body));
        const auto publish = *mqtt::decode_publish(frame.flags, frame.body);
        return std::string{publish.payload} + " qos " +
               std::to_string(static_cast<int>(publish.qos)) + " id " +
               std::to_string(publish.packet_id) + (publish.retain ? " retained" : "");
    }

    using Words = std::vector<std::string>;

    SessionLimits limits{.in_flight_max = 2, .queued_bytes_max = 100};
    FakeOutput output;
    Session session{"client", limits};
};

const std::string puback_1 = std::string{mqtt::name_of(PacketType::puback)} + " 1";

TEST_F(SessionTest, DeliversAtTheLowerOfBothQos) {  // [MQTT-3.8.4-6]
    delivers("x", Qos::at_most_once, Qos::exactly_once);
    delivers("y", Qos::exactly_once, Qos::at_least_once);
    delivers("z", Qos::exactly_once, Qos::exactly_once);
    EXPECT_EQ(written(), (Words{"x qos 0 id 0", "y qos 1 id 1", "z qos 2 id 2"}));
}

TEST_F(SessionTest, MarksRetainedMessagesOfANewSubscription) {  // [MQTT-3.3.1-8]
    delivers("x", Qos::at_least_once, Qos::at_least_once, true);
    EXPECT_EQ(written(), (Words{"x qos 1 id 1 retained"}));
}

TEST_F(SessionTest, QueuesBeyondTheInFlightLimitAndGoesOnInOrder) {  // [MQTT-4.6.0-6]
    for (const char* payload : {"1", "2", "3", "4"})
        EXPECT_TRUE(delivers(payload, Qos::at_least_once, Qos::at_least_once));
    EXPECT_EQ(written(), (Words{"1 qos 1 id 1", "2 qos 1 id 2"}));
    session.on_puback(1);
    EXPECT_EQ(written(), (Words{"3 qos 1 id 3"}));
    session.on_puback(3);
    session.on_puback(2);
    EXPECT_EQ(written(), (Words{"4 qos 1 id 4"}));
}

TEST_F(SessionTest, DropsWhatTheFullQueueCannotTakeAndSaysSo) {
    delivers("1", Qos::at_least_once, Qos::at_least_once);
    delivers("2", Qos::at_least_once, Qos::at_least_once);
    EXPECT_FALSE(delivers(std::string(101, 'x'), Qos::at_least_once, Qos::at_least_once));
}

TEST_F(SessionTest, DropsQosZeroThatTheConnectionHasNoRoomFor) {
    output.room = 5;
    EXPECT_FALSE(delivers("x", Qos::at_most_once, Qos::at_most_once));
    EXPECT_EQ(written(), Words{});
}

TEST_F(SessionTest, IgnoresAcknowledgementsThatNothingWaitsFor) {
    delivers("1", Qos::exactly_once, Qos::exactly_once);
    session.on_puback(1);
    session.on_puback(77);
    session.on_pubcomp(1);
    delivers("2", Qos::exactly_once, Qos::exactly_once);
    delivers("3", Qos::exactly_once, Qos::exactly_once);
    EXPECT_EQ(written(), (Words{"1 qos 2 id 1", "2 qos 2 id 2"}));
}

TEST_F(SessionTest, EndsAnExactlyOnceExchangeByPubcomp) {  // [MQTT-4.3.3-1]
    delivers("1", Qos::exactly_once, Qos::exactly_once);
    delivers("2", Qos::exactly_once, Qos::exactly_once);
    delivers("3", Qos::exactly_once, Qos::exactly_once);
    static_cast<void>(written());
    session.on_pubrec(1);
    EXPECT_EQ(written(), (Words{std::string{mqtt::name_of(PacketType::pubrel)} + " 1"}));
    session.on_pubcomp(1);
    EXPECT_EQ(written(), (Words{"3 qos 2 id 3"}));
}

TEST_F(SessionTest, AnswersPubrelAlsoForUnknownIdentifiers) {
    session.on_pubrel(9);
    EXPECT_EQ(written(), (Words{std::string{mqtt::name_of(PacketType::pubcomp)} + " 9"}));
}

TEST_F(SessionTest, SkipsPacketIdentifiersInUseWhenTheyWrapAround) {  // [MQTT-2.3.1-2]
    delivers("stays", Qos::at_least_once, Qos::at_least_once);
    for (int i = 2; i <= 65'535; ++i) {
        delivers("goes", Qos::at_least_once, Qos::at_least_once);
        session.on_puback(static_cast<std::uint16_t>(i));
    }
    output.bytes.clear();
    delivers("next", Qos::at_least_once, Qos::at_least_once);
    EXPECT_EQ(written(), (Words{"next qos 1 id 2"}));
}

TEST_F(SessionTest, ReceivesAnIdentifierOnceUntilItIsReleased) {  // [MQTT-4.3.3-2]
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::fresh);
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::duplicate);
    session.acknowledge(5, Qos::exactly_once);
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::duplicate_stored);
    session.on_pubrel(5);
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::fresh);
}

TEST_F(SessionTest, TakesAMessageAgainThatCouldNotBeStored) {
    static_cast<void>(session.receive_exactly_once(5));
    session.forget_received(5);
    EXPECT_EQ(session.receive_exactly_once(5), Receipt::fresh);
    EXPECT_EQ(written(), Words{});
}

TEST_F(SessionTest, AcknowledgesByQos) {
    session.acknowledge(1, Qos::at_least_once);
    session.acknowledge(2, Qos::exactly_once);
    EXPECT_EQ(written(), (Words{puback_1, std::string{mqtt::name_of(PacketType::pubrec)} + " 2"}));
}

TEST_F(SessionTest, DeliversNothingWhileItsClientIsAway) {
    session.attach(nullptr);
    delivers("x", Qos::at_most_once, Qos::at_most_once);
    session.acknowledge(1, Qos::at_least_once);
    EXPECT_EQ(output.bytes, "");
    EXPECT_EQ(output.drops, 0);
}

TEST(OutgoingPublish, EncodesEachQosOnceAndPutsTheIdentifierInPlace) {
    OutgoingPublish publish(
        std::make_shared<const model::Message>(model::Message{"t", "payload", Qos::exactly_once}),
        false);
    base::Bytes out;
    publish.append_to(out, Qos::at_least_once, 0x1234);
    publish.append_to(out, Qos::at_least_once, 0x5678);
    base::Bytes expected;
    for (const std::uint16_t id : {std::uint16_t{0x1234}, std::uint16_t{0x5678}})
        mqtt::append_publish(
            expected,
            {.qos = Qos::at_least_once, .topic = "t", .packet_id = id, .payload = "payload"});
    EXPECT_EQ(out, expected);
}

}  // namespace
}  // namespace fieldcast::broker
