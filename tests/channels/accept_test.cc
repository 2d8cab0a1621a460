#include "channels/accept.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace fieldcast::channels {
namespace {

using model::Refusal;
using model::ValueName;
using namespace std::chrono_literals;

const base::Timestamp now = day(2026, 11, 22) + 18h;

/// A channel with field1 and field3 enabled and 15 s between entries.
model::Channel channel() {
    model::Channel channel;
    channel.field_labels[0] = "temperature";
    channel.field_labels[2] = "humidity";
    channel.interval = 15s;
    return channel;
}

model::FeedUpdate update_with(ValueTexts values) {
    return {.channel = {}, .created_at = {}, .values = entry_values(values)};
}

Refusal refusal_of(const base::Result<AcceptedUpdate, Refusal>& accepted) {
    EXPECT_FALSE(accepted);
    return accepted ? Refusal::slow_reader : accepted.error();
}

/// Whether an update is too fast, `gap` after the last write.
bool is_too_fast(base::Milliseconds gap, base::Milliseconds interval = 15s) {
    model::Channel limited = channel();
    limited.interval = interval;
    const auto accepted =
        accept(limited, {.last_write_at = now - gap}, update_with({{ValueName::field1, "1"}}), now);
    return !accepted && accepted.error() == Refusal::too_fast;
}

TEST(Accept, TakesTheFirstWriteWithTheServersTime) {
    const auto accepted = accept(channel(), {}, update_with({{ValueName::field1, "1"}}), now);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->created_at, now);
    EXPECT_EQ(accepted->values, entry_values({{ValueName::field1, "1"}}));
}

TEST(Accept, RefusesWritesWithinTheInterval) {
    EXPECT_TRUE(is_too_fast(0ms));
    EXPECT_TRUE(is_too_fast(1s));
    EXPECT_TRUE(is_too_fast(14'499ms));
}

TEST(Accept, AllowsHalfASecondOfJitter) {
    EXPECT_FALSE(is_too_fast(14'500ms));
    EXPECT_FALSE(is_too_fast(15s));
    EXPECT_FALSE(is_too_fast(1h));
}

TEST(Accept, HasNoLimitWithoutInterval) {
    EXPECT_FALSE(is_too_fast(0ms, 0ms));
    EXPECT_FALSE(is_too_fast(0ms, 500ms)) << "the jitter alone";
    EXPECT_TRUE(is_too_fast(0ms, 501ms));
}

TEST(Accept, IsNotLockedByAClockThatWasSetBack) {
    EXPECT_FALSE(is_too_fast(-1ms));
    EXPECT_FALSE(is_too_fast(-24h));
}

TEST(Accept, MeasuresArrivalNotCreatedAt) {
    auto late = update_with({{ValueName::field1, "1"}});
    late.created_at = now + 1h;
    EXPECT_EQ(refusal_of(accept(channel(), {.last_write_at = now - 1s}, late, now)),
              Refusal::too_fast);
}

TEST(Accept, LeavesOutDisabledFields) {
    const auto accepted = accept(channel(), {},
                                 update_with({{ValueName::field1, "1"},
                                              {ValueName::field2, "2"},
                                              {ValueName::field3, ""},
                                              {ValueName::latitude, "42"},
                                              {ValueName::status, "ok"}}),
                                 now);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->values, entry_values({{ValueName::field1, "1"},
                                              {ValueName::field3, ""},
                                              {ValueName::latitude, "42"},
                                              {ValueName::status, "ok"}}));
}

TEST(Accept, NeedsAValueThatTheChannelHasEnabled) {
    EXPECT_EQ(refusal_of(accept(channel(), {}, update_with({{ValueName::field2, "2"}}), now)),
              Refusal::no_usable_value);
    EXPECT_EQ(refusal_of(accept(channel(), {}, update_with({}), now)), Refusal::no_usable_value);
    EXPECT_TRUE(accept(channel(), {}, update_with({{ValueName::status, "ok"}}), now));
}

TEST(Accept, KeepsTheUpdatesOwnTime) {
    auto dated = update_with({{ValueName::field1, "1"}});
    dated.created_at = now - 24h;
    EXPECT_EQ(accept(channel(), {}, dated, now)->created_at, now - 24h);
}

TEST(Accept, RefusesACreatedAtThatIsTaken) {
    auto dated = update_with({{ValueName::field1, "1"}});
    dated.created_at = now - 24h;
    EXPECT_EQ(refusal_of(accept(channel(), {.created_at_taken = true}, dated, now)),
              Refusal::duplicate_created_at);
}

TEST(Accept, NeverFindsTheServersTimeTaken) {
    EXPECT_TRUE(accept(channel(), {.created_at_taken = true},
                       update_with({{ValueName::field1, "1"}}), now));
}

}  // namespace
}  // namespace fieldcast::channels
