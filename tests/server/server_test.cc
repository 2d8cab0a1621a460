// The server through its sockets: every test runs with one shard and with four.

#include <gmock/gmock.h>

#include "mqtt/packet_cases.h"
#include "server/test_server.h"

namespace fieldcast::server {
namespace {

constexpr auto level_4 = mqtt::ProtocolVersion::v3_1_1;

using base::Qos;
using mqtt::PacketType;
using testing::ElementsAre;
using testing::HasSubstr;

class ServerTest : public testing::TestWithParam<unsigned> {
  protected:
    static Settings settings() {
        Settings settings;
        settings.shards = GetParam();
        settings.general_topics = {"#"};
        settings.anonymous = true;
        return settings;
    }

    /// `who`, connected.
    TestClient connected(const TestDevice& who) {
        TestClient client(server.port());
        EXPECT_EQ(client.connects(who.connect()), 0);
        return client;
    }

    TestClient anonymous(std::string_view client_id) {
        TestClient client(server.port());
        EXPECT_EQ(client.connects({.client_id = client_id}), 0);
        return client;
    }

    /// What a new subscription gets before anything else. Retained messages reach the other shards
    /// by mail, so it is asked for until it is there.
    std::string first_message_of_new_subscription(std::string_view filter) {
        TestClient client = anonymous("later");
        base::Bytes ping;
        mqtt::append_pingreq(ping);
        for (int attempt = 0; attempt < 1'000; ++attempt) {
            EXPECT_EQ(client.subscribes(filter), 0);
            client.sends(ping);
            const auto packet = client.receives();
            if (!packet) return "closed";
            if (packet->type == PacketType::pingresp) continue;
            const auto publish = packet->as_publish();
            return std::string{publish.payload} + (publish.retain ? " retained" : "");
        }
        return "nothing";
    }

