#include "mqtt/decode.h"

#include <gmock/gmock.h>

#include "mqtt/packet_cases.h"

namespace fieldcast::mqtt {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::size_t any_size = 268'435'460;
constexpr auto v3_1 = ProtocolVersion::v3_1;
constexpr auto v3_1_1 = ProtocolVersion::v3_1_1;
constexpr auto v5 = ProtocolVersion::v5;

ReasonCode frame_error(ProtocolVersion version, BytesView bytes, std::size_t bytes_max = any_size) {
    const auto frame = next_frame(bytes, version, bytes_max);
    EXPECT_FALSE(frame.has_value());
    return frame.error();
}

bool is_incomplete(ProtocolVersion version, BytesView bytes, std::size_t bytes_max = any_size) {
    const auto frame = next_frame(bytes, version, bytes_max);
    return frame.has_value() && !frame->has_value();
}

/// What `bytes` decode to. Fails the test if they do not.
DecodedPacket decoded(BytesView bytes) {
    auto packet = decode_packet(v3_1_1, bytes);
    EXPECT_TRUE(packet.has_value());
    return packet.value_or(DecodedPacket{});
}

TEST(Decode, GivesWhatThePacketTableSays) {
    for (const PacketCase& one : packet_cases()) {
        SCOPED_TRACE(testing::Message() << one.name << " [" << one.clause << "]");
        EXPECT_TRUE(decode_packet(one.version, one.bytes) == one.expected);
    }
}

TEST(Decode, GivesTheSameToMqtt31) {
    for (const PacketCase& one : packet_cases_v3()) {
        SCOPED_TRACE(one.name);
        EXPECT_TRUE(decode_packet(v3_1, one.bytes) == one.expected);
    }
}

/// The reasons that 5.0 lets a client give in a packet that begins as `start` does.
std::vector<unsigned> reasons_allowed_behind(BytesView start) {
    std::vector<unsigned> allowed;
    for (unsigned reason = 0; reason <= 0xff; ++reason) {
        Bytes bytes(start);
        base::append_u8(bytes, reason);
        if (decode_packet(v5, bytes)) allowed.push_back(reason);
    }
    return allowed;
}

TEST(Decode, TakesTheReasonsOfEachTableAlone) {
    const auto of_publish = ElementsAre(0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
    EXPECT_THAT(reasons_allowed_behind(packet("40 03 0001")), of_publish);  // [MQTT-3.4.2-1]
    EXPECT_THAT(reasons_allowed_behind(packet("50 03 0001")), of_publish);  // [MQTT-3.5.2-1]
    const auto of_release = ElementsAre(0, 0x92);
    EXPECT_THAT(reasons_allowed_behind(packet("62 03 0001")), of_release);  // [MQTT-3.6.2-1]
    EXPECT_THAT(reasons_allowed_behind(packet("70 03 0001")), of_release);  // [MQTT-3.7.2-1]
    EXPECT_THAT(
        reasons_allowed_behind(packet("E0 01")),  // [MQTT-3.14.2-1]
        ElementsAre(0, 4, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99));
}

/// A packet that ends in a section with property `id`, of a value as long as its type wants it.
Bytes with_property(BytesView start, unsigned id, BytesView value, BytesView end) {
    Bytes section;
    base::append_u8(section, id);
    section += value;
    const Bytes body =
        Bytes(start.substr(1)) + remaining_length(section.size()) + section + Bytes(end);
    return Bytes(start.substr(0, 1)) + remaining_length(body.size()) + body;
}

/// The properties that may stand between `start` and `end`, whatever the length of their values.
std::vector<unsigned> properties_allowed_between(BytesView start, BytesView end) {
    std::vector<unsigned> allowed;
    for (unsigned id = 0; id <= 0xff; ++id) {
        for (const auto* value : {"01", "0001", "00000001", "'a'", "'a' 'b'"}) {
            if (!decode_packet(v5, with_property(start, id, packet(value), end))) continue;
            allowed.push_back(id);
            break;
        }
    }
    return allowed;
}

TEST(Decode, TakesThePropertiesOfEachPacketAlone) {  // table 2-4
    // Without authentication data, which does not stand alone.
    EXPECT_THAT(properties_allowed_between(packet("10 'MQTT' 05 02 0000"), packet("'sensor'")),
                ElementsAre(0x11, 0x15, 0x17, 0x19, 0x21, 0x22, 0x26, 0x27));
    EXPECT_THAT(properties_allowed_between(packet("10 'MQTT' 05 06 0000 () ''"), packet("'a' 'b'")),
                ElementsAre(0x01, 0x02, 0x03, 0x08, 0x09, 0x18, 0x26));
    // Without the subscription identifier, which only servers send.
    EXPECT_THAT(properties_allowed_between(packet("30 'a'"), packet("<1>")),
                ElementsAre(0x01, 0x02, 0x03, 0x08, 0x09, 0x23, 0x26));
    for (const auto* start : {"40 0001 00", "50 0001 00", "62 0001 00", "70 0001 00"})
        EXPECT_THAT(properties_allowed_between(packet(start), ""), ElementsAre(0x1F, 0x26));
    EXPECT_THAT(properties_allowed_between(packet("82 0001"), packet("'a' 00")),
                ElementsAre(0x0B, 0x26));
    EXPECT_THAT(properties_allowed_between(packet("A2 0001"), packet("'a'")), ElementsAre(0x26));
    EXPECT_THAT(properties_allowed_between(packet("E0 00"), ""),
                ElementsAre(0x11, 0x1C, 0x1F, 0x26));
}

TEST(Decode, ViewsTheBytesItWasGiven) {
    const Bytes bytes = packet("30 .. 'a' <payload>");
    const auto publish = std::get<Publish>(decoded(bytes));
    EXPECT_EQ(publish.topic.data(), bytes.data() + 4);
    EXPECT_EQ(publish.payload.data(), bytes.data() + 5);
}

TEST(Decode, AcceptsTheLongestTopic) {  // [MQTT-4.7.3-3]
    const Bytes topic(65'535, 't');
    Bytes body;
    append_prefixed(body, topic);
    body += "payload";
    const auto publish = decode_publish(v3_1_1, 0, body);
    ASSERT_TRUE(publish.has_value());
    EXPECT_THAT(publish->topic, SizeIs(65'535));
    EXPECT_THAT(publish->payload, Eq("payload"));
}

TEST(Decode, AcceptsTheLongestClientId) {
    const Bytes client_id(65'535, 'c');
    Bytes bytes;
    append_connect(bytes, Connect{.client_id = client_id});
    EXPECT_EQ(std::get<Connect>(decoded(bytes)).client_id, client_id);
}

TEST(Decode, TakesTwoHundredFiltersInOrder) {
    std::vector<Bytes> filters;
    for (int i = 0; i < 200; ++i) filters.push_back("filter/" + std::to_string(i));
    const Unsubscribe unsubscribe{7, {filters.begin(), filters.end()}};
    Bytes bytes;
    append_unsubscribe(bytes, v3_1_1, unsubscribe);
    EXPECT_EQ(std::get<Unsubscribe>(decoded(bytes)), unsubscribe);
}

TEST(NextFrame, WaitsForEachByteOfAPacket) {
    for (const PacketCase& one : packet_cases()) {
        if (!one.expected) continue;
        SCOPED_TRACE(one.name);
        for (std::size_t size = 0; size < one.bytes.size(); ++size)
            EXPECT_TRUE(is_incomplete(one.version, BytesView(one.bytes).substr(0, size)));
    }
}

void expect_every_packet_of_a_stream(ProtocolVersion version) {
    Bytes stream;
    std::vector<DecodedPacket> expected;
    for (const PacketCase& one : packet_cases()) {
        if (!one.expected || one.version != version) continue;
        stream += one.bytes;
        expected.push_back(*one.expected);
    }
    BytesView rest = stream;
    for (const DecodedPacket& packet : expected) {
        const auto frame = next_frame(rest, version, any_size);
        ASSERT_TRUE(frame && *frame);
        EXPECT_TRUE(decode_frame(version, **frame) == Result<DecodedPacket>(packet));
        rest.remove_prefix((*frame)->size);
    }
    EXPECT_THAT(expected, Not(IsEmpty()));
    EXPECT_THAT(rest, IsEmpty());
}

TEST(NextFrame, FindsEveryPacketOfAStream) {
    expect_every_packet_of_a_stream(v3_1_1);
    expect_every_packet_of_a_stream(v5);
}

TEST(NextFrame, TakesTheHeaderApart) {
    const Bytes bytes = packet("3D .. 'a' 0001 <x>") + "the next packet";
    const auto frame = next_frame(bytes, v3_1_1, any_size);
    ASSERT_TRUE(frame && *frame);
    EXPECT_EQ((*frame)->type, PacketType::publish);
    EXPECT_EQ((*frame)->flags, 0b1101);
    EXPECT_EQ((*frame)->body, packet("'a' 0001 <x>"));
    EXPECT_EQ((*frame)->size, 8U);
}

TEST(NextFrame, ReadsLengthsUpToEachLimitOfTable11) {  // table 1-1
    for (const std::size_t length : {0U, 127U, 128U, 16'383U, 16'384U, 2'097'151U, 2'097'152U}) {
        const Bytes header = packet("30") + remaining_length(length);
        const Bytes bytes = header + Bytes(length, 'x');
        const auto frame = next_frame(bytes, v3_1_1, any_size);
        ASSERT_TRUE(frame && *frame) << length;
        EXPECT_EQ((*frame)->body.size(), length);
        EXPECT_EQ((*frame)->size, bytes.size());
    }
}

TEST(NextFrame, WaitsForTheBodyOfTheLargestPacket) {  // 2.1.4
    EXPECT_TRUE(is_incomplete(v3_1_1, packet("30 FFFFFF7F"), 268'435'460));
}

TEST(NextFrame, RefusesALengthOfFiveBytesAtItsFourth) {  // 2.1.4
    EXPECT_TRUE(is_incomplete(v3_1_1, packet("30 FFFFFF")));
    EXPECT_EQ(frame_error(v3_1_1, packet("30 FFFFFFFF")), ReasonCode::malformed_packet);
}

TEST(NextFrame, RefusesAnUnknownTypeAtItsFirstByte) {
    for (const ProtocolVersion version : {v3_1, v3_1_1, v5})
        EXPECT_EQ(frame_error(version, packet("00")), ReasonCode::protocol_error);
}

TEST(NextFrame, KnowsAuthInVersion5Alone) {  // table 2-1
    EXPECT_TRUE(is_incomplete(v5, packet("F0")));
    EXPECT_EQ(frame_error(v3_1_1, packet("F0")), ReasonCode::protocol_error);
    EXPECT_EQ(frame_error(v3_1, packet("F0")), ReasonCode::protocol_error);
}

TEST(NextFrame, RefusesReservedFlagsAtTheFirstByte) {  // [MQTT-2.1.3-1]
    for (unsigned type = 2; type <= 15; ++type) {      // CONNECT's depend on its version
        if (type == 3) continue;
        const unsigned allowed = type == 6 || type == 8 || type == 10 ? 2 : 0;
        for (unsigned flags = 0; flags < 16; ++flags) {
            const Bytes first(1, static_cast<char>(type << 4 | flags));
            EXPECT_EQ(is_incomplete(v5, first), flags == allowed) << type << ' ' << flags;
        }
    }
}

TEST(NextFrame, TakesTheShortestFormOfEachLengthInVersion5) {  // [MQTT-1.5.5-1]
    for (const auto* shortest : {"30 7F", "30 8001", "30 FF7F", "30 808001", "30 80808001"})
        EXPECT_TRUE(is_incomplete(v5, packet(shortest))) << shortest;
    for (const auto* longer : {"30 8000", "30 FF00", "30 808000", "30 FFFF00", "30 80808000"})
        EXPECT_EQ(frame_error(v5, packet(longer)), ReasonCode::malformed_packet) << longer;
}

TEST(NextFrame, JudgesTheHeaderOfConnectAsVersion5Does) {  // [MQTT-1.5.5-1]
    for (const ProtocolVersion version : {v3_1, v3_1_1, v5})
        EXPECT_EQ(frame_error(version, packet("10 8C00")), ReasonCode::malformed_packet);
}

TEST(NextFrame, AllowsAPacketOfExactlyTheLimit) {
    const Bytes bytes = packet("30 .. 'a' <12345>");
    EXPECT_TRUE(next_frame(bytes, v3_1_1, bytes.size()).has_value());
    EXPECT_EQ(frame_error(v3_1_1, bytes, bytes.size() - 1), ReasonCode::packet_too_large);
}

TEST(NextFrame, RefusesALargePacketByItsHeaderAlone) {
    EXPECT_TRUE(is_incomplete(v3_1_1, packet("30 80"), 100));
    EXPECT_EQ(frame_error(v3_1_1, packet("30 8001"), 100), ReasonCode::packet_too_large);
}

TEST(Frames, OfMqtt31MayBeMarkedAsSentAgain) {  // MQTT 3.1, 2.1
    for (const std::string_view notation : {"6A .. 0001", "8A .. 0001 'a' 00", "AA .. 0001 'a'"}) {
        EXPECT_TRUE(next_frame(packet(notation), v3_1, any_size)) << notation;
        EXPECT_FALSE(next_frame(packet(notation), v3_1_1, any_size)) << notation;
    }
}

}  // namespace
}  // namespace fieldcast::mqtt
