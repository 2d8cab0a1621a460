#include "base/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace fieldcast::base {

void Timer::unlink() {
    if (!next_) return;
    next_->previous_ = previous_;
    previous_->next_ = next_;
    next_ = previous_ = nullptr;
}

TimerWheel::TimerWheel(Instant now) : current_tick_(tick_of(now)) {
    for (Slot& slot : slots_) slot.next_ = slot.previous_ = &slot;
}

TimerWheel::~TimerWheel() {
    for (Slot& slot : slots_) {
        while (slot.next_ != &slot) slot.next_->unlink();
        slot.next_ = slot.previous_ = nullptr;
    }
}

void TimerWheel::link(Slot& slot, Timer& timer) {
    timer.next_ = &slot;
    timer.previous_ = slot.previous_;
    slot.previous_->next_ = &timer;
    slot.previous_ = &timer;
}

void TimerWheel::set(Timer& timer, Instant due) {
    timer.unlink();
    timer.due_ = due;
    // The tick after the one that `due` falls into: a timer is never early.
    const std::int64_t due_tick = std::max(tick_of(due) + 1, current_tick_);
    place(timer, static_cast<std::size_t>(due_tick) % slot_count);
}

void TimerWheel::place(Timer& timer, std::size_t index) {
    link(slots_[index], timer);
    occupied_[index / 64] |= std::uint64_t{1} << (index % 64);
}

void TimerWheel::cancel(Timer& timer) {
    timer.unlink();
}

void TimerWheel::advance(Instant now) {
    const std::int64_t now_tick = tick_of(now);
    // After a long pause every slot is visited once, not once per missed turn.
    current_tick_ = std::max(current_tick_, now_tick + 1 - static_cast<std::int64_t>(slot_count));
    for (; current_tick_ <= now_tick; ++current_tick_)
        fire_slot(static_cast<std::size_t>(current_tick_) % slot_count, now);
}

void TimerWheel::fire_slot(std::size_t index, Instant now) {
    Slot& slot = slots_[index];
    occupied_[index / 64] &= ~(std::uint64_t{1} << (index % 64));
    if (slot.next_ == &slot) return;
    // Timers may be set into this very slot while it fires, so it is emptied into a ring of its
    // own.
    Slot due;
    due.next_ = due.previous_ = &due;
    while (slot.next_ != &slot) {
        Timer& timer = *slot.next_;
        timer.unlink();
        link(due, timer);
    }
    while (due.next_ != &due) {
        Timer& timer = *due.next_;
        timer.unlink();
        if (timer.due_ <= now) {
            timer.on_timer(now);
        } else {
            place(timer, index);
        }
    }
    due.next_ = due.previous_ = nullptr;
}

std::optional<Instant> TimerWheel::next_due() {
    for (std::size_t ahead = 0; ahead < slot_count;) {
        const std::int64_t at = current_tick_ + static_cast<std::int64_t>(ahead);
        const std::size_t index = static_cast<std::size_t>(at) % slot_count;
        const std::uint64_t word = occupied_[index / 64] >> (index % 64);
        if (word & 1) return Instant{tick * at};
        ahead += word ? static_cast<std::size_t>(std::countr_zero(word)) : 64 - index % 64;
    }
    return std::nullopt;
}

}  // namespace fieldcast::base
