#include "broker/delivery_queue.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "base/result.h"

namespace fieldcast::broker {

namespace {

constexpr std::size_t kept_capacity_max = 2;  // of an empty queue, for the next delivery
constexpr std::size_t gone_items_max = 16;    // before the rest may move to the front

}  // namespace

void DeliveryQueue::restore(std::vector<Delivery> deliveries) {
    ASSERT(empty());
    items_ = std::move(deliveries);
    head_ = 0;
    perhaps_sent_ = static_cast<std::uint32_t>(items_.size());
}

WasSent DeliveryQueue::was_next_sent() const {
    if (in_flight_ < sent_) return WasSent::yes;
    return in_flight_ < perhaps_sent_ ? WasSent::perhaps : WasSent::no;
}

void DeliveryQueue::mark_next_sent() {
    ASSERT(has_next());
    ++in_flight_;
    sent_ = std::max(sent_, in_flight_);
    perhaps_sent_ = std::max(perhaps_sent_, in_flight_);
}

std::span<const Delivery> DeliveryQueue::put_released_in_flight() {
    ASSERT(in_flight_ == 0);
    // What was released was certainly sent.
    sent_ += static_cast<std::uint32_t>(
        std::count_if(at(sent_), at(perhaps_sent_), std::mem_fn(&Delivery::is_released)));
    const auto others =
        std::stable_partition(at(0), at(perhaps_sent_), std::mem_fn(&Delivery::is_released));
    in_flight_ = static_cast<std::uint32_t>(others - at(0));
    return std::span(items_).subspan(head_, in_flight_);
}

void DeliveryQueue::put_in_flight(Delivery& delivery) {
    const std::size_t index = index_of(delivery);
    ASSERT(index < perhaps_sent_);
    if (index < in_flight_) return;
    std::rotate(at(in_flight_), at(index), at(index + 1));
    mark_next_sent();
}

Delivery* DeliveryQueue::find_in_flight(std::uint16_t packet_id) {
    return find(packet_id, in_flight_);
}

std::uint8_t DeliveryQueue::free_packet_ids_behind(std::uint16_t packet_id) const {
    std::uint8_t free = std::numeric_limits<std::uint8_t>::max();
    for (const Delivery& delivery : std::span(items_).subspan(head_, in_flight_)) {
        const auto ids_between = static_cast<std::uint16_t>(delivery.packet_id - packet_id - 1);
        free = static_cast<std::uint8_t>(std::min<std::uint16_t>(free, ids_between));
    }
    return free;
}

Delivery* DeliveryQueue::find_sent(std::uint16_t packet_id) {
    return find(packet_id, sent_);
}

Delivery* DeliveryQueue::find(std::uint16_t packet_id, std::size_t among_first) {
    const auto end = at(among_first);
    const auto found = std::ranges::find(at(0), end, packet_id, &Delivery::packet_id);
    return found == end ? nullptr : &*found;
}

void DeliveryQueue::erase(Delivery& delivery) {
    const std::size_t index = index_of(delivery);
    ASSERT(index <= in_flight_);
    // Those before it make way, not those behind it: acknowledgements mostly come in order, and
    // the queue may be much longer than what is in flight.
    std::move_backward(at(0), at(index), at(index + 1));
    if (index < in_flight_) --in_flight_;
    if (index < sent_) --sent_;
    if (index < perhaps_sent_) --perhaps_sent_;
    pop_front();
}

void DeliveryQueue::pop_front() {
    if (size() == 1) {
        give_memory_back();
        return;
    }
    items_[head_++] = {};
    if (head_ > gone_items_max && head_ >= size()) {
        // So many are gone that moving the rest was paid for by them.
        items_.erase(items_.begin(), at(0));
        head_ = 0;
    }
}

/// Nothing is left.
void DeliveryQueue::give_memory_back() {
    head_ = 0;
    items_.clear();
    if (items_.capacity() > kept_capacity_max) items_.shrink_to_fit();
}

std::span<Delivery> DeliveryQueue::unsent() {
    return std::span(items_).subspan(head_ + perhaps_sent_);
}

std::vector<Delivery> DeliveryQueue::take_unsent(
    const std::function<bool(const Delivery&)>& is_wanted) {
    return take({perhaps_sent_, size()}, is_wanted);
}

std::vector<Delivery> DeliveryQueue::take_sent(
    const std::function<bool(const Delivery&)>& is_wanted) {
    return take({0, perhaps_sent_}, is_wanted);
}

std::vector<Delivery> DeliveryQueue::take(Range range,
                                          const std::function<bool(const Delivery&)>& is_wanted) {
    if (range.from == range.to) return {};  // as nearly always when a client comes or goes
    for (std::uint32_t* mark : {&in_flight_, &sent_, &perhaps_sent_}) {
        const std::size_t to = std::clamp<std::size_t>(*mark, range.from, range.to);
        *mark -= static_cast<std::uint32_t>(std::count_if(at(range.from), at(to), is_wanted));
    }
    const auto end = at(range.to);
    const auto taken = std::stable_partition(at(range.from), end, std::not_fn(is_wanted));
    std::vector<Delivery> deliveries;
    std::move(taken, end, std::back_inserter(deliveries));
    items_.erase(taken, end);
    if (empty()) give_memory_back();
    return deliveries;
}

std::size_t DeliveryQueue::index_of(const Delivery& delivery) const {
    return static_cast<std::size_t>(&delivery - items_.data()) - head_;
}

std::vector<Delivery>::iterator DeliveryQueue::at(std::size_t index) {
    return items_.begin() + static_cast<std::ptrdiff_t>(head_ + index);
}

}  // namespace fieldcast::broker
