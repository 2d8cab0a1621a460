#pragma once
// Timers by the hundred thousand: set, move and cancel in constant time. Kind of state: *owned* by
// one thread. A wheel of slots, each a ring of timers; one turn of the wheel is about a minute, and
// a timer that is due later simply stays in its slot for another turn.

#include <array>
#include <cstdint>
#include <optional>

#include "base/time.h"

namespace fieldcast::base {

class TimerWheel;

/// Something that wants to be called at a time. Cancels itself when destroyed.
class Timer {
  public:
    Timer() = default;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    virtual ~Timer() { unlink(); }

    /// Called once, up to TimerWheel::tick late. May set or destroy any timer, also this one.
    virtual void on_timer(Instant now) = 0;

    [[nodiscard]] bool is_set() const { return next_ != nullptr; }

  private:
    friend class TimerWheel;
    void unlink();

    Timer* next_ = nullptr;
    Timer* previous_ = nullptr;
    Instant due_;
};

class TimerWheel {
  public:
    static constexpr Milliseconds tick{50};

    explicit TimerWheel(Instant now);
    ~TimerWheel();

    /// Sets `timer`, or moves it if it is set.
    void set(Timer& timer, Instant due);
    static void cancel(Timer& timer);

    /// Calls every timer that is due at `now`.
    void advance(Instant now);

    /// When advance() should be called next at the latest; nothing without timers. Early by whole
    /// turns of the wheel at worst.
    [[nodiscard]] std::optional<Instant> next_due();

  private:
    static constexpr std::size_t slot_count = 1024;

    /// Ring heads; never fired.
    struct Slot final : Timer {
        void on_timer(Instant) override {}
    };

    [[nodiscard]] static std::int64_t tick_of(Instant time) {
        return time.time_since_epoch() / tick;
    }
    static void link(Slot& slot, Timer& timer);
    void place(Timer& timer, std::size_t index);
    void fire_slot(std::size_t index, Instant now);

    std::array<Slot, slot_count> slots_;
    std::array<std::uint64_t, slot_count / 64>
        occupied_{};             ///< a bit per slot; may be set too long
    std::int64_t current_tick_;  ///< the first tick that has not been fired whole
};

}  // namespace fieldcast::base