    TestServer server{settings()};
    model::ChannelId channel = server.has_channel();
    TestDevice device = server.has_device({{channel, true, true}});
    TestDevice reader = server.has_device({{channel, false, true}});
    std::string publish_topic = fmt::format("channels/{}/publish", channel.value);
    std::string feed = fmt::format("channels/{}/subscribe", channel.value);
};

INSTANTIATE_TEST_SUITE_P(Shards, ServerTest, testing::Values(1U, 4U),
                         [](const auto& shards) { return std::to_string(shards.param); });

TEST_P(ServerTest, StoresBeforeItAcknowledges) {  // [MQTT-4.3.2-4]
    TestClient publisher = connected(device);
    publisher.publishes(publish_topic, "field1=21.5", Qos::at_least_once, 7);
    const auto puback = publisher.receives();
    ASSERT_TRUE(puback);
    EXPECT_EQ(puback->type, PacketType::puback);
    EXPECT_EQ(base::read_u16(puback->body), 7);
    EXPECT_THAT(server.field1_of(channel), ElementsAre("21.5"));
}

TEST_P(ServerTest, RelaysAnEntryToItsSubscribers) {
    TestClient subscriber = connected(reader);
    EXPECT_EQ(subscriber.subscribes(feed), 0);
    TestClient publisher = connected(device);
    publisher.publishes(publish_topic, "field1=21.5&status=ok");
    const auto packet = subscriber.receives();
    ASSERT_TRUE(packet);
    const auto publish = packet->as_publish();
    EXPECT_EQ(publish.topic, feed);
    EXPECT_THAT(std::string{publish.payload}, testing::HasSubstr(R"("field1":"21.5")"));
}

TEST_P(ServerTest, StoresQosTwoOnceHoweverOftenItIsSent) {  // [MQTT-4.3.3-10]
    TestClient publisher = connected(device);
    publisher.publishes(publish_topic, "field1=1", Qos::exactly_once, 3);  // [MQTT-4.3.3-8]
    EXPECT_EQ(publisher.receives()->type, PacketType::pubrec);
    publisher.publishes(publish_topic, "field1=1", Qos::exactly_once, 3);
    EXPECT_EQ(publisher.receives()->type, PacketType::pubrec);
    base::Bytes release;
    mqtt::append_acknowledgement(release, level_4, PacketType::pubrel, {3});
    publisher.sends(release);
    EXPECT_EQ(publisher.receives()->type, PacketType::pubcomp);  // [MQTT-4.3.3-11]
    EXPECT_THAT(server.field1_of(channel), ElementsAre("1"));
}

TEST_P(ServerTest, AcknowledgesInOrderAlsoAroundRefusals) {  // [MQTT-4.6.0-2]
    TestClient publisher = connected(device);
    for (std::uint16_t id = 1; id <= 30; ++id) {
        const bool refused = id % 3 == 0;
        const bool general = id % 5 == 0;
        publisher.publishes(general   ? "somewhere"
                            : refused ? "channels/999/publish"
                                      : publish_topic,
                            "field1=1", Qos::at_least_once, id);
    }
    for (std::uint16_t id = 1; id <= 30; ++id) {
        const auto puback = publisher.receives();
        ASSERT_TRUE(puback);
        EXPECT_EQ(base::read_u16(puback->body), id);
    }
}

TEST_P(ServerTest, RefusesAForeignChannelAndTellsTheOwner) {  // 3.1.1 [MQTT-3.3.5-2]
    const model::ChannelId foreign = server.has_channel();
    TestClient client = connected(device);
    EXPECT_EQ(client.subscribes(fmt::format("channels/{}/subscribe", foreign.value)), 0x80);
    client.publishes(fmt::format("channels/{}/publish", foreign.value), "field1=1",
                     Qos::at_least_once);
    EXPECT_EQ(client.receives()->type, PacketType::puback);
    EXPECT_THAT(server.field1_of(foreign), ElementsAre());
    EXPECT_THAT(server.events_of(device.id),
                ElementsAre("publish_not_allowed", "subscribe_not_allowed"));
}

TEST_P(ServerTest, EndsAConnectionWhenThePasswordBeforeHasExpired) {
    TestClient client = connected(device);
    server.changes(device.id, [](model::Device& changed) {
        changed.previous_password_hash = std::exchange(changed.password_hash, "another");
        changed.previous_password_until = base::SystemClock{}.wall_time() + base::Milliseconds{100};
    });
    EXPECT_TRUE(client.is_closed_by_server());
    EXPECT_THAT(server.events_of(device.id), ElementsAre("credentials_changed"));
}

TEST_P(ServerTest, RefusesAWrongPassword) {
    TestClient client(server.port());
    auto connect = device.connect();
    connect.password = "wrong";
    EXPECT_EQ(client.connects(connect), 5);
    EXPECT_TRUE(client.is_closed_by_server());  // [MQTT-3.2.2-7] [MQTT-3.1.4-2]
    EXPECT_THAT(server.events_of(device.id), ElementsAre("wrong_password"));
}

TEST_P(ServerTest, ASecondConnectionTakesTheSessionOver) {  // [MQTT-3.1.4-3]
    TestClient first = connected(device);
    TestClient second = connected(device);
    EXPECT_TRUE(first.is_closed_by_server());
    second.publishes(publish_topic, "field1=2", Qos::at_least_once);
    EXPECT_EQ(second.receives()->type, PacketType::puback);
    EXPECT_THAT(server.events_of(device.id), ElementsAre("taken_over"));
}

TEST_P(ServerTest, AnswersASubscribeThatCameBehindConnectInOneSegment) {
    TestClient client(server.port());
    base::Bytes bytes;
    mqtt::append_connect(bytes, device.connect());
    mqtt::append_subscribe(bytes, level_4,
                           {.packet_id = 9, .subscriptions = {{feed, Qos::at_least_once}}});
    client.sends(bytes);
    EXPECT_EQ(client.receives()->type, PacketType::connack);  // [MQTT-3.2.0-1]
    EXPECT_EQ(client.receives()->type, PacketType::suback);   // [MQTT-3.8.4-1]
}

TEST_P(ServerTest, ReadsPacketsThatComeByteByByte) {
    TestClient client = connected(device);
    base::Bytes bytes;
    mqtt::append_publish(
        bytes, level_4,
        {.qos = Qos::at_least_once, .packet_id = 5, .topic = publish_topic, .payload = "field1=5"});
    for (const char byte : bytes) client.sends({&byte, 1});
    EXPECT_EQ(client.receives()->type, PacketType::puback);
}

TEST_P(ServerTest, ClosesAfterOneAndAHalfKeepAlivesAndPublishesTheWill) {  // [MQTT-3.1.2-22]
    TestClient subscriber = connected(reader);
    EXPECT_EQ(subscriber.subscribes(feed), 0);
    TestClient silent(server.port());
    auto connect = device.connect();
    connect.keep_alive_s = 1;
    connect.will = mqtt::Will{.topic = publish_topic, .payload = "field1=gone"};
    EXPECT_EQ(silent.connects(connect), 0);
    EXPECT_TRUE(silent.is_closed_by_server());
    EXPECT_THAT(std::string{subscriber.receives()->as_publish().payload},
                testing::HasSubstr("gone"));  // [MQTT-3.1.2-7] [MQTT-3.1.2-8]
    EXPECT_THAT(server.events_of(device.id), ElementsAre("keep_alive_expired"));
}

TEST_P(ServerTest, DisconnectDropsTheWill) {  // [MQTT-3.14.4-3] [MQTT-3.1.2-10]
    {
        TestClient client(server.port());
        auto connect = device.connect();
        connect.will = mqtt::Will{.topic = publish_topic, .payload = "field1=gone"};
        EXPECT_EQ(client.connects(connect), 0);
        base::Bytes bytes;
        mqtt::append_disconnect(bytes, level_4, {});
        client.sends(bytes);
        EXPECT_TRUE(client.is_closed_by_server());
    }
    EXPECT_THAT(server.field1_of(channel), ElementsAre());
}

TEST_P(ServerTest, RelaysGeneralTopicsAcrossShards) {  // [MQTT-4.5.0-1]
    std::vector<TestClient> subscribers;
    for (int i = 0; i < 8; ++i) {
        subscribers.push_back(anonymous(fmt::format("subscriber-{}", i)));
        EXPECT_EQ(subscribers.back().subscribes("a/+"), 0);
    }
    TestClient publisher = anonymous("publisher");
    publisher.publishes("a/b", "hello");
    for (TestClient& subscriber : subscribers)
        EXPECT_EQ(subscriber.receives()->as_publish().payload, "hello");
}

/// Small messages go from shard to shard otherwise than large ones.
TEST_P(ServerTest, KeepsTheOrderOfMessagesOfAllSizesAcrossShards) {  // [MQTT-4.6.0-5]
    std::vector<TestClient> subscribers;
    for (int i = 0; i < 8; ++i) {
        subscribers.push_back(anonymous(fmt::format("subscriber{}", i)));
        EXPECT_EQ(subscribers.back().subscribes("all/sizes"), 0);
    }
    std::vector<std::string> payloads;
    for (int i = 0; i < 100; ++i)
        payloads.push_back(fmt::format("{:0>{}}", i, i % 7 == 0 ? 5'000 : 10 * i + 3));
    TestClient publisher = anonymous("publisher");
    for (const std::string& payload : payloads) publisher.publishes("all/sizes", payload);
    for (TestClient& subscriber : subscribers) {
        for (const std::string& payload : payloads) {
            const auto packet = subscriber.receives();
            ASSERT_TRUE(packet);
            ASSERT_EQ(packet->as_publish().payload, payload);
        }
    }
}

TEST_P(ServerTest, KeepsRetainedMessagesForLaterSubscribers) {  // [MQTT-3.3.1-5] [MQTT-3.3.1-9]
    TestClient publisher = anonymous("publisher");
    base::Bytes bytes;
    mqtt::append_publish(bytes, level_4,
                         {.qos = Qos::at_least_once,
                          .retain = true,
                          .packet_id = 1,
                          .topic = "a/b",
                          .payload = "kept"});
    publisher.sends(bytes);
    EXPECT_EQ(publisher.receives()->type, PacketType::puback);
    EXPECT_EQ(first_message_of_new_subscription("a/#"), "kept retained");  // 3.1.1 [MQTT-3.3.1-8]
}

TEST_P(ServerTest, ForgetsWhatIsRetainedOfAClearedChannel) {
    const model::ChannelId other = server.has_channel();
    const TestDevice both = server.has_device({{channel, true, true}, {other, true, true}});
    const std::string other_feed = fmt::format("channels/{}/subscribe", other.value);
    TestClient client = connected(both);
    for (const model::ChannelId each : {channel, other}) {
        base::Bytes bytes;
        mqtt::append_publish(bytes, level_4,
                             {.qos = Qos::at_least_once,
                              .retain = true,
                              .packet_id = 1,
                              .topic = fmt::format("channels/{}/publish", each.value),
                              .payload = "field1=kept"});
        client.sends(bytes);
        ASSERT_EQ(client.receives()->type, PacketType::puback);
    }
    server.clears(channel);
    const auto expect_the_others_alone = [&](TestClient subscriber) {
        ASSERT_EQ(subscriber.subscribes(feed + "/#"), 0);
        ASSERT_EQ(subscriber.subscribes(other_feed), 0);
        EXPECT_EQ(subscriber.receives()->as_publish().topic, other_feed);
    };
    expect_the_others_alone(connected(both));
    server.restarts();
    expect_the_others_alone(connected(both));
}

TEST_P(ServerTest, WildcardsOfGeneralTopicsNeverReachIntoChannels) {
    TestClient curious = anonymous("curious");
    EXPECT_EQ(curious.subscribes("#"), 0);
    EXPECT_EQ(curious.subscribes("+/+/subscribe"), 0);
    EXPECT_EQ(curious.subscribes(feed), 0x80);
    EXPECT_EQ(curious.subscribes("channels/#"), 0x80);
    TestClient publisher = connected(device);
    publisher.publishes(publish_topic, "field1=secret", Qos::at_least_once);
    EXPECT_EQ(publisher.receives()->type, PacketType::puback);
    publisher.publishes("open", "public");
    EXPECT_EQ(curious.receives()->as_publish().payload, "public");
}

TEST_P(ServerTest, GoesOnWithTheNextEntryIdAfterARestart) {
    for (const char* payload : {"field1=1", "field1=2"}) {
        TestClient publisher = connected(device);
        publisher.publishes(publish_topic, payload, Qos::at_least_once);
        EXPECT_EQ(publisher.receives()->type, PacketType::puback);
        server.restarts();
    }
    TestClient subscriber = connected(reader);
    EXPECT_EQ(subscriber.subscribes(feed), 0);
    connected(device).publishes(publish_topic, "field1=3");
    EXPECT_THAT(std::string{subscriber.receives()->as_publish().payload},
                testing::HasSubstr(R"("entry_id":3)"));
    EXPECT_THAT(server.field1_of(channel), ElementsAre("1", "2", "3"));
}

TEST_P(ServerTest, SendsTheLastEntryToANewSubscriberOfAChannelThatWantsIt) {
    TestClient publisher = connected(device);
    publisher.publishes(publish_topic, "field1=7&field2=8", Qos::at_least_once);
    EXPECT_EQ(publisher.receives()->type, PacketType::puback);
    server.changes(channel,
                   [](model::Channel& settings) { settings.last_entry_on_subscribe = true; });
    TestClient subscriber = connected(reader);
    EXPECT_EQ(subscriber.subscribes(feed + "/fields/field2"), 0);
    const auto publish = subscriber.receives();
    ASSERT_TRUE(publish);
    EXPECT_EQ(publish->as_publish().payload, "8");
    EXPECT_FALSE(publish->as_publish().retain);
}

TEST_P(ServerTest, RefusesFiltersBeyondItsLimitsOneByOne) {
    TestClient client = anonymous("greedy");
    const std::string too_long(4'097, 'x');
    const std::string too_deep(64, '/');
    EXPECT_EQ(client.subscribes(too_long), 0x80);
    EXPECT_EQ(client.subscribes(too_deep), 0x80);
    base::Bytes bytes;
    mqtt::append_subscribe(
        bytes, level_4,
        {.packet_id = 1, .subscriptions = std::vector<mqtt::RequestedSubscription>(65, {"a"})});
    client.sends(bytes);
    const auto suback = client.receives();
    ASSERT_TRUE(suback);
    // [MQTT-3.8.4-5] [MQTT-3.8.4-6]
    EXPECT_EQ(suback->body.substr(2), std::string(64, '\0') + '\x80');
}

TEST_P(ServerTest, MalformedPacketsCloseTheirConnectionAndNoOther) {  // [MQTT-4.13.1-1]
    TestClient bystander = connected(reader);
    for (const mqtt::PacketCase& packet : mqtt::packet_cases()) {
        if (packet.expected) continue;
        TestClient client{server.port()};
        mqtt::Connect connect = device.connect();
        connect.version = packet.version;
        ASSERT_EQ(client.connects(connect), 0);
        client.sends(packet.bytes);
        const auto last_words = client.receives();
        if (packet.version != mqtt::ProtocolVersion::v5) {
            EXPECT_FALSE(last_words) << packet.name;
        }
        if (last_words) {
            EXPECT_EQ(last_words->type, PacketType::disconnect) << packet.name;  // [MQTT-4.13.2-1]
            // [MQTT-3.14.4-1] [MQTT-3.14.4-2]
            EXPECT_TRUE(client.is_closed_by_server()) << packet.name;
        }
    }
    base::Bytes ping;
    mqtt::append_pingreq(ping);
    bystander.sends(ping);
    EXPECT_EQ(bystander.receives()->type, PacketType::pingresp);  // [MQTT-3.12.4-1]
}

TEST_P(ServerTest, EndsAConnectionThatAcknowledgesByTheWrongPacket) {  // 4.3.2, 4.3.3
    struct Case {
        Qos qos;
        std::vector<PacketType> right;  ///< comes before
        PacketType wrong;
        std::string_view due;
    };
    const std::vector<Case> cases{
        {Qos::at_least_once, {}, PacketType::pubrec, "PUBACK was due"},
        {Qos::at_least_once, {}, PacketType::pubcomp, "PUBACK was due"},
        {Qos::exactly_once, {}, PacketType::puback, "PUBREC was due"},
        {Qos::exactly_once, {}, PacketType::pubcomp, "PUBREC was due"},
        {Qos::exactly_once, {PacketType::pubrec}, PacketType::puback, "PUBCOMP was due"}};
    TestClient publisher = anonymous("publisher");
    for (const auto version : {level_4, mqtt::ProtocolVersion::v5})
        for (const Case& each : cases) {
            TestClient client{server.port()};
            ASSERT_EQ(client.connects({.version = version, .client_id = "reader"}), 0);
            ASSERT_EQ(client.subscribes("a", each.qos), static_cast<int>(each.qos));
            publisher.publishes("a", "x", Qos::exactly_once);
            ASSERT_EQ(publisher.receives()->type, PacketType::pubrec);
            publisher.acknowledges(PacketType::pubrel, 1);
            ASSERT_EQ(publisher.receives()->type, PacketType::pubcomp);
            const std::uint16_t packet_id = client.receives()->as_publish().packet_id;
            for (const PacketType right : each.right) {
                client.acknowledges(right, packet_id);
                ASSERT_EQ(client.receives()->type, PacketType::pubrel);
            }
            client.acknowledges(each.wrong, packet_id);
            if (version == mqtt::ProtocolVersion::v5) {
                const auto disconnect = client.receives();
                ASSERT_TRUE(disconnect);
                EXPECT_EQ(disconnect->type, PacketType::disconnect);
                EXPECT_EQ(base::byte_at(disconnect->body, 0), 0x82);
                EXPECT_THAT(disconnect->body, HasSubstr(each.due));
            }
            EXPECT_TRUE(client.is_closed_by_server());
        }
}

TEST_P(ServerTest, ToleratesAcknowledgementsOfNothing) {
    TestClient client = anonymous("client");
    client.acknowledges(PacketType::puback, 77);
    client.acknowledges(PacketType::pubcomp, 77);
    EXPECT_TRUE(client.is_answered_to_ping());
}

TEST_P(ServerTest, AnswersEverythingItHasReadBeforeItStops) {
    TestClient publisher = connected(device);
    for (std::uint16_t id = 1; id <= 500; ++id)
        publisher.publishes(publish_topic, fmt::format("field1={}", id), Qos::at_least_once, id);
    EXPECT_EQ(publisher.receives()->type, PacketType::puback);
    server.restarts();
    std::size_t acknowledged = 1;
    while (publisher.receives()) ++acknowledged;
    EXPECT_GE(server.field1_of(channel).size(), acknowledged);
}

}  // namespace
}  // namespace fieldcast::server
