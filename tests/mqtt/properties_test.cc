#include "mqtt/properties.h"

#include <gmock/gmock.h>

#include "mqtt/packet_notation.h"

namespace fieldcast::mqtt {
namespace {

Bytes forwarded(BytesView properties) {
    Bytes out;
    append_forwarded_properties(out, properties);
    return out;
}

TEST(ForwardedProperties,
     AreThoseOfTheSenderUnaltered) {  // [MQTT-3.3.2-4] [MQTT-3.3.2-15] [MQTT-3.3.2-16]
                                      // [MQTT-3.3.2-17] [MQTT-3.3.2-20]
    const Bytes all = packet("01 01 08 'reply/to' 09 0002 FFFE 26 'a' 'b' 03 'text/plain'");
    EXPECT_EQ(forwarded(all), all);
    EXPECT_EQ(forwarded(""), "");
}

TEST(ForwardedProperties, LeaveOutWhatTheServerSetsItself) {  // [MQTT-3.3.2-6] [MQTT-3.3.2-7]
    EXPECT_EQ(forwarded(packet("02 0000003C 01 00 23 0007 18 00000001 03 'x'")),
              packet("01 00 03 'x'"));
}

TEST(ForwardedProperties, KeepUserPropertiesInOrder) {  // [MQTT-3.3.2-18] [MQTT-3.1.3-10]
    EXPECT_EQ(forwarded(packet("26 'z' '1' 02 0000003C 26 'a' '2' 26 'z' '1'")),
              packet("26 'z' '1' 26 'a' '2' 26 'z' '1'"));
}

TEST(ForwardedProperties, StandBehindWhatIsThere) {
    Bytes out;
    append_topic_alias(out, 7);
    append_forwarded_properties(out, packet("03 'x'"));
    EXPECT_EQ(out, packet("23 0007 03 'x'"));
}

TEST(PayloadFormat, IsUtf8WhenDeclaredSo) {  // 3.3.2.3.2
    EXPECT_TRUE(is_payload_declared_utf8(packet("01 01")));
    EXPECT_TRUE(is_payload_declared_utf8(packet("26 'a' 'b' 01 01 03 'x'")));
    EXPECT_FALSE(is_payload_declared_utf8(packet("01 00")));
    EXPECT_FALSE(is_payload_declared_utf8(packet("09 0002 0101")));
    EXPECT_FALSE(is_payload_declared_utf8(""));
}

TEST(ServersProperties, AreWrittenAsTheStandardSays) {  // 3.3.2.3
    Bytes out;
    append_message_expiry(out, 0x01020304);
    append_topic_alias(out, 0x0506);
    append_subscription_identifier(out, 1);
    append_subscription_identifier(out, 128);
    append_subscription_identifier(out, 268'435'455);
    EXPECT_EQ(out, packet("02 01020304 23 0506 0B 01 0B 8001 0B FFFFFF7F"));
}

}  // namespace
}  // namespace fieldcast::mqtt
