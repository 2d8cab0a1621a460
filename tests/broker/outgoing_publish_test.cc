#include "broker/outgoing_publish.h"

#include <gtest/gtest.h>

#include "mqtt/encode.h"
#include "mqtt/properties.h"

namespace fieldcast::broker {
namespace {

using base::Bytes;
using base::Qos;
using mqtt::ProtocolVersion;

constexpr base::Instant now{base::Seconds{1'000}};

class OutgoingPublishTest : public testing::Test {
  protected:
    /// One at a time.
    OutgoingPublish outgoing(model::Message message) {
        message_ = std::make_shared<const model::Message>(std::move(message));
        return {message_, now, packets_};
    }

    static Bytes encoded(OutgoingPublish& publish, const PublishForm& form, std::uint16_t id = 0) {
        Bytes out;
        publish.append_to(out, form, id);
        EXPECT_EQ(out.size(), publish.size(form));
        return out;
    }

    /// The same packet from the encoder alone. `expected` gets topic and payload of message().
    static Bytes packet(ProtocolVersion version, mqtt::Publish expected) {
        Bytes out;
        expected.payload = "payload";
        mqtt::append_publish(out, version, expected);
        return out;
    }

    static model::Message message() { return {.topic = "a/b", .payload = "payload"}; }

    static model::Message expiring(base::Milliseconds left) {
        model::Message message{.topic = "a/b", .payload = "payload"};
        message.expires_at = now + left;
        return message;
    }

    static Bytes expiry(std::uint32_t seconds) {
        Bytes out;
        mqtt::append_message_expiry(out, seconds);
        return out;
    }

  private:
    model::MessageRef message_;
    SharedPackets packets_;
};

TEST_F(OutgoingPublishTest, EncodesEveryVersionQosAndFlag) {
    OutgoingPublish publish = outgoing(message());
    for (const auto version : {ProtocolVersion::v3_1, ProtocolVersion::v3_1_1, ProtocolVersion::v5})
        for (const Qos qos : {Qos::at_most_once, Qos::at_least_once, Qos::exactly_once})
            for (const bool retain : {false, true})
                for (const bool dup : {false, qos != Qos::at_most_once}) {
                    mqtt::Publish expected;
                    expected.dup = dup;
                    expected.qos = qos;
                    expected.retain = retain;
                    expected.packet_id = 0x1234;
                    expected.topic = "a/b";
                    const PublishForm form{
                        .version = version, .qos = qos, .retain = retain, .dup = dup};
                    EXPECT_EQ(encoded(publish, form, 0x1234), packet(version, expected));
                }
}

TEST_F(OutgoingPublishTest, PutsEachIdentifierInPlace) {  // [MQTT-2.2.1-4]
    model::Message large = message();
    large.payload = std::string(20'000, 'x');
    large.properties = std::string(200, 'p');
    OutgoingPublish publish = outgoing(large);
    for (const auto version : {ProtocolVersion::v3_1_1, ProtocolVersion::v5}) {
        const PublishForm form{.version = version, .qos = Qos::at_least_once};
        const std::size_t id_at = 4 + 2 + large.topic.size();
        for (const std::uint16_t id : {std::uint16_t{0x1234}, std::uint16_t{0xfffe}})
            EXPECT_EQ(base::read_u16(encoded(publish, form, id), id_at), id);
    }
}

TEST_F(OutgoingPublishTest, AppendsBehindWhatIsThere) {
    OutgoingPublish publish = outgoing(message());
    const PublishForm form{.qos = Qos::at_least_once, .dup = true};
    Bytes out = "before";
    publish.append_to(out, form, 7);
    EXPECT_EQ(out, "before" + encoded(publish, form, 7));
}

TEST_F(OutgoingPublishTest, TellsTheSecondsThatAreLeft) {  // [MQTT-3.3.2-6]
    struct Case {
        base::Milliseconds left;
        std::uint32_t told;
    };
    for (const auto& [left, told] :
         {Case{base::Seconds{60}, 60}, Case{base::Milliseconds{1}, 1},
          Case{base::Milliseconds{1'001}, 2}, Case{base::Seconds{0}, 0}, Case{base::Seconds{-5}, 0},
          Case{base::Seconds{0x1'0000'0000}, 0xffff'ffff}}) {
        OutgoingPublish publish = outgoing(expiring(left));
        mqtt::Publish expected;
        expected.topic = "a/b";
        const Bytes properties = expiry(told);
        expected.properties = properties;
        EXPECT_EQ(encoded(publish, {.version = ProtocolVersion::v5}),
                  packet(ProtocolVersion::v5, expected));
    }
}

TEST_F(OutgoingPublishTest, KnowsWhenItsMessageIsOfNoUseAnyMore) {  // [MQTT-3.3.2-5]
    EXPECT_TRUE(outgoing(expiring(base::Seconds{0})).is_expired());
    EXPECT_FALSE(outgoing(expiring(base::Milliseconds{1})).is_expired());
    EXPECT_FALSE(outgoing(message()).is_expired());
}

TEST_F(OutgoingPublishTest, PassesPropertiesOn) {  // [MQTT-3.3.2-4] [MQTT-3.3.2-17] [MQTT-3.3.2-18]
    model::Message with_properties = message();
    with_properties.properties = "\x01\x01";
    OutgoingPublish publish = outgoing(with_properties);
    mqtt::Publish expected;
    expected.topic = "a/b";
    expected.properties = with_properties.properties;
    EXPECT_EQ(encoded(publish, {.version = ProtocolVersion::v5}),
              packet(ProtocolVersion::v5, expected));
}

TEST_F(OutgoingPublishTest, WritesAliasExpiryAndIdentifiersBeforeTheOthers) {  // [MQTT-3.3.4-4]
    model::Message with_properties = expiring(base::Seconds{60});
    with_properties.properties = "\x01\x01";
    OutgoingPublish publish = outgoing(with_properties);
    const model::SubscriptionIdentifiers identifiers{7, 300};
    Bytes properties;
    mqtt::append_topic_alias(properties, 3);
    properties += expiry(60);
    mqtt::append_subscription_identifier(properties, 7);
    mqtt::append_subscription_identifier(properties, 300);
    properties += with_properties.properties;
    mqtt::Publish expected;
    expected.dup = true;
    expected.qos = Qos::exactly_once;
    expected.packet_id = 9;
    expected.topic = "a/b";
    expected.properties = properties;
    PublishForm form{.version = ProtocolVersion::v5,
                     .qos = Qos::exactly_once,
                     .dup = true,
                     .topic_alias = 3,
                     .identifiers = &identifiers};
    EXPECT_EQ(encoded(publish, form, 9), packet(ProtocolVersion::v5, expected));
    form.is_topic_known = true;
    expected.topic = "";
    EXPECT_EQ(encoded(publish, form, 9), packet(ProtocolVersion::v5, expected));
}

TEST_F(OutgoingPublishTest, SharesBytesAlsoAfterSomebodyGotHisOwn) {
    OutgoingPublish publish = outgoing(message());
    const model::SubscriptionIdentifiers identifiers{7};
    const model::SubscriptionIdentifiers none;
    const Bytes plain = encoded(publish, {.version = ProtocolVersion::v5});
    const Bytes own =
        encoded(publish, {.version = ProtocolVersion::v5, .identifiers = &identifiers});
    EXPECT_EQ(own.size(), plain.size() + 2);
    EXPECT_EQ(encoded(publish, {.version = ProtocolVersion::v5, .identifiers = &none}), plain);
}

TEST_F(OutgoingPublishTest, SendsNothingOfTheMessageBefore) {
    const PublishForm form{.qos = Qos::at_least_once};
    for (const char* topic : {"a/b", "c", "longer/than/the/others"}) {
        model::Message next = message();
        next.topic = topic;
        OutgoingPublish publish = outgoing(next);
        mqtt::Publish expected{.qos = Qos::at_least_once, .packet_id = 7, .topic = topic};
        for (int subscriber = 0; subscriber < 3; ++subscriber)
            EXPECT_EQ(encoded(publish, form, 7), packet(form.version, expected));
    }
}

TEST_F(OutgoingPublishTest, NeedsNoPacketsToShareForOneSubscriber) {
    const auto only = std::make_shared<const model::Message>(message());
    OutgoingPublish publish(only, now);
    mqtt::Publish expected;
    expected.topic = "a/b";
    for (int again = 0; again < 2; ++again)
        EXPECT_EQ(encoded(publish, {}), packet(ProtocolVersion::v3_1_1, expected));
}

}  // namespace
}  // namespace fieldcast::broker
