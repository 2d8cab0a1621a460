#include "base/timer_wheel.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace fieldcast::base {
namespace {

Instant at(long milliseconds) {
    return Instant{Milliseconds{1'000'000 + milliseconds}};
}

/// Notes when it was called.
class Alarm final : public Timer {
  public:
    void on_timer(Instant now) override { rung.push_back(now); }
    std::vector<Instant> rung;
};

TEST(TimerWheel, CallsOnceAndNotBeforeItsTime) {
    TimerWheel wheel(at(0));
    Alarm alarm;
    wheel.set(alarm, at(1'000));
    wheel.advance(at(999));
    EXPECT_TRUE(alarm.rung.empty());
    wheel.advance(at(1'000) + TimerWheel::tick);
    wheel.advance(at(5'000));
    EXPECT_EQ(alarm.rung.size(), 1U);
    EXPECT_FALSE(alarm.is_set());
}

TEST(TimerWheel, KeepsTimersThatAreManyTurnsAway) {
    TimerWheel wheel(at(0));
    Alarm alarm;
    wheel.set(alarm, at(3'600'000));
    for (long now = 0; now < 3'600'000; now += 10'000) wheel.advance(at(now));
    EXPECT_TRUE(alarm.rung.empty());
    wheel.advance(at(3'600'100));
    EXPECT_EQ(alarm.rung.size(), 1U);
}

TEST(TimerWheel, MovesAndCancels) {
    TimerWheel wheel(at(0));
    Alarm moved;
    Alarm cancelled;
    wheel.set(moved, at(100));
    wheel.set(moved, at(2'000));
    wheel.set(cancelled, at(100));
    TimerWheel::cancel(cancelled);
    wheel.advance(at(1'000));
    EXPECT_TRUE(moved.rung.empty());
    wheel.advance(at(2'100));
    EXPECT_EQ(moved.rung.size(), 1U);
    EXPECT_TRUE(cancelled.rung.empty());
}

TEST(TimerWheel, ForgetsATimerThatIsDestroyed) {
    TimerWheel wheel(at(0));
    {
        Alarm alarm;
        wheel.set(alarm, at(100));
    }
    wheel.advance(at(1'000));
}

TEST(TimerWheel, LetsATimerSetItselfAgainWhileItIsCalled) {
    TimerWheel wheel(at(0));
    struct Repeating final : Timer {
        explicit Repeating(TimerWheel& owner) : wheel(owner) {}
        void on_timer(Instant now) override {
            ++calls;
            wheel.set(*this, now);
        }
        TimerWheel& wheel;
        int calls = 0;
    } repeating(wheel);
    wheel.set(repeating, at(0));
    wheel.advance(at(1'000));
    EXPECT_GE(repeating.calls, 1);
    EXPECT_LE(repeating.calls, 25);  // at most once a tick
}

TEST(TimerWheel, CatchesUpAfterALongPause) {
    TimerWheel wheel(at(0));
    std::vector<Alarm> alarms(100);
    for (std::size_t i = 0; i < alarms.size(); ++i)
        wheel.set(alarms[i], at(static_cast<long>(i) * 997));
    wheel.advance(at(86'400'000));
    for (const Alarm& alarm : alarms) EXPECT_EQ(alarm.rung.size(), 1U);
}

TEST(TimerWheel, SaysWhenItWantsToBeCalled) {
    TimerWheel wheel(at(0));
    EXPECT_FALSE(wheel.next_due());
    Alarm alarm;
    wheel.set(alarm, at(10'000));
    ASSERT_TRUE(wheel.next_due());
    EXPECT_GE(*wheel.next_due(), at(10'000));
    EXPECT_LE(*wheel.next_due(), at(10'000) + TimerWheel::tick);
    wheel.advance(at(20'000));
    EXPECT_FALSE(wheel.next_due());
}

TEST(TimerWheel, NeverFiresEarlyNorMoreThanATickLate) {
    TimerWheel wheel(at(0));
    std::mt19937 random{7};
    std::vector<Alarm> alarms(500);
    std::vector<long> due(alarms.size());
    for (std::size_t i = 0; i < alarms.size(); ++i) {
        due[i] = static_cast<long>(random() % 200'000);
        wheel.set(alarms[i], at(due[i]));
    }
    for (long now = 0; now < 201'000; now += 10) wheel.advance(at(now));
    for (std::size_t i = 0; i < alarms.size(); ++i) {
        ASSERT_EQ(alarms[i].rung.size(), 1U);
        EXPECT_GE(alarms[i].rung[0], at(due[i]));
        EXPECT_LE(alarms[i].rung[0], at(due[i]) + TimerWheel::tick + Milliseconds{10});
    }
}

}  // namespace
}  // namespace fieldcast::base
