#pragma once
// What a client of MQTT 3.1 or 3.1.1 may send, and what it must not.

#include "mqtt/packet_case.h"

namespace fieldcast::mqtt {

inline PacketCases header_cases() {
    return {
        broken("packet type 0", "table 2-1", "00 ..", against_protocol),
        broken("packet type 15", "table 2-1", "F0 ..", against_protocol),
        broken("remaining length of five bytes", "2.1.4", "C0 80808080 00"),
        broken("packet over the limit, its body still to come", "2.1.4", "30 FFFFFF7F",
               ReasonCode::packet_too_large),
        broken("CONNECT with its length in two bytes", "MQTT-1.5.5-1",
               "10 9200 'MQTT' 04 02 003C 'sensor'"),
        unusual("PINGREQ with its length in two bytes", "2.1.4", "C0 8000", Pingreq{}),
        unusual("PINGREQ with its length in four bytes", "2.1.4", "C0 80808000", Pingreq{}),
        broken("CONNECT with header flags", "MQTT-2.1.3-1", "11 .. 'MQTT' 04 02 003C ''"),
        broken("PUBACK with header flags", "MQTT-2.1.3-1", "42 .. 0001"),
        broken("PUBREC with header flags", "MQTT-2.1.3-1", "52 .. 0001"),
        broken("PUBREL without header flags", "MQTT-3.6.1-1", "60 .. 0001"),
        broken("PUBREL with all header flags", "MQTT-3.6.1-1", "6F .. 0001"),
        broken("PUBCOMP with header flags", "MQTT-2.1.3-1", "72 .. 0001"),
        broken("SUBSCRIBE without header flags", "MQTT-3.8.1-1", "80 .. 0001 'a' 00"),
        broken("SUBSCRIBE with the flags of QoS 2", "MQTT-3.8.1-1", "84 .. 0001 'a' 00"),
        broken("UNSUBSCRIBE without header flags", "MQTT-3.10.1-1", "A0 .. 0001 'a'"),
        broken("PINGREQ with header flags", "MQTT-2.1.3-1", "C1 .."),
        broken("DISCONNECT with header flags", "MQTT-3.14.1-1", "E1 .."),
    };
}

inline PacketCases server_packet_cases() {
    const auto refused = ReasonCode::protocol_error;
    return {
        broken("CONNACK to a server", "table 2-1", "20 .. 00 00", refused),
        broken("SUBACK to a server", "table 2-1", "90 .. 0001 00", refused),
        broken("UNSUBACK to a server", "table 2-1", "B0 .. 0001", refused),
        broken("PINGRESP to a server", "table 2-1", "D0 ..", refused),
    };
}

inline PacketCases connect_cases() {
    const Will will{.topic = "gone", .payload = "bye"};
    const Will retained_will{
        .topic = "gone", .payload = "", .qos = Qos::exactly_once, .retain = true};
    return {
        valid("CONNECT with a client id", "3.1", "10 .. 'MQTT' 04 02 003C 'sensor'",
              Connect{.keep_alive_s = 60, .client_id = "sensor"}),
        valid("CONNECT without a client id", "MQTT-3.1.3-6", "10 .. 'MQTT' 04 02 0000 ''",
              Connect{}),
        valid("CONNECT without a client id and without clean session", "3.1.1 [MQTT-3.1.3-8]",
              "10 .. 'MQTT' 04 00 0000 ''",
              Connect{.clean_start = false, .session_expiry_s = never_expires}),
        valid("CONNECT with the longest keep alive", "3.1.2.10", "10 .. 'MQTT' 04 02 FFFF 'sensor'",
              Connect{.keep_alive_s = 0xffff, .client_id = "sensor"}),
        valid("CONNECT with a client id beyond ASCII", "MQTT-3.1.3-4",
              "10 .. 'MQTT' 04 02 0000 'f\u00fchler \U0001F321'",
              Connect{.client_id = "f\u00fchler \U0001F321"}),
        valid("CONNECT with a user name", "MQTT-3.1.2-17", "10 .. 'MQTT' 04 82 0000 'sensor' 'ada'",
              Connect{.client_id = "sensor", .user_name = "ada"}),
        valid("CONNECT with user name and password", "MQTT-3.1.2-19",
              "10 .. 'MQTT' 04 C2 0000 'sensor' 'ada' 'secret'",
              Connect{.client_id = "sensor", .user_name = "ada", .password = "secret"}),
        valid("CONNECT with empty user name and password", "3.1.3.4",
              "10 .. 'MQTT' 04 C2 0000 'sensor' '' ''",
              Connect{.client_id = "sensor", .user_name = "", .password = ""}),
        valid("CONNECT with a password that is not text", "3.1.3.5",
              "10 .. 'MQTT' 04 C2 0000 'sensor' 'ada' 0002 FFFE",
              Connect{.client_id = "sensor", .user_name = "ada", .password = "\xff\xfe"}),
        valid("CONNECT with a will", "MQTT-3.1.2-9",
              "10 .. 'MQTT' 04 06 0000 'sensor' 'gone' 'bye'",
              Connect{.client_id = "sensor", .will = will}),
        valid("CONNECT with a retained will of QoS 2 without payload", "MQTT-3.1.2-9",
              "10 .. 'MQTT' 04 36 0000 'sensor' 'gone' ''",
              Connect{.client_id = "sensor", .will = retained_will}),
        valid("CONNECT with everything", "MQTT-3.1.3-1",
              "10 .. 'MQTT' 04 C4 000A 'sensor' 'gone' 'bye' 'ada' 'secret'",
              Connect{.clean_start = false,
                      .keep_alive_s = 10,
                      .client_id = "sensor",
                      .will = will,
                      .user_name = "ada",
                      .password = "secret",
                      .session_expiry_s = never_expires}),
        unusual(
            "CONNECT of MQTT 3.1 with flags that it does not use", "MQTT 3.1, 2.1",
            "14 .. 'MQIsdp' 03 03 003C 'sensor'",
            Connect{.version = ProtocolVersion::v3_1, .keep_alive_s = 60, .client_id = "sensor"}),
        valid("CONNECT of MQTT 3.1", "MQTT 3.1, 3.1", "10 .. 'MQIsdp' 03 02 003C 'sensor'",
              Connect{.version = ProtocolVersion::v3_1, .keep_alive_s = 60, .client_id = "sensor"}),
        unusual("CONNECT of MQTT 3.1 that leaves out the announced credentials", "MQTT 3.1, 3.1",
                "10 .. 'MQIsdp' 03 C2 0000 'sensor'",
                Connect{.version = ProtocolVersion::v3_1, .client_id = "sensor"}),
        unusual(
            "CONNECT of MQTT 3.1 that leaves out the announced password", "MQTT 3.1, 3.1",
            "10 .. 'MQIsdp' 03 C2 0000 'sensor' 'ada'",
            Connect{.version = ProtocolVersion::v3_1, .client_id = "sensor", .user_name = "ada"}),
    };
}

inline PacketCases connect_version_cases() {
    const auto unacceptable = ReasonCode::unsupported_protocol_version;
    return {
        broken("CONNECT of level 6", "MQTT-3.1.2-2", "10 .. 'MQTT' 06 02 003C 00 'sensor'",
               unacceptable),
        broken("CONNECT of level 3 named MQTT", "MQTT-3.1.2-2", "10 .. 'MQTT' 03 02 003C ''",
               unacceptable),
        broken("CONNECT of level 4 named MQIsdp", "MQTT-3.1.2-2", "10 .. 'MQIsdp' 04 02 003C ''",
               unacceptable),
        broken("CONNECT of a bridge, level 132", "MQTT-3.1.2-2", "10 .. 'MQTT' 84 02 003C ''",
               unacceptable),
        broken("CONNECT of level 0 with nothing behind it", "MQTT-3.1.2-2", "10 .. 'MQTT' 00",
               unacceptable),
        broken("CONNECT of level 9 with nonsense behind it", "MQTT-3.1.2-2",
               "10 .. 'MQIsdp' 09 FF FF FF", unacceptable),
        broken("CONNECT of another protocol", "MQTT-3.1.2-1", "10 .. 'AMQP' 04 02 003C ''",
               ReasonCode::protocol_error),
        broken("CONNECT with the name in small letters", "MQTT-3.1.2-1",
               "10 .. 'mqtt' 04 02 003C ''", ReasonCode::protocol_error),
        broken("CONNECT with an empty name", "MQTT-3.1.2-1", "10 .. '' 04 02 003C ''",
               ReasonCode::protocol_error),
    };
}

inline PacketCases broken_connect_cases() {
    return {
        broken("CONNECT without anything", "3.1.2", "10 .."),
        broken("CONNECT that ends in its name", "3.1.2.1", "10 .. 0004 <MQ>"),
        broken("CONNECT that ends before the level", "3.1.2.2", "10 .. 'MQTT'"),
        broken("CONNECT that ends before the flags", "3.1.2.3", "10 .. 'MQTT' 04"),
        broken("CONNECT that ends in the keep alive", "3.1.2.10", "10 .. 'MQTT' 04 02 00"),
        broken("CONNECT that ends before the client id", "MQTT-3.1.3-3", "10 .. 'MQTT' 04 02 003C"),
        broken("CONNECT that ends in the client id", "MQTT-3.1.3-3",
               "10 .. 'MQTT' 04 02 003C 0006 <sens>"),
        broken("CONNECT that ends before the announced will", "MQTT-3.1.2-9",
               "10 .. 'MQTT' 04 06 003C 'sensor'"),
        broken("CONNECT that ends before the will's payload", "MQTT-3.1.2-9",
               "10 .. 'MQTT' 04 06 003C 'sensor' 'gone'"),
        broken("CONNECT that ends before the announced user name", "MQTT-3.1.2-17",
               "10 .. 'MQTT' 04 82 003C 'sensor'"),
        broken("CONNECT that ends before the announced password", "MQTT-3.1.2-19",
               "10 .. 'MQTT' 04 C2 003C 'sensor' 'ada'"),
        broken("CONNECT of MQTT 3.1 that ends in the user name", "MQTT 3.1, 3.1",
               "10 .. 'MQIsdp' 03 82 0000 'sensor' 0003 <ad>"),
        broken("CONNECT with bytes behind its last field", "3.1.3",
               "10 .. 'MQTT' 04 02 003C 'sensor' 00"),
        broken("CONNECT with a user name that no flag announces", "MQTT-3.1.2-16",
               "10 .. 'MQTT' 04 02 003C 'sensor' 'ada'"),
        broken("CONNECT with the reserved flag", "MQTT-3.1.2-3",
               "10 .. 'MQTT' 04 03 003C 'sensor'"),
        broken("CONNECT with a will QoS but no will", "MQTT-3.1.2-11",
               "10 .. 'MQTT' 04 0A 003C 'sensor'"),
        broken("CONNECT with will retain but no will", "MQTT-3.1.2-13",
               "10 .. 'MQTT' 04 22 003C 'sensor'"),
        broken("CONNECT with a will of QoS 3", "MQTT-3.1.2-12",
               "10 .. 'MQTT' 04 1E 003C 'sensor' 'gone' 'bye'"),
        broken("CONNECT with a password but no user name", "3.1.1 [MQTT-3.1.2-22]",
               "10 .. 'MQTT' 04 42 003C 'sensor' 'secret'"),
        broken("CONNECT with NUL in the client id", "MQTT-1.5.4-2",
               "10 .. 'MQTT' 04 02 003C 0003 61 00 62"),
        broken("CONNECT with a control character in the client id", "1.5.4",
               "10 .. 'MQTT' 04 02 003C 'a\nb'"),
        broken("CONNECT with a control character in the user name", "1.5.4",
               "10 .. 'MQTT' 04 82 003C 'sensor' 'a\nb'"),
        broken("CONNECT with a client id that is not UTF-8", "MQTT-1.5.4-1",
               "10 .. 'MQTT' 04 02 003C 0002 C3 28"),
        broken("CONNECT with a surrogate in the user name", "MQTT-1.5.4-1",
               "10 .. 'MQTT' 04 82 003C 'sensor' 0003 EDA080"),
        broken("CONNECT with an overlong NUL in the user name", "MQTT-1.5.4-1",
               "10 .. 'MQTT' 04 82 003C 'sensor' 0002 C080"),
        broken("CONNECT with a wildcard in the will's topic", "4.7.1",
               "10 .. 'MQTT' 04 06 003C 'sensor' 'gone/#' 'bye'"),
        broken("CONNECT with an empty will topic", "MQTT-4.7.3-1",
               "10 .. 'MQTT' 04 06 003C 'sensor' '' 'bye'"),
        broken("CONNECT with a will topic that is not UTF-8", "MQTT-3.1.3-11",
               "10 .. 'MQTT' 04 06 003C 'sensor' 0001 80 'bye'"),
    };
}

inline PacketCases publish_cases() {
    const Publish reading{.topic = "room/1/heat", .payload = "21.5"};
    return {
        valid("PUBLISH of QoS 0", "3.3", "30 .. 'room/1/heat' <21.5>", reading),
        valid("PUBLISH of QoS 0, retained", "MQTT-3.3.1-5", "31 .. 'room/1/heat' <21.5>",
              Publish{.retain = true, .topic = "room/1/heat", .payload = "21.5"}),
        valid("PUBLISH of QoS 1", "MQTT-2.2.1-3", "32 .. 'room/1/heat' 0001 <21.5>",
              Publish{.qos = Qos::at_least_once,
                      .packet_id = 1,
                      .topic = "room/1/heat",
                      .payload = "21.5"}),
        valid("PUBLISH of QoS 1, sent again", "MQTT-3.3.1-1", "3A .. 'room/1/heat' FFFF <21.5>",
              Publish{.dup = true,
                      .qos = Qos::at_least_once,
                      .packet_id = 0xffff,
                      .topic = "room/1/heat",
                      .payload = "21.5"}),
        valid("PUBLISH of QoS 2, sent again, retained", "3.3.1", "3D .. 'room/1/heat' 0100 <21.5>",
              Publish{.dup = true,
                      .qos = Qos::exactly_once,
                      .retain = true,
                      .packet_id = 0x100,
                      .topic = "room/1/heat",
                      .payload = "21.5"}),
        valid("PUBLISH without payload", "3.3.3", "30 .. 'a'", Publish{.topic = "a"}),
        valid("PUBLISH of QoS 1 without payload", "3.3.3", "32 .. 'a' 000A",
              Publish{.qos = Qos::at_least_once, .packet_id = 10, .topic = "a"}),
        valid("PUBLISH of bytes that are not text", "3.3.3", "30 .. 'a' FF FE 0A FF",
              Publish{.topic = "a", .payload = "\xff\xfe\n\xff"}),
        valid("PUBLISH to a topic of slashes", "4.7.3", "30 .. '//' <1>",
              Publish{.topic = "//", .payload = "1"}),
        valid("PUBLISH to a topic with blanks and capitals", "4.7.3", "30 .. '/Living Room/ ' <1>",
              Publish{.topic = "/Living Room/ ", .payload = "1"}),
        valid("PUBLISH to a topic of the server", "4.7.2", "30 .. '$SYS/x' <1>",
              Publish{.topic = "$SYS/x", .payload = "1"}),
        valid("PUBLISH to a topic beyond ASCII", "MQTT-3.3.2-1",
              "30 .. 'T\u00fcr/\u6e29\u5ea6' <1>",
              Publish{.topic = "T\u00fcr/\u6e29\u5ea6", .payload = "1"}),
        valid("PUBLISH to a topic with a byte order mark", "MQTT-1.5.4-3", "30 .. '\uFEFFa' <1>",
              Publish{.topic = "\uFEFFa", .payload = "1"}),
        broken("PUBLISH without anything", "3.3.2", "30 .."),
        broken("PUBLISH that ends in its topic's length", "3.3.2.1", "30 .. 00"),
        broken("PUBLISH that ends in its topic", "3.3.2.1", "30 .. 0005 <room>"),
        broken("PUBLISH of QoS 1 that ends before its packet id", "3.3.2.2", "32 .. 'a'"),
        broken("PUBLISH of QoS 1 that ends in its packet id", "3.3.2.2", "32 .. 'a' 00"),
        broken("PUBLISH of QoS 3", "MQTT-3.3.1-4", "36 .. 'a' 0001 <1>"),
        broken("PUBLISH of QoS 0, sent again", "MQTT-3.3.1-2", "38 .. 'a' <1>"),
        broken("PUBLISH of QoS 1 with packet id 0", "MQTT-2.2.1-3", "32 .. 'a' 0000 <1>",
               against_protocol),
        broken("PUBLISH of QoS 2 with packet id 0", "MQTT-2.2.1-3", "34 .. 'a' 0000 <1>",
               against_protocol),
        broken("PUBLISH to an empty topic", "MQTT-4.7.3-1", "30 .. '' <1>"),
        broken("PUBLISH to a topic with #", "MQTT-3.3.2-2", "30 .. 'room/#' <1>"),
        broken("PUBLISH to a topic with +", "MQTT-3.3.2-2", "30 .. 'room/+/heat' <1>"),
        broken("PUBLISH to a topic with + inside a level", "MQTT-3.3.2-2", "30 .. 'room+' <1>"),
        broken("PUBLISH to a topic with NUL", "MQTT-4.7.3-2", "30 .. 0003 61 00 62 <1>"),
        broken("PUBLISH to a topic that is not UTF-8", "MQTT-3.3.2-1", "30 .. 0003 61 FF 62 <1>"),
        broken("PUBLISH to a topic with a control character", "1.5.4", "30 .. 'a\tb' <1>"),
        broken("PUBLISH to a topic with DEL", "1.5.4", "30 .. 0003 61 7F 62 <1>"),
        broken("PUBLISH to a topic with U+0085", "1.5.4", "30 .. 'a\u0085' <1>"),
        broken("PUBLISH to a topic with U+FFFE", "1.5.4", "30 .. 0003 EFBFBE <1>"),
        broken("PUBLISH to a topic with both a wildcard and a control character", "1.5.4",
               "30 .. 'a\t/#' <1>"),
        broken("PUBLISH to a topic cut inside a character", "MQTT-3.3.2-1", "30 .. 0002 61 C3"),
    };
}

inline PacketCases acknowledgement_cases() {
    return {
        valid("PUBACK", "3.4", "40 .. 0001", TypedAcknowledgement{PacketType::puback, {1}}),
        valid("PUBREC", "3.5", "50 .. 1234", TypedAcknowledgement{PacketType::pubrec, {0x1234}}),
        valid("PUBREL", "MQTT-3.6.1-1", "62 .. FFFF",
              TypedAcknowledgement{PacketType::pubrel, {0xffff}}),
        valid("PUBCOMP", "3.7", "70 .. 0100", TypedAcknowledgement{PacketType::pubcomp, {0x100}}),
        broken("PUBACK without packet id", "3.4.2", "40 .."),
        broken("PUBREC with half a packet id", "3.5.2", "50 .. 01"),
        broken("PUBREL with packet id 0", "MQTT-2.2.1-3", "62 .. 0000", against_protocol),
        broken("PUBCOMP with a byte too many", "3.7.3", "70 .. 0001 00"),
    };
}

inline PacketCases subscribe_cases() {
    return {
        valid("SUBSCRIBE to one filter", "3.8", "82 .. 0001 'room/1/heat' 00",
              Subscribe{.packet_id = 1, .subscriptions = {{"room/1/heat", Qos::at_most_once}}}),
        valid("SUBSCRIBE to three filters", "3.8.3", "82 .. 000A 'a/+' 01 '#' 02 '+/b' 00",
              Subscribe{.packet_id = 10,
                        .subscriptions = {{"a/+", Qos::at_least_once},
                                          {"#", Qos::exactly_once},
                                          {"+/b", Qos::at_most_once}}}),
        valid("SUBSCRIBE twice to the same filter", "3.8.3", "82 .. FFFF 'a' 00 'a' 01",
              Subscribe{.packet_id = 0xffff,
                        .subscriptions = {{"a", Qos::at_most_once}, {"a", Qos::at_least_once}}}),
        valid("SUBSCRIBE to empty levels", "4.7.1.1", "82 .. 0001 '//+' 00",
              Subscribe{.packet_id = 1, .subscriptions = {{"//+", Qos::at_most_once}}}),
        broken("SUBSCRIBE without a filter", "MQTT-3.8.3-2", "82 .. 0001",
               ReasonCode::protocol_error),
        broken("SUBSCRIBE without anything", "3.8.2", "82 .."),
        broken("SUBSCRIBE with packet id 0", "MQTT-2.2.1-3", "82 .. 0000 'a' 00", against_protocol),
        broken("SUBSCRIBE that ends in a filter", "3.8.3", "82 .. 0001 0005 <a>"),
        broken("SUBSCRIBE that ends before the QoS", "3.8.3", "82 .. 0001 'a'"),
        broken("SUBSCRIBE that ends in the second filter", "3.8.3", "82 .. 0001 'a' 00 00"),
        broken("SUBSCRIBE at QoS 3", "3.1.1 [MQTT-3.8.3-4]", "82 .. 0001 'a' 03"),
        broken("SUBSCRIBE with reserved QoS bits", "3.1.1 [MQTT-3.8.3-4]", "82 .. 0001 'a' 80"),
        broken("SUBSCRIBE with the options of MQTT 5.0", "3.1.1 [MQTT-3.8.3-4]",
               "82 .. 0001 'a' 04"),
        broken("SUBSCRIBE to an empty filter", "MQTT-4.7.3-1", "82 .. 0001 '' 00"),
        broken("SUBSCRIBE to # before the last level", "MQTT-4.7.1-1", "82 .. 0001 'a/#/b' 00"),
        broken("SUBSCRIBE to # inside a level", "MQTT-4.7.1-1", "82 .. 0001 'a#' 00"),
        broken("SUBSCRIBE to + inside a level", "MQTT-4.7.1-2", "82 .. 0001 'a/b+' 00"),
        broken("SUBSCRIBE to a filter with NUL", "MQTT-4.7.3-2", "82 .. 0001 0002 6100 00"),
        broken("SUBSCRIBE to a filter with a control character", "1.5.4", "82 .. 0001 'a\t/+' 00"),
        broken("SUBSCRIBE to a filter that is not UTF-8", "MQTT-3.8.3-1", "82 .. 0001 0001 C0 00"),
    };
}

inline PacketCases unsubscribe_cases() {
    return {
        valid("UNSUBSCRIBE from one filter", "3.10", "A2 .. 0001 'room/1/heat'",
              Unsubscribe{1, {"room/1/heat"}}),
        valid("UNSUBSCRIBE from two filters", "3.10.3", "A2 .. 000A 'a/+' '#'",
              Unsubscribe{10, {"a/+", "#"}}),
        broken("UNSUBSCRIBE without a filter", "MQTT-3.10.3-2", "A2 .. 0001",
               ReasonCode::protocol_error),
        broken("UNSUBSCRIBE without anything", "3.10.2", "A2 .."),
        broken("UNSUBSCRIBE with packet id 0", "MQTT-2.2.1-3", "A2 .. 0000 'a'", against_protocol),
        broken("UNSUBSCRIBE that ends in a filter", "3.10.3", "A2 .. 0001 0005 <a>"),
        broken("UNSUBSCRIBE with a byte too many", "3.10.3", "A2 .. 0001 'a' 00"),
        broken("UNSUBSCRIBE from an empty filter", "MQTT-4.7.3-1", "A2 .. 0001 ''"),
        broken("UNSUBSCRIBE from # before the last level", "MQTT-4.7.1-1", "A2 .. 0001 '#/a'"),
        broken("UNSUBSCRIBE from a filter that is not UTF-8", "MQTT-3.10.3-1",
               "A2 .. 0001 0001 80"),
    };
}

inline PacketCases bodyless_cases() {
    return {
        valid("PINGREQ", "3.12", "C0 ..", Pingreq{}),
        valid("DISCONNECT", "3.14", "E0 ..", Disconnect{}),
        broken("PINGREQ with a body", "3.12.3", "C0 .. 00"),
        broken("DISCONNECT with a body", "3.14.3", "E0 .. 00"),
    };
}

inline PacketCases packet_cases_v3() {
    PacketCases all;
    for (const PacketCases& some :
         {header_cases(), server_packet_cases(), connect_cases(), connect_version_cases(),
          broken_connect_cases(), publish_cases(), acknowledgement_cases(), subscribe_cases(),
          unsubscribe_cases(), bodyless_cases()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

}  // namespace fieldcast::mqtt
