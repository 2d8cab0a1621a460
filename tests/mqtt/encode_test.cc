#include "mqtt/encode.h"

#include <gmock/gmock.h>

#include "mqtt/packet_cases.h"

namespace fieldcast::mqtt {
namespace {

TEST(Encode, WritesEveryPacketOfTheTableAsItWasRead) {
    for (const PacketCase& one : packet_cases()) {
        if (!one.expected || !one.is_encoded_so) continue;
        EXPECT_EQ(encode_packet(*one.expected), one.bytes) << one.name;
    }
}

TEST(Encode, AppendsBehindWhatIsThere) {
    Bytes out = "before";
    append_pingreq(out);
    EXPECT_EQ(out, "before" + packet("C0 00"));
}

TEST(Encode, WritesConnack) {  // 3.2
    Bytes out;
    append_connack(out, true, ConnectReturnCode::accepted);
    append_connack(out, false, ConnectReturnCode::not_authorized);
    EXPECT_EQ(out, packet("20 02 01 00  20 02 00 05"));
}

TEST(Encode, WritesSubackCodesInTheirOrder) {  // [MQTT-3.9.3-1]
    Bytes out;
    append_suback(out, 10, packet("00 80 02 01"));
    EXPECT_EQ(out, packet("90 .. 000A 00 80 02 01"));
}

TEST(Encode, WritesUnsuback) {  // 3.11
    Bytes out;
    append_unsuback(out, 0x1234);
    EXPECT_EQ(out, packet("B0 02 1234"));
}

TEST(Encode, WritesPingresp) {  // 3.13
    Bytes out;
    append_pingresp(out);
    EXPECT_EQ(out, packet("D0 00"));
}

TEST(Encode, LeavesThePacketIdOutAtQos0) {  // [MQTT-2.3.1-5]
    Bytes out;
    append_publish(out, Publish{.topic = "a", .packet_id = 7, .payload = "x"});
    EXPECT_EQ(out, packet("30 .. 'a' <x>"));
}

TEST(Encode, UsesAsFewLengthBytesAsPossible) {  // table 2.4
    for (const std::size_t size : {127U, 128U, 16'383U, 16'384U, 2'097'151U, 2'097'152U}) {
        const Bytes payload(size - 3, 'x');
        Bytes out;
        append_publish(out, Publish{.topic = "a", .payload = payload});
        EXPECT_EQ(out.size(), 1 + remaining_length(size).size() + size);
        EXPECT_TRUE(out.starts_with(packet("30") + remaining_length(size)));
    }
}

TEST(EncodeDeathTest, StopsAtAStringThatMqttCannotHold) {  // 1.5.3
    const Bytes topic(65'536, 't');
    Bytes out;
    EXPECT_DEATH(append_publish(out, Publish{.topic = topic}), "broken invariant");
}

TEST(NameOf, TellsPacketTypesAsTheStandardWritesThem) {
    EXPECT_EQ(name_of(PacketType::connect), "CONNECT");
    EXPECT_EQ(name_of(PacketType::pubcomp), "PUBCOMP");
    EXPECT_EQ(name_of(PacketType::disconnect), "DISCONNECT");
}

TEST(NameOf, TellsErrorsInWords) {
    EXPECT_EQ(name_of(DecodeError::packet_too_large), "packet too large");
    EXPECT_EQ(name_of(DecodeError::malformed_packet), "malformed packet");
}

}  // namespace
}  // namespace fieldcast::mqtt
