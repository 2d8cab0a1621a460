#include "mqtt/encode.h"

#include <gmock/gmock.h>

#include <set>

#include "mqtt/packet_cases.h"

namespace fieldcast::mqtt {
namespace {

using testing::SizeIs;

constexpr auto v3_1 = ProtocolVersion::v3_1;
constexpr auto v3_1_1 = ProtocolVersion::v3_1_1;
constexpr auto v5 = ProtocolVersion::v5;

TEST(Encode, WritesEveryPacketOfTheTableAsItWasRead) {
    for (const PacketCase& one : packet_cases()) {
        if (!one.expected || !one.is_encoded_so) continue;
        EXPECT_EQ(encode_packet(one.version, *one.expected), one.bytes) << one.name;
    }
}

TEST(Encode, AppendsBehindWhatIsThere) {
    Bytes out = "before";
    append_pingreq(out);
    EXPECT_EQ(out, "before" + packet("C0 00"));
}

Bytes connack(ProtocolVersion version, const Connack& connack) {
    Bytes out;
    append_connack(out, version, connack);
    return out;
}

TEST(Encode, WritesConnack) {  // [MQTT-3.2.2-1]
    EXPECT_EQ(connack(v5, {}), packet("20 .. 00 00 ()"));
    EXPECT_EQ(connack(v5, {.session_present = true}), packet("20 .. 01 00 ()"));
    EXPECT_EQ(connack(v3_1_1, {}), packet("20 02 00 00"));
    EXPECT_EQ(connack(v3_1_1, {.session_present = true}), packet("20 02 01 00"));
}

TEST(Encode, WritesTheReasonOfARefusedConnect) {  // 3.2.2.2 [MQTT-3.2.2-8]
    EXPECT_EQ(connack(v5, {.reason = ReasonCode::banned, .reason_string = "see you"}),
              packet("20 .. 00 8A (1F 'see you')"));
    EXPECT_EQ(connack(v3_1_1, {.reason = ReasonCode::banned, .reason_string = "see you"}),
              packet("20 02 00 05"));
}

TEST(Encode, TellsNoSessionWithAnError) {  // [MQTT-3.2.2-6]; 3.1.1 [MQTT-3.2.2-4]
    const Connack refusal{.session_present = true, .reason = ReasonCode::server_busy};
    EXPECT_EQ(connack(v5, refusal), packet("20 .. 00 89 ()"));
    EXPECT_EQ(connack(v3_1_1, refusal), packet("20 02 00 03"));
}

TEST(Encode, TellsNoSessionToMqtt31) {
    EXPECT_EQ(connack(v3_1, {.session_present = true}), packet("20 02 00 00"));
}

TEST(Encode, WritesEachPropertyOfConnack) {  // 3.2.2.3
    const Connack everything{.session_present = true,
                             .session_expiry_s = 60,
                             .receive_maximum = 20,
                             .maximum_packet_size = 65'536,
                             .topic_alias_maximum = 5,
                             .server_keep_alive_s = 30,
                             .assigned_client_id = "auto-1",
                             .response_information = "reply/",
                             .reason_string = "welcome"};
    EXPECT_EQ(connack(v5, everything),
              packet("20 .. 01 00 (11 0000003C 21 0014 27 00010000 12 'auto-1' 22 0005 "
                     "1F 'welcome' 13 001E 1A 'reply/')"));
    EXPECT_EQ(connack(v3_1_1, everything), packet("20 02 01 00"));
}

TEST(Encode, WritesSubackReasonsInTheirOrder) {  // [MQTT-2.2.1-6] [MQTT-3.9.3-1]
    const SubscriptionAnswer answer{10,
                                    {ReasonCode::success, ReasonCode::topic_filter_invalid,
                                     ReasonCode::granted_qos_2, ReasonCode::granted_qos_1}};
    Bytes v5_bytes, v3_bytes;
    append_suback(v5_bytes, v5, answer);
    append_suback(v3_bytes, v3_1_1, answer);
    EXPECT_EQ(v5_bytes, packet("90 .. 000A () 00 8F 02 01"));
    EXPECT_EQ(v3_bytes, packet("90 .. 000A 00 80 02 01"));
}

TEST(Encode, WritesUnsuback) {  // [MQTT-3.11.3-1] [MQTT-2.2.1-6]
    const SubscriptionAnswer answer{0x1234,
                                    {ReasonCode::no_subscription_existed, ReasonCode::success}};
    Bytes v5_bytes, v3_bytes;
    append_unsuback(v5_bytes, v5, answer);
    append_unsuback(v3_bytes, v3_1_1, answer);
    EXPECT_EQ(v5_bytes, packet("B0 .. 1234 () 11 00"));
    EXPECT_EQ(v3_bytes, packet("B0 02 1234"));
}

TEST(Encode, SaysWhyInAnswersOfVersion5Alone) {  // 3.9.2.1.2
    const SubscriptionAnswer answer{1, {ReasonCode::quota_exceeded}, "enough"};
    Bytes out;
    append_suback(out, v5, answer);
    append_unsuback(out, v5, answer);
    append_suback(out, v3_1_1, answer);
    EXPECT_EQ(out, packet("90 .. 0001 (1F 'enough') 97") + packet("B0 .. 0001 (1F 'enough') 97") +
                       packet("90 .. 0001 80"));
}

TEST(Encode, WritesAcknowledgementsAsShortAsTheyCanBe) {  // [MQTT-2.2.1-5]
    Bytes out;
    append_acknowledgement(out, v5, PacketType::puback, {1});
    append_acknowledgement(out, v5, PacketType::pubrec, {1, ReasonCode::quota_exceeded});
    append_acknowledgement(out, v5, PacketType::pubcomp, {1, ReasonCode::success, "why not"});
    EXPECT_EQ(out, packet("40 .. 0001") + packet("50 .. 0001 97") +
                       packet("70 .. 0001 00 (1F 'why not')"));
}

TEST(Encode, LeavesReasonsOutForOlderVersions) {  // 3.1.1, 3.4.2
    Bytes out;
    append_acknowledgement(out, v3_1_1, PacketType::puback, {7, ReasonCode::not_authorized, "no"});
    append_disconnect(out, v3_1_1, {.reason = ReasonCode::disconnect_with_will});
    EXPECT_EQ(out, packet("40 02 0007  E0 00"));
}

TEST(Encode, SaysWhyItDisconnects) {  // 3.14.2
    Bytes out;
    append_disconnect(out, v5,
                      {.reason = ReasonCode::session_taken_over, .reason_string = "elsewhere"});
    EXPECT_EQ(out, packet("E0 .. 8E (1F 'elsewhere')"));
}

TEST(Encode, LeavesPropertiesOutForOlderVersions) {
    const Bytes properties = packet("02 0000003C");
    Bytes out;
    append_publish(out, v3_1_1, {.topic = "a", .properties = properties, .payload = "x"});
    append_connect(out, {.client_id = "a",
                         .will = Will{.topic = "b", .properties = properties},
                         .session_expiry_s = 60,
                         .receive_maximum = 1});
    append_subscribe(out, v3_1_1,
                     {.packet_id = 1,
                      .subscription_identifier = 9,
                      .subscriptions = {{.filter = "a",
                                         .qos = Qos::at_least_once,
                                         .no_local = true,
                                         .retain_as_published = true,
                                         .retain_handling = RetainHandling::do_not_send}}});
    EXPECT_EQ(out, packet("30 .. 'a' <x>") + packet("10 .. 'MQTT' 04 06 0000 'a' 'b' ''") +
                       packet("82 .. 0001 'a' 01"));
}

TEST(Encode, WritesPingresp) {  // 3.13 [MQTT-3.12.4-1]
    Bytes out;
    append_pingresp(out);
    EXPECT_EQ(out, packet("D0 00"));
}

TEST(Encode, LeavesThePacketIdOutAtQos0) {  // [MQTT-2.2.1-2]
    Bytes out;
    append_publish(out, v3_1_1, {.packet_id = 7, .topic = "a", .payload = "x"});
    EXPECT_EQ(out, packet("30 .. 'a' <x>"));
}

TEST(Encode, UsesAsFewLengthBytesAsPossible) {  // [MQTT-1.5.5-1]
    for (const std::size_t size : {127U, 128U, 16'383U, 16'384U, 2'097'151U, 2'097'152U}) {
        const Bytes payload(size - 3, 'x');
        Bytes out;
        append_publish(out, v3_1_1, {.topic = "a", .payload = payload});
        EXPECT_EQ(out.size(), 1 + remaining_length(size).size() + size);
        EXPECT_TRUE(out.starts_with(packet("30") + remaining_length(size)));
    }
}

TEST(EncodeDeathTest, StopsAtAStringThatMqttCannotHold) {  // 1.5.4
    const Bytes topic(65'536, 't');
    Bytes out;
    EXPECT_DEATH(append_publish(out, v3_1_1, {.topic = topic}), "broken invariant");
}

// 3.1.1 [MQTT-3.2.2-6]
TEST(ConnectReturnCode, IsTheNearestThatOlderVersionsHave) {  // 3.1.1, table 3.1
    EXPECT_EQ(connect_return_code(ReasonCode::success), 0);
    EXPECT_EQ(connect_return_code(ReasonCode::unsupported_protocol_version), 1);
    EXPECT_EQ(connect_return_code(ReasonCode::client_identifier_not_valid), 2);
    for (const ReasonCode reason :
         {ReasonCode::server_unavailable, ReasonCode::server_busy, ReasonCode::server_shutting_down,
          ReasonCode::connection_rate_exceeded})
        EXPECT_EQ(connect_return_code(reason), 3);
    EXPECT_EQ(connect_return_code(ReasonCode::bad_user_name_or_password), 4);
    for (const ReasonCode reason : {ReasonCode::not_authorized, ReasonCode::banned,
                                    ReasonCode::quota_exceeded, ReasonCode::unspecified_error})
        EXPECT_EQ(connect_return_code(reason), 5);
}

TEST(SubackCode, IsTheQosOrTheOneFailure) {  // 3.1.1 [MQTT-3.9.3-2]
    EXPECT_EQ(suback_code(ReasonCode::success), 0);
    EXPECT_EQ(suback_code(ReasonCode::granted_qos_2), 2);
    EXPECT_EQ(suback_code(ReasonCode::unspecified_error), 0x80);
    EXPECT_EQ(suback_code(ReasonCode::wildcard_subscriptions_not_supported), 0x80);
}

TEST(NameOf, TellsPacketTypesAsTheStandardWritesThem) {
    EXPECT_EQ(name_of(PacketType::connect), "CONNECT");
    EXPECT_EQ(name_of(PacketType::pubcomp), "PUBCOMP");
    EXPECT_EQ(name_of(PacketType::auth), "AUTH");
}

TEST(NameOf, TellsReasonsInWords) {
    EXPECT_EQ(name_of(ReasonCode::packet_too_large), "packet too large");
    EXPECT_EQ(name_of(ReasonCode::malformed_packet), "malformed packet");
    EXPECT_EQ(name_of(ReasonCode{0x7f}), "unknown reason");
}

TEST(NameOf, TellsEachReasonOfTable26Apart) {
    std::set<std::string_view> names;
    for (unsigned code = 0; code <= 0xff; ++code) names.insert(name_of(ReasonCode(code)));
    EXPECT_THAT(names, SizeIs(43 + 1));  // and the unknown ones
}

}  // namespace
}  // namespace fieldcast::mqtt
