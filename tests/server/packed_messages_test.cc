#include "server/packed_messages.h"

#include <gmock/gmock.h>

#include <string>

namespace fieldcast::server {
namespace {

using base::Qos;

model::Message message_of(std::size_t payload_bytes) {
    return {.topic = "a/b", .payload = std::string(payload_bytes, 'x')};
}

/// All that fit into one pack.
std::size_t fill(PackedMessages& pack, const model::Message& message) {
    std::size_t count = 0;
    while (pack.put(message)) ++count;
    return count;
}

void expect_same(const model::Message& taken, const model::Message& put) {
    EXPECT_EQ(taken.topic, put.topic);
    EXPECT_EQ(taken.payload, put.payload);
    EXPECT_EQ(taken.properties, put.properties);
    EXPECT_EQ(taken.expires_at, put.expires_at);
    EXPECT_EQ(taken.publisher, put.publisher);
    EXPECT_EQ(taken.qos, put.qos);
    EXPECT_EQ(taken.retain, put.retain);
}

TEST(PackedMessages, ComeOutAsTheyWentInAndInTheirOrder) {
    const model::Message messages[] = {
        {.topic = "a", .payload = ""},
        {.topic = "plant/line 3/temperature",
         .payload = std::string("\0\xff 21.5", 7),
         .properties = std::string("\x01\x00", 2),
         .expires_at = base::Instant{base::Milliseconds{123'456}},
         .publisher = ~std::uint64_t{0},
         .qos = Qos::exactly_once,
         .retain = true},
        {.topic = std::string(1'000, 't'),
         .payload = std::string(900, 'p'),
         .expires_at = base::Instant{base::Milliseconds{-1}}},
    };
    PackedMessages pack;
    for (const model::Message& message : messages) {
        EXPECT_TRUE(PackedMessages::can_take(message));
        EXPECT_TRUE(pack.put(message));
    }
    model::Message taken = {.topic = "other", .payload = "other", .properties = "other"};
    for (const model::Message& message : messages) {
        ASSERT_FALSE(pack.is_empty());
        pack.take(taken);
        expect_same(taken, message);
    }
    EXPECT_TRUE(pack.is_empty());
}

TEST(PackedMessages, TakeNoneThatIsLarge) {
    EXPECT_TRUE(PackedMessages::can_take(message_of(1'000)));
    EXPECT_FALSE(PackedMessages::can_take(message_of(2'048)));
}

TEST(PackedMessages, TakeUntilTheirRoomIsUsedAndLoseNoneThen) {
    PackedMessages pack;
    const model::Message message = message_of(100);
    const std::size_t count = fill(pack, message);
    EXPECT_GT(count, 10);
    model::Message taken;
    for (std::size_t i = 0; i < count; ++i) {
        ASSERT_FALSE(pack.is_empty());
        pack.take(taken);
        expect_same(taken, message);
    }
    EXPECT_TRUE(pack.is_empty());
}

TEST(PackedMessages, HaveAllTheirRoomAgainOnceTheyAreTaken) {
    PackedMessages pack;
    const model::Message message = message_of(100);
    const std::size_t count = fill(pack, message);
    model::Message taken;
    while (!pack.is_empty()) pack.take(taken);
    EXPECT_EQ(fill(pack, message), count);
}

TEST(SparePacks, HandOutWhatIsGivenBackAndNewOnesOtherwise) {
    SparePacks spare;
    PackedMessages first = spare.take();
    PackedMessages second = spare.take();
    EXPECT_TRUE(first.put(message_of(1)));
    model::Message taken;
    first.take(taken);
    spare.give_back(std::move(first));
    PackedMessages again = spare.take();
    EXPECT_TRUE(again.is_empty());
    EXPECT_TRUE(again.put(message_of(1)));
    EXPECT_TRUE(second.is_empty());
}

}  // namespace
}  // namespace fieldcast::server
