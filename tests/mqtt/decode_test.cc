#include "mqtt/decode.h"

#include <gmock/gmock.h>

#include "mqtt/packet_cases.h"

namespace fieldcast::mqtt {
namespace {

using testing::Eq;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t any_size = 268'435'460;

DecodeError frame_error(BytesView bytes, std::size_t packet_bytes_max = any_size) {
    const auto frame = next_frame(bytes, packet_bytes_max);
    EXPECT_FALSE(frame.has_value());
    return frame.error();
}

bool is_incomplete(BytesView bytes, std::size_t packet_bytes_max = any_size) {
    const auto frame = next_frame(bytes, packet_bytes_max);
    return frame.has_value() && !frame->has_value();
}

/// What `bytes` decode to. Fails the test if they do not.
DecodedPacket decoded(BytesView bytes) {
    auto packet = decode_packet(bytes);
    EXPECT_TRUE(packet.has_value());
    return packet.value_or(DecodedPacket{});
}

TEST(Decode, GivesWhatThePacketTableSays) {
    for (const PacketCase& one : packet_cases()) {
        SCOPED_TRACE(testing::Message() << one.name << " [" << one.clause << "]");
        EXPECT_TRUE(decode_packet(one.bytes) == one.expected);
    }
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
    append_string(body, topic);
    body += "payload";
    const auto publish = decode_publish(0, body);
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
    Unsubscribe unsubscribe{7, {filters.begin(), filters.end()}};
    Bytes bytes;
    append_unsubscribe(bytes, unsubscribe);
    EXPECT_EQ(std::get<Unsubscribe>(decoded(bytes)), unsubscribe);
}

TEST(NextFrame, WaitsForEachByteOfAPacket) {
    for (const PacketCase& one : packet_cases()) {
        if (!one.expected) continue;
        SCOPED_TRACE(one.name);
        for (std::size_t size = 0; size < one.bytes.size(); ++size)
            EXPECT_TRUE(is_incomplete(BytesView(one.bytes).substr(0, size)));
    }
}

TEST(NextFrame, FindsEveryPacketOfAStream) {
    Bytes stream;
    std::vector<DecodedPacket> expected;
    for (const PacketCase& one : packet_cases()) {
        if (!one.expected) continue;
        stream += one.bytes;
        expected.push_back(*one.expected);
    }
    BytesView rest = stream;
    for (const DecodedPacket& packet : expected) {
        const auto frame = next_frame(rest, any_size);
        ASSERT_TRUE(frame && *frame);
        EXPECT_TRUE(decode_frame(**frame) == Result<DecodedPacket>(packet));
        rest.remove_prefix((*frame)->size);
    }
    EXPECT_THAT(rest, IsEmpty());
}

TEST(NextFrame, TakesTheHeaderApart) {
    const Bytes bytes = packet("3D .. 'a' 0001 <x>") + "the next packet";
    const auto frame = next_frame(bytes, any_size);
    ASSERT_TRUE(frame && *frame);
    EXPECT_EQ((*frame)->type, PacketType::publish);
    EXPECT_EQ((*frame)->flags, 0b1101);
    EXPECT_EQ((*frame)->body, packet("'a' 0001 <x>"));
    EXPECT_EQ((*frame)->size, 8U);
}

TEST(NextFrame, ReadsLengthsUpToEachLimitOfTable24) {  // 2.2.3
    for (const std::size_t length : {0U, 127U, 128U, 16'383U, 16'384U, 2'097'151U, 2'097'152U}) {
        const Bytes header = packet("30") + remaining_length(length);
        const Bytes bytes = header + Bytes(length, 'x');
        const auto frame = next_frame(bytes, any_size);
        ASSERT_TRUE(frame && *frame) << length;
        EXPECT_EQ((*frame)->body.size(), length);
        EXPECT_EQ((*frame)->size, bytes.size());
    }
}

TEST(NextFrame, WaitsForTheBodyOfTheLargestPacket) {  // 2.2.3
    EXPECT_TRUE(is_incomplete(packet("30 FFFFFF7F"), 268'435'460));
}

TEST(NextFrame, RefusesALengthOfFiveBytesAtItsFourth) {  // 2.2.3
    EXPECT_TRUE(is_incomplete(packet("30 FFFFFF")));
    EXPECT_EQ(frame_error(packet("30 FFFFFFFF")), DecodeError::malformed_packet);
}

TEST(NextFrame, RefusesAnUnknownTypeAtItsFirstByte) {
    EXPECT_EQ(frame_error(packet("00")), DecodeError::malformed_packet);
    EXPECT_EQ(frame_error(packet("FF")), DecodeError::malformed_packet);
}

TEST(NextFrame, RefusesReservedFlagsAtTheFirstByte) {  // [MQTT-2.2.2-2]
    for (unsigned type = 1; type <= 14; ++type) {
        if (type == 3) continue;
        const unsigned allowed = type == 6 || type == 8 || type == 10 ? 2 : 0;
        for (unsigned flags = 0; flags < 16; ++flags) {
            const Bytes first(1, static_cast<char>(type << 4 | flags));
            EXPECT_EQ(is_incomplete(first), flags == allowed) << type << ' ' << flags;
        }
    }
}

TEST(NextFrame, AllowsAPacketOfExactlyTheLimit) {
    const Bytes bytes = packet("30 .. 'a' <12345>");
    EXPECT_TRUE(next_frame(bytes, bytes.size()).has_value());
    EXPECT_EQ(frame_error(bytes, bytes.size() - 1), DecodeError::packet_too_large);
}

TEST(NextFrame, RefusesALargePacketByItsHeaderAlone) {
    EXPECT_TRUE(is_incomplete(packet("30 80"), 100));
    EXPECT_EQ(frame_error(packet("30 8001"), 100), DecodeError::packet_too_large);
}

}  // namespace
}  // namespace fieldcast::mqtt
