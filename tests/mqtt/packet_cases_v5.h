#pragma once
// What a client of MQTT 5.0 may send, and what it must not. What is the same in older versions is
// in packet_cases_v3.h; where 5.0 has it elsewhere in the packet, it stands here again.

#include "mqtt/packet_case.h"

namespace fieldcast::mqtt {

inline PacketCases header_cases_v5() {
    return {
        broken("packet type 0 in 5.0", "table 2-1", "00 ..", against_protocol),
        broken("AUTH to a server that knows no method", "3.15", "F0 ..", against_protocol),
        broken("AUTH with header flags", "MQTT-3.15.1-1", "F1 .."),
        broken("PUBREL of 5.0 without header flags", "MQTT-3.6.1-1", "60 .. 0001"),
        broken("SUBSCRIBE of 5.0 without header flags", "MQTT-3.8.1-1", "80 .. 0001 () 'a' 00"),
        broken("UNSUBSCRIBE of 5.0 without header flags", "MQTT-3.10.1-1", "A0 .. 0001 () 'a'"),
        broken("DISCONNECT of 5.0 with header flags", "MQTT-3.14.1-1", "E2 .. 00"),
        broken("PINGREQ of 5.0 with its length in two bytes", "MQTT-1.5.5-1", "C0 8000"),
        broken("PINGREQ of 5.0 with its length in four bytes", "MQTT-1.5.5-1", "C0 80808000"),
        broken("PUBLISH of 5.0 with its length in two bytes", "MQTT-1.5.5-1", "30 8500 'a' () <1>"),
        broken("remaining length of five bytes in 5.0", "2.1.4", "C0 80808080 00"),
        broken("CONNACK to a server in 5.0", "table 2-1", "20 .. 00 00 ()", against_protocol),
        broken("SUBACK to a server in 5.0", "table 2-1", "90 .. 0001 () 00", against_protocol),
        broken("UNSUBACK to a server in 5.0", "table 2-1", "B0 .. 0001 () 00", against_protocol),
        broken("PINGRESP to a server in 5.0", "table 2-1", "D0 ..", against_protocol),
    };
}

/// A Connect of 5.0 with the client id `sensor`.
inline Connect sensor_v5() {
    return {.version = ProtocolVersion::v5, .client_id = "sensor"};
}

template <class Change>
Connect sensor_v5_with(Change change) {
    Connect connect = sensor_v5();
    change(connect);
    return connect;
}

inline PacketCases connect_cases_v5() {
    return {
        valid("CONNECT of 5.0", "3.1", "10 .. 'MQTT' 05 02 003C () 'sensor'",
              sensor_v5_with([](Connect& connect) { connect.keep_alive_s = 60; })),
        valid("CONNECT of 5.0 without a client id", "MQTT-3.1.3-6", "10 .. 'MQTT' 05 02 0000 () ''",
              sensor_v5_with([](Connect& connect) { connect.client_id = ""; })),
        valid("CONNECT of 5.0 without a client id, to resume", "3.1.3.1",
              "10 .. 'MQTT' 05 00 0000 () ''", sensor_v5_with([](Connect& connect) {
                  connect.clean_start = false;
                  connect.client_id = "";
              })),
        valid("CONNECT of 5.0 with user name and password", "MQTT-3.1.2-17",
              "10 .. 'MQTT' 05 C2 0000 () 'sensor' 'ada' 'secret'",
              sensor_v5_with([](Connect& connect) {
                  connect.user_name = "ada";
                  connect.password = "secret";
              })),
        valid("CONNECT of 5.0 with a password but no user name", "MQTT-3.1.2-19",
              "10 .. 'MQTT' 05 42 0000 () 'sensor' 'token'",
              sensor_v5_with([](Connect& connect) { connect.password = "token"; })),
        valid("CONNECT of 5.0 with each property once", "3.1.2.11",
              "10 .. 'MQTT' 05 02 0000 (11 0000003C 21 000A 27 00010000 22 0005 19 01 17 00 "
              "15 'SCRAM' 16 0002 FFFE) 'sensor'",
              sensor_v5_with([](Connect& connect) {
                  connect.session_expiry_s = 60;
                  connect.receive_maximum = 10;
                  connect.maximum_packet_size = 65'536;
                  connect.topic_alias_maximum = 5;
                  connect.request_response_information = true;
                  connect.request_problem_information = false;
                  connect.authentication_method = "SCRAM";
                  connect.authentication_data = "\xff\xfe";
              })),
        valid("CONNECT of 5.0 for a session that never ends", "3.1.2.11.2",
              "10 .. 'MQTT' 05 00 0000 (11 FFFFFFFF) 'sensor'",
              sensor_v5_with([](Connect& connect) {
                  connect.clean_start = false;
                  connect.session_expiry_s = never_expires;
              })),
        valid("CONNECT of 5.0 with the least of each limit", "3.1.2.11.3",
              "10 .. 'MQTT' 05 02 0000 (21 0001 27 00000001) 'sensor'",
              sensor_v5_with([](Connect& connect) {
                  connect.receive_maximum = 1;
                  connect.maximum_packet_size = 1;
              })),
        valid("CONNECT of 5.0 with the most of each limit", "3.1.2.11.4",
              "10 .. 'MQTT' 05 02 0000 (27 FFFFFFFF 22 FFFF) 'sensor'",
              sensor_v5_with([](Connect& connect) {
                  connect.maximum_packet_size = 0xFFFFFFFF;
                  connect.topic_alias_maximum = 0xFFFF;
              })),
        valid("CONNECT of 5.0 with an authentication method alone", "3.1.2.11.9",
              "10 .. 'MQTT' 05 02 0000 (15 'SCRAM') 'sensor'",
              sensor_v5_with([](Connect& connect) { connect.authentication_method = "SCRAM"; })),
        unusual("CONNECT of 5.0 with its properties in another order", "2.2.2.2",
                "10 .. 'MQTT' 05 02 0000 (22 0005 11 0000003C) 'sensor'",
                sensor_v5_with([](Connect& connect) {
                    connect.session_expiry_s = 60;
                    connect.topic_alias_maximum = 5;
                })),
        unusual("CONNECT of 5.0 with properties at their defaults", "3.1.2.11",
                "10 .. 'MQTT' 05 02 0000 (11 00000000 21 FFFF 22 0000 19 00 17 01) 'sensor'",
                sensor_v5()),
        unusual("CONNECT of 5.0 with the same user property twice", "3.1.2.11.8",
                "10 .. 'MQTT' 05 02 0000 (26 'place' 'roof' 26 'place' 'roof') 'sensor'",
                sensor_v5()),
        unusual("CONNECT of 5.0 with an empty user property", "MQTT-1.5.7-1",
                "10 .. 'MQTT' 05 02 0000 (26 '' '') 'sensor'", sensor_v5()),
    };
}

inline PacketCases connect_will_cases_v5() {
    static const Bytes everything =
        packet("18 0000000A 01 01 02 0000003C 03 'text/plain' 08 'reply/to' 09 0001 00 26 'a' 'b'");
    const auto with_will = [](const Will& will) {
        return sensor_v5_with([&](Connect& connect) { connect.will = will; });
    };
    return {
        valid("CONNECT of 5.0 with a will", "MQTT-3.1.2-9",
              "10 .. 'MQTT' 05 06 0000 () 'sensor' () 'gone' 'bye'",
              with_will({.topic = "gone", .payload = "bye"})),
        valid("CONNECT of 5.0 with a retained will of QoS 2", "MQTT-3.1.2-12",
              "10 .. 'MQTT' 05 36 0000 () 'sensor' () 'gone' ''",
              with_will({.topic = "gone", .qos = Qos::exactly_once, .retain = true})),
        valid("CONNECT of 5.0 with each will property", "3.1.3.2",
              "10 .. 'MQTT' 05 06 0000 () 'sensor' (18 0000000A 01 01 02 0000003C 03 'text/plain' "
              "08 'reply/to' 09 0001 00 26 'a' 'b') 'gone' 'bye'",
              with_will({.topic = "gone",
                         .payload = "bye",
                         .delay_s = 10,
                         .message_expiry_s = 60,
                         .properties = everything})),
        broken("CONNECT of 5.0 that ends before the will's properties", "MQTT-3.1.2-9",
               "10 .. 'MQTT' 05 06 0000 () 'sensor'"),
        broken("CONNECT of 5.0 with a will but no will properties", "MQTT-2.2.2-1",
               "10 .. 'MQTT' 05 06 0000 () 'sensor' 'gone' 'bye'"),
        broken("CONNECT of 5.0 with a topic alias in its will", "2.2.2.2",
               "10 .. 'MQTT' 05 06 0000 () 'sensor' (23 0001) 'gone' 'bye'"),
        broken("CONNECT of 5.0 with the session's expiry in its will", "2.2.2.2",
               "10 .. 'MQTT' 05 06 0000 () 'sensor' (11 00000001) 'gone' 'bye'"),
        broken("CONNECT of 5.0 with two will delays", "3.1.3.2.2",
               "10 .. 'MQTT' 05 06 0000 () 'sensor' (18 00000001 18 00000001) 'gone' 'bye'",
               against_protocol),
        broken("CONNECT of 5.0 with a will of payload format 2", "3.1.3.2.3",
               "10 .. 'MQTT' 05 06 0000 () 'sensor' (01 02) 'gone' 'bye'", against_protocol),
        broken("CONNECT of 5.0 with a wildcard in the will's response topic", "MQTT-3.3.2-14",
               "10 .. 'MQTT' 05 06 0000 () 'sensor' (08 'a/+') 'gone' 'bye'", against_protocol),
        broken("CONNECT of 5.0 with a wildcard in the will's topic", "MQTT-4.7.0-1",
               "10 .. 'MQTT' 05 06 0000 () 'sensor' () 'gone/#' 'bye'"),
        broken("CONNECT of 5.0 with an empty will topic", "MQTT-4.7.3-1",
               "10 .. 'MQTT' 05 06 0000 () 'sensor' () '' 'bye'"),
        broken("CONNECT of 5.0 with a will topic that is not UTF-8", "MQTT-3.1.3-11",
               "10 .. 'MQTT' 05 06 0000 () 'sensor' () 0001 FF 'bye'"),
    };
}

inline PacketCases broken_connect_cases_v5() {
    return {
        broken("CONNECT of 5.0 with the reserved flag", "MQTT-3.1.2-3",
               "10 .. 'MQTT' 05 03 0000 () 'sensor'"),
        broken("CONNECT of 5.0 with a will QoS but no will", "MQTT-3.1.2-11",
               "10 .. 'MQTT' 05 0A 0000 () 'sensor'"),
        broken("CONNECT of 5.0 with a will of QoS 3", "MQTT-3.1.2-12",
               "10 .. 'MQTT' 05 1E 0000 () 'sensor' () 'gone' 'bye'"),
        broken("CONNECT of 5.0 with will retain but no will", "MQTT-3.1.2-13",
               "10 .. 'MQTT' 05 22 0000 () 'sensor'"),
        broken("CONNECT of 5.0 without properties", "MQTT-2.2.2-1",
               "10 .. 'MQTT' 05 02 0000 'sensor'"),
        broken("CONNECT of 5.0 that ends before its properties", "MQTT-2.2.2-1",
               "10 .. 'MQTT' 05 02 0000"),
        broken("CONNECT of 5.0 that ends in its properties", "2.2.2.1",
               "10 .. 'MQTT' 05 02 0000 05 11 0000"),
        broken("CONNECT of 5.0 whose properties end in one", "2.2.2.1",
               "10 .. 'MQTT' 05 02 0000 (11 0000) 'sensor'"),
        broken("CONNECT of 5.0 whose properties end behind an identifier", "2.2.2.1",
               "10 .. 'MQTT' 05 02 0000 (21) 'sensor'"),
        broken("CONNECT of 5.0 with the properties' length in two bytes", "MQTT-1.5.5-1",
               "10 .. 'MQTT' 05 02 0000 8000 'sensor'"),
        broken("CONNECT of 5.0 with the properties' length in five bytes", "1.5.5",
               "10 .. 'MQTT' 05 02 0000 8080808000 'sensor'"),
        broken("CONNECT of 5.0 that ends before the client id", "MQTT-3.1.3-3",
               "10 .. 'MQTT' 05 02 0000 ()"),
        broken("CONNECT of 5.0 with bytes behind its last field", "3.1.3",
               "10 .. 'MQTT' 05 02 0000 () 'sensor' 00"),
        broken("CONNECT of 5.0 with a user name that no flag announces", "MQTT-3.1.2-16",
               "10 .. 'MQTT' 05 02 0000 () 'sensor' 'ada'"),
        broken("CONNECT of 5.0 with a password that no flag announces", "MQTT-3.1.2-18",
               "10 .. 'MQTT' 05 82 0000 () 'sensor' 'ada' 'secret'"),
        broken("CONNECT of 5.0 that ends before the announced user name", "MQTT-3.1.2-17",
               "10 .. 'MQTT' 05 82 0000 () 'sensor'"),
        broken("CONNECT of 5.0 that ends before the announced password", "MQTT-3.1.2-19",
               "10 .. 'MQTT' 05 42 0000 () 'sensor'"),
        broken("CONNECT of 5.0 with a user name that is not UTF-8", "MQTT-3.1.3-12",
               "10 .. 'MQTT' 05 82 0000 () 'sensor' 0001 FF"),
        broken("CONNECT of 5.0 with a control character in the client id", "1.5.4",
               "10 .. 'MQTT' 05 02 0000 () 'sen\tsor'"),
        broken("CONNECT of 5.0 with an unknown property", "2.2.2.2",
               "10 .. 'MQTT' 05 02 0000 (04 00) 'sensor'"),
        broken("CONNECT of 5.0 with property 127", "2.2.2.2",
               "10 .. 'MQTT' 05 02 0000 (7F 00) 'sensor'"),
        broken("CONNECT of 5.0 with a property identifier in two bytes", "MQTT-1.5.5-1",
               "10 .. 'MQTT' 05 02 0000 (9100 0000003C) 'sensor'"),
        broken("CONNECT of 5.0 with a property of PUBLISH", "2.2.2.2",
               "10 .. 'MQTT' 05 02 0000 (01 01) 'sensor'"),
        broken("CONNECT of 5.0 with a property of CONNACK", "2.2.2.2",
               "10 .. 'MQTT' 05 02 0000 (24 01) 'sensor'"),
        broken("CONNECT of 5.0 with a will delay among its own properties", "2.2.2.2",
               "10 .. 'MQTT' 05 02 0000 (18 00000001) 'sensor'"),
        broken("CONNECT of 5.0 with a reason string", "2.2.2.2",
               "10 .. 'MQTT' 05 02 0000 (1F 'why') 'sensor'"),
    };
}

inline PacketCases broken_connect_property_cases_v5() {
    const auto with = [](std::string_view name, std::string_view clause, std::string properties) {
        return broken(name, clause, "10 .. 'MQTT' 05 02 0000 (" + properties + ") 'sensor'",
                      against_protocol);
    };
    return {
        with("CONNECT with two session expiries", "3.1.2.11.2", "11 00000001 11 00000001"),
        with("CONNECT with two receive maxima", "3.1.2.11.3", "21 0001 21 0001"),
        with("CONNECT with receive maximum 0", "3.1.2.11.3", "21 0000"),
        with("CONNECT with two maximum packet sizes", "3.1.2.11.4", "27 00000100 27 00000100"),
        with("CONNECT with maximum packet size 0", "3.1.2.11.4", "27 00000000"),
        with("CONNECT with two topic alias maxima", "3.1.2.11.5", "22 0001 22 0001"),
        with("CONNECT with two requests for response information", "3.1.2.11.6", "19 01 19 01"),
        with("CONNECT with request for response information 2", "3.1.2.11.6", "19 02"),
        with("CONNECT with two requests for problem information", "3.1.2.11.7", "17 00 17 00"),
        with("CONNECT with request for problem information 255", "3.1.2.11.7", "17 FF"),
        with("CONNECT with two authentication methods", "3.1.2.11.9", "15 'SCRAM' 15 'SCRAM'"),
        with("CONNECT with two pieces of authentication data", "3.1.2.11.10",
             "15 'SCRAM' 16 'a' 16 'a'"),
        with("CONNECT with authentication data without a method", "3.1.2.11.10", "16 'a'"),
    };
}

inline Publish reading_v5(const Publish& publish) {
    Publish reading = publish;
    reading.topic = "room/1/heat";
    reading.payload = "21.5";
    return reading;
}

inline PacketCases publish_cases_v5() {
    static const Bytes everything = packet(
        "01 01 02 0000003C 23 0007 08 'reply/to' 09 0002 FFFE 26 'unit' 'C' 26 'unit' 'C' 03 'x'");
    static const Bytes alias = packet("23 FFFF");
    static const Bytes expiry_0 = packet("02 00000000");
    static const Bytes reversed = packet("26 'z' '1' 03 'text/plain' 26 'a' '2' 01 00");
    static const Bytes control = packet("26 'note' 'two\nlines' 03 'a\tb'");
    static const Bytes empty_values = packet("09 0000 03 '' 26 '' ''");
    return {
        valid("PUBLISH of 5.0 of QoS 0", "3.3", "30 .. 'room/1/heat' () <21.5>", reading_v5({})),
        valid("PUBLISH of 5.0 of QoS 1, sent again, retained", "3.3",
              "3B .. 'room/1/heat' 0001 () <21.5>",
              reading_v5({.dup = true, .qos = Qos::at_least_once, .retain = true, .packet_id = 1})),
        valid("PUBLISH of 5.0 of QoS 2", "3.3", "34 .. 'room/1/heat' FFFF () <21.5>",
              reading_v5({.qos = Qos::exactly_once, .packet_id = 0xffff})),
        valid("PUBLISH of 5.0 without payload", "3.3.3", "30 .. 'a' ()", Publish{.topic = "a"}),
        valid("PUBLISH with each property", "3.3.2.3",
              "32 .. 'room/1/heat' 0001 (01 01 02 0000003C 23 0007 08 'reply/to' 09 0002 FFFE "
              "26 'unit' 'C' 26 'unit' 'C' 03 'x') <21.5>",
              reading_v5({.qos = Qos::at_least_once,
                          .packet_id = 1,
                          .topic_alias = 7,
                          .message_expiry_s = 60,
                          .properties = everything})),
        valid("PUBLISH to the topic that an alias stands for", "3.3.2.3.4",
              "30 .. '' (23 FFFF) <21.5>",
              Publish{.topic_alias = 0xffff, .properties = alias, .payload = "21.5"}),
        valid("PUBLISH that sets an alias", "3.3.2.3.4", "30 .. 'room/1/heat' (23 FFFF) <21.5>",
              reading_v5({.topic_alias = 0xffff, .properties = alias})),
        valid("PUBLISH that expires at once", "3.3.2.3.3",
              "30 .. 'room/1/heat' (02 00000000) <21.5>",
              reading_v5({.message_expiry_s = 0, .properties = expiry_0})),
        valid("PUBLISH with its properties in another order", "MQTT-3.3.2-18",
              "30 .. 'room/1/heat' (26 'z' '1' 03 'text/plain' 26 'a' '2' 01 00) <21.5>",
              reading_v5({.properties = reversed})),
        valid("PUBLISH with empty properties", "3.3.2.3",
              "30 .. 'room/1/heat' (09 0000 03 '' 26 '' '') <21.5>",
              reading_v5({.properties = empty_values})),
        valid("PUBLISH with control characters in what is not a topic", "1.5.4",
              "30 .. 'room/1/heat' (26 'note' 'two\nlines' 03 'a\tb') <21.5>",
              reading_v5({.properties = control})),
    };
}

inline PacketCases broken_publish_cases_v5() {
    return {
        broken("PUBLISH of 5.0 without anything", "3.3.2", "30 .."),
        broken("PUBLISH of 5.0 of QoS 3", "MQTT-3.3.1-4", "36 .. 'a' 0001 () <1>"),
        broken("PUBLISH of 5.0 of QoS 0, sent again", "MQTT-3.3.1-2", "38 .. 'a' () <1>"),
        broken("PUBLISH of 5.0 with packet id 0", "MQTT-2.2.1-3", "32 .. 'a' 0000 () <1>",
               against_protocol),
        broken("PUBLISH of 5.0 that ends in its topic", "MQTT-3.3.2-1", "30 .. 0005 <room>"),
        broken("PUBLISH of 5.0 that ends before its properties", "MQTT-2.2.2-1", "30 .. 'a'"),
        broken("PUBLISH of 5.0 that ends in its properties", "2.2.2.1", "30 .. 'a' 03 01"),
        broken("PUBLISH with the properties' length in two bytes", "MQTT-1.5.5-1",
               "30 .. 'a' 8200 0101 <1>"),
        broken("PUBLISH of 5.0 to a topic with #", "MQTT-3.3.2-2", "30 .. 'room/#' () <1>"),
        broken("PUBLISH of 5.0 to a topic with +, with an alias", "MQTT-3.3.2-2",
               "30 .. '+' (23 0001) <1>"),
        broken("PUBLISH of 5.0 to a topic that is not UTF-8", "MQTT-1.5.4-1",
               "30 .. 0002 C328 () <1>"),
        broken("PUBLISH of 5.0 to a topic with NUL", "MQTT-1.5.4-2", "30 .. 0002 6100 () <1>"),
        broken("PUBLISH of 5.0 to a topic with a control character", "1.5.4",
               "30 .. 'a\nb' () <1>"),
        broken("PUBLISH to an empty topic without an alias", "3.3.2.1", "30 .. '' () <1>",
               against_protocol),
        broken("PUBLISH with topic alias 0", "MQTT-3.3.2-8", "30 .. 'a' (23 0000) <1>",
               ReasonCode::topic_alias_invalid),
        broken("PUBLISH to an empty topic with topic alias 0", "MQTT-3.3.2-8",
               "30 .. '' (23 0000) <1>", ReasonCode::topic_alias_invalid),
        broken("PUBLISH with two topic aliases", "3.3.2.3.4", "30 .. 'a' (23 0001 23 0001) <1>",
               against_protocol),
        broken("PUBLISH with payload format 2", "3.3.2.3.2", "30 .. 'a' (01 02) <1>",
               against_protocol),
        broken("PUBLISH with two payload formats", "3.3.2.3.2", "30 .. 'a' (01 01 01 01) <1>",
               against_protocol),
        broken("PUBLISH with two message expiries", "3.3.2.3.3",
               "30 .. 'a' (02 00000001 02 00000001) <1>", against_protocol),
        broken("PUBLISH with a wildcard in its response topic", "MQTT-3.3.2-14",
               "30 .. 'a' (08 'reply/#') <1>", against_protocol),
        broken("PUBLISH with an empty response topic", "MQTT-4.7.3-1", "30 .. 'a' (08 '') <1>",
               against_protocol),
        broken("PUBLISH with a response topic that is not UTF-8", "MQTT-3.3.2-13",
               "30 .. 'a' (08 0001 FF) <1>"),
        broken("PUBLISH with a control character in its response topic", "1.5.4",
               "30 .. 'a' (08 'a\tb') <1>"),
        broken("PUBLISH with two response topics", "3.3.2.3.5", "30 .. 'a' (08 'b' 08 'b') <1>",
               against_protocol),
        broken("PUBLISH with correlation data twice", "3.3.2.3.6",
               "30 .. 'a' (09 0001 00 09 0001 00) <1>", against_protocol),
        broken("PUBLISH with a content type that is not UTF-8", "MQTT-3.3.2-19",
               "30 .. 'a' (03 0001 FF) <1>"),
        broken("PUBLISH with two content types", "3.3.2.3.9", "30 .. 'a' (03 'b' 03 'b') <1>",
               against_protocol),
        broken("PUBLISH with half a user property", "1.5.7", "30 .. 'a' (26 'name') <1>"),
        broken("PUBLISH with a user property's name that is not UTF-8", "MQTT-1.5.7-1",
               "30 .. 'a' (26 0001 FF 'value') <1>"),
        broken("PUBLISH with NUL in a user property's value", "MQTT-1.5.7-1",
               "30 .. 'a' (26 'name' 0001 00) <1>"),
        broken("PUBLISH with a subscription identifier", "MQTT-3.3.4-6", "30 .. 'a' (0B 01) <1>",
               against_protocol),
        broken("PUBLISH with a property of CONNECT", "2.2.2.2", "30 .. 'a' (21 0001) <1>"),
        broken("PUBLISH with an unknown property", "2.2.2.2", "30 .. 'a' (00) <1>"),
        broken("PUBLISH with an unknown property above 63", "2.2.2.2", "30 .. 'a' (41) <1>"),
    };
}

inline PacketCase acknowledges(std::string_view name, std::string_view clause,
                               std::string_view notation, const TypedAcknowledgement& expected) {
    return valid(name, clause, notation, expected);
}

inline PacketCases acknowledgement_cases_v5() {
    const TypedAcknowledgement puback{PacketType::puback, {1}};
    const TypedAcknowledgement refused{PacketType::puback, {1, ReasonCode::not_authorized}};
    return {
        acknowledges("PUBACK of 5.0", "MQTT-2.2.1-5", "40 .. 0001", puback),
        acknowledges("PUBREC of 5.0", "3.5.2.1", "50 .. 0002", {PacketType::pubrec, {2}}),
        acknowledges("PUBREL of 5.0", "3.6.2.1", "62 .. 0003", {PacketType::pubrel, {3}}),
        acknowledges("PUBCOMP of 5.0", "3.7.2.1", "70 .. 0004", {PacketType::pubcomp, {4}}),
        acknowledges("PUBACK with a reason", "3.4.2.2.1", "40 .. 0001 87", refused),
        acknowledges("PUBREC with a reason", "3.5.2.2.1", "50 .. 0001 10",
                     {PacketType::pubrec, {1, ReasonCode::no_matching_subscribers}}),
        acknowledges("PUBREL with a reason", "3.6.2.2.1", "62 .. 0001 92",
                     {PacketType::pubrel, {1, ReasonCode::packet_identifier_not_found}}),
        acknowledges("PUBCOMP with a reason", "3.7.2.2.1", "70 .. 0001 92",
                     {PacketType::pubcomp, {1, ReasonCode::packet_identifier_not_found}}),
        unusual("PUBACK with success and nothing more", "3.4.2.1", "40 .. 0001 00", puback),
        unusual("PUBACK with success and no properties", "3.4.2.2.1", "40 .. 0001 00 ()", puback),
        unusual("PUBACK with a reason and no properties", "3.4.2.2.1", "40 .. 0001 87 ()", refused),
        unusual("PUBACK with each property", "3.4.2.2",
                "40 .. 0001 87 (1F 'not yours' 26 'a' 'b' 26 'a' 'b')", refused),
        broken("PUBACK of 5.0 without packet id", "3.4.2", "40 .."),
        broken("PUBREC of 5.0 with half a packet id", "3.5.2", "50 .. 00"),
        broken("PUBREL of 5.0 with packet id 0", "MQTT-2.2.1-3", "62 .. 0000", against_protocol),
        broken("PUBACK with a byte behind its properties", "3.4.3", "40 .. 0001 00 () 00"),
        broken("PUBCOMP with a byte behind its properties", "3.7.3", "70 .. 0001 00 () 00"),
        broken("PUBACK that ends in its properties", "2.2.2.1", "40 .. 0001 00 05 1F"),
        broken("PUBACK with two reason strings", "3.4.2.2.2", "40 .. 0001 00 (1F 'a' 1F 'b')",
               against_protocol),
        broken("PUBREL with a reason string that is not UTF-8", "MQTT-1.5.4-1",
               "62 .. 0001 00 (1F 0001 FF)"),
        broken("PUBREC with a property of PUBLISH", "2.2.2.2", "50 .. 0001 00 (23 0001)"),
        broken("PUBACK with a reason of SUBACK", "MQTT-3.4.2-1", "40 .. 0001 01", against_protocol),
        broken("PUBACK with a reason of PUBREL", "MQTT-3.4.2-1", "40 .. 0001 92", against_protocol),
        broken("PUBREC with a reason of DISCONNECT", "MQTT-3.5.2-1", "50 .. 0001 81",
               against_protocol),
        broken("PUBREL with a reason of PUBACK", "MQTT-3.6.2-1", "62 .. 0001 10", against_protocol),
        broken("PUBCOMP with a reason of PUBACK", "MQTT-3.7.2-1", "70 .. 0001 80",
               against_protocol),
        broken("PUBACK with a reason that no table has", "MQTT-3.4.2-1", "40 .. 0001 FF",
               against_protocol),
    };
}

inline PacketCases subscribe_cases_v5() {
    const RequestedSubscription everything{.filter = "a/#",
                                           .qos = Qos::exactly_once,
                                           .no_local = true,
                                           .retain_as_published = true,
                                           .retain_handling = RetainHandling::do_not_send};
    const RequestedSubscription if_new{
        .filter = "+/b", .qos = Qos::at_least_once, .retain_handling = RetainHandling::send_if_new};
    const RequestedSubscription shared{.filter = "$share/g/a/+", .retain_as_published = true};
    return {
        valid("SUBSCRIBE of 5.0", "3.8", "82 .. 0001 () 'a' 00",
              Subscribe{.packet_id = 1, .subscriptions = {{"a"}}}),
        valid("SUBSCRIBE with all options", "3.8.3.1", "82 .. 0001 () 'a/#' 2E '+/b' 11",
              Subscribe{.packet_id = 1, .subscriptions = {everything, if_new}}),
        valid("SUBSCRIBE to a shared filter", "4.8.2", "82 .. 0001 () '$share/g/a/+' 08",
              Subscribe{.packet_id = 1, .subscriptions = {shared}}),
        valid("SUBSCRIBE with an identifier", "3.8.2.1.2", "82 .. 0001 (0B 01) 'a' 00",
              Subscribe{.packet_id = 1, .subscription_identifier = 1, .subscriptions = {{"a"}}}),
        valid(
            "SUBSCRIBE with the greatest identifier", "3.8.2.1.2",
            "82 .. 0001 (0B FFFFFF7F) 'a' 00",
            Subscribe{
                .packet_id = 1, .subscription_identifier = 268'435'455, .subscriptions = {{"a"}}}),
        unusual("SUBSCRIBE with user properties", "3.8.2.1.3",
                "82 .. 0001 (26 'a' 'b' 0B 07 26 'a' 'b') 'a' 00",
                Subscribe{.packet_id = 1, .subscription_identifier = 7, .subscriptions = {{"a"}}}),
        broken("SUBSCRIBE of 5.0 without a filter", "MQTT-3.8.3-2", "82 .. 0001 ()",
               against_protocol),
        broken("SUBSCRIBE of 5.0 without properties", "MQTT-2.2.2-1", "82 .. 0001"),
        broken("SUBSCRIBE of 5.0 with packet id 0", "MQTT-2.2.1-3", "82 .. 0000 () 'a' 00",
               against_protocol),
        broken("SUBSCRIBE of 5.0 that ends before the options", "3.8.3", "82 .. 0001 () 'a'"),
        broken("SUBSCRIBE of 5.0 that ends in the second filter", "3.8.3",
               "82 .. 0001 () 'a' 00 0002 <b>"),
        broken("SUBSCRIBE with reserved option 6", "MQTT-3.8.3-5", "82 .. 0001 () 'a' 40"),
        broken("SUBSCRIBE with reserved option 7", "MQTT-3.8.3-5", "82 .. 0001 () 'a' 80"),
        broken("SUBSCRIBE of 5.0 at QoS 3", "3.8.3.1", "82 .. 0001 () 'a' 03", against_protocol),
        broken("SUBSCRIBE with retain handling 3", "3.8.3.1", "82 .. 0001 () 'a' 30",
               against_protocol),
        broken("SUBSCRIBE with no local to a shared filter", "MQTT-3.8.3-4",
               "82 .. 0001 () '$share/g/a' 04", against_protocol),
        broken("SUBSCRIBE to a shared filter that is none", "MQTT-4.8.2-2",
               "82 .. 0001 () '$share/g' 00", against_protocol),
        broken("SUBSCRIBE with identifier 0", "3.8.2.1.2", "82 .. 0001 (0B 00) 'a' 00",
               against_protocol),
        broken("SUBSCRIBE with two identifiers", "3.8.2.1.2", "82 .. 0001 (0B 01 0B 02) 'a' 00",
               against_protocol),
        broken("SUBSCRIBE with an identifier of five bytes", "1.5.5",
               "82 .. 0001 (0B 8080808001) 'a' 00"),
        broken("SUBSCRIBE with an identifier longer than needed", "MQTT-1.5.5-1",
               "82 .. 0001 (0B 8100) 'a' 00"),
        broken("SUBSCRIBE with a reason string", "2.2.2.2", "82 .. 0001 (1F 'why') 'a' 00"),
        broken("SUBSCRIBE of 5.0 to an empty filter", "MQTT-4.7.3-1", "82 .. 0001 () '' 00"),
        broken("SUBSCRIBE of 5.0 to # before the last level", "MQTT-4.7.1-1",
               "82 .. 0001 () '#/a' 00"),
        broken("SUBSCRIBE of 5.0 to + inside a level", "MQTT-4.7.1-2", "82 .. 0001 () 'a+' 00"),
        broken("SUBSCRIBE of 5.0 to a filter that is not UTF-8", "MQTT-3.8.3-1",
               "82 .. 0001 () 0001 FF 00"),
    };
}

inline PacketCases unsubscribe_cases_v5() {
    return {
        valid("UNSUBSCRIBE of 5.0", "3.10", "A2 .. 0001 () 'a/+' '#'",
              Unsubscribe{1, {"a/+", "#"}}),
        unusual("UNSUBSCRIBE with user properties", "3.10.2.1.2",
                "A2 .. 0001 (26 'a' 'b' 26 'a' 'b') 'a'", Unsubscribe{1, {"a"}}),
        broken("UNSUBSCRIBE of 5.0 without a filter", "MQTT-3.10.3-2", "A2 .. 0001 ()",
               against_protocol),
        broken("UNSUBSCRIBE of 5.0 without properties", "MQTT-2.2.2-1", "A2 .. 0001"),
        broken("UNSUBSCRIBE of 5.0 with packet id 0", "MQTT-2.2.1-3", "A2 .. 0000 () 'a'",
               against_protocol),
        broken("UNSUBSCRIBE with a subscription identifier", "2.2.2.2", "A2 .. 0001 (0B 01) 'a'"),
        broken("UNSUBSCRIBE of 5.0 with a byte too many", "3.10.3", "A2 .. 0001 () 'a' 00"),
        broken("UNSUBSCRIBE of 5.0 from a filter that is not UTF-8", "MQTT-3.10.3-1",
               "A2 .. 0001 () 0001 FF"),
    };
}

inline PacketCases disconnect_cases_v5() {
    const Disconnect with_will{.reason = ReasonCode::disconnect_with_will};
    return {
        valid("PINGREQ of 5.0", "3.12", "C0 ..", Pingreq{}),
        broken("PINGREQ of 5.0 with a body", "3.12.3", "C0 .. 00"),
        valid("DISCONNECT of 5.0", "3.14.2.1", "E0 ..", Disconnect{}),
        valid("DISCONNECT with a reason", "3.14.2.1", "E0 .. 04", with_will),
        valid("DISCONNECT with a session expiry", "3.14.2.2.2", "E0 .. 00 (11 0000003C)",
              Disconnect{.session_expiry_s = 60}),
        valid("DISCONNECT with a reason and session expiry 0", "3.14.2.2.2",
              "E0 .. 04 (11 00000000)",
              Disconnect{.reason = ReasonCode::disconnect_with_will, .session_expiry_s = 0}),
        unusual("DISCONNECT with reason 0 and nothing more", "3.14.2.1", "E0 .. 00", Disconnect{}),
        unusual("DISCONNECT with a reason and no properties", "3.14.2.2.1", "E0 .. 04 ()",
                with_will),
        unusual("DISCONNECT with each property", "3.14.2.2",
                "E0 .. 04 (11 00000001 1F 'bye' 26 'a' 'b' 26 'a' 'b' 1C 'other')",
                Disconnect{.reason = ReasonCode::disconnect_with_will, .session_expiry_s = 1}),
        broken("DISCONNECT with a byte behind its properties", "3.14.3", "E0 .. 00 () 00"),
        broken("DISCONNECT that ends in its properties", "2.2.2.1", "E0 .. 00 05 11"),
        broken("DISCONNECT with two session expiries", "3.14.2.2.2",
               "E0 .. 00 (11 00000001 11 00000001)", against_protocol),
        broken("DISCONNECT with two reason strings", "3.14.2.2.3", "E0 .. 00 (1F 'a' 1F 'b')",
               against_protocol),
        broken("DISCONNECT with a property of CONNECT", "2.2.2.2", "E0 .. 00 (21 0001)"),
        broken("DISCONNECT with a reason of servers", "MQTT-3.14.2-1", "E0 .. 8E",
               against_protocol),
        broken("DISCONNECT with a reason of CONNACK", "MQTT-3.14.2-1", "E0 .. 86",
               against_protocol),
        broken("DISCONNECT with a reason that no table has", "MQTT-3.14.2-1", "E0 .. 03",
               against_protocol),
    };
}

inline PacketCases packet_cases_v5() {
    PacketCases all;
    for (const PacketCases& some :
         {header_cases_v5(), connect_cases_v5(), connect_will_cases_v5(), broken_connect_cases_v5(),
          broken_connect_property_cases_v5(), publish_cases_v5(), broken_publish_cases_v5(),
          acknowledgement_cases_v5(), subscribe_cases_v5(), unsubscribe_cases_v5(),
          disconnect_cases_v5()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

}  // namespace fieldcast::mqtt
