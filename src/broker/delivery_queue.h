#pragma once
// What a session owes its client at QoS 1 and 2, in the order in which it came [MQTT-4.6.0-6].
// Kind of state: *owned*, a part of a session. From the front to the back these are
//   in flight on this connection | sent on an earlier one | perhaps sent by an earlier process |
//   new
// and whatever is sent next is the first that is not in flight. Taking from the front costs the
// same at any length.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "broker/delivery.h"

namespace fieldcast::broker {

enum class WasSent : std::uint8_t { no, perhaps, yes };

class DeliveryQueue {
  public:
    [[nodiscard]] std::size_t size() const { return items_.size() - head_; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
    [[nodiscard]] bool has_next() const { return in_flight_ < size(); }

    void push(Delivery delivery) { items_.push_back(std::move(delivery)); }

    /// Fills the queue, which is empty, with what an earlier process has perhaps sent.
    void restore(std::vector<Delivery> deliveries);

    /// The first that is not in flight. has_next() must hold.
    [[nodiscard]] Delivery& next() { return items_[head_ + in_flight_]; }
    [[nodiscard]] WasSent was_next_sent() const;

    /// next() is in flight from now on.
    void mark_next_sent();

    /// Nothing is in flight any more.
    void end_connection() { in_flight_ = 0; }

    /// On a new connection: puts all that is released in flight, before the rest, since no window
    /// holds back PUBREL [MQTT-3.3.4-10], and returns it. Valid until the next change.
    [[nodiscard]] std::span<const Delivery> put_released_in_flight();

    /// Puts `delivery`, which was sent once, in flight if it is not. It may move.
    void put_in_flight(Delivery& delivery);

    /// Null if there is none. Valid until the next change.
    [[nodiscard]] Delivery* find_in_flight(std::uint16_t packet_id);

    /// How many Packet Identifiers after `packet_id` nothing in flight has, one after the other; at
    /// most 255.
    [[nodiscard]] std::uint8_t free_packet_ids_behind(std::uint16_t packet_id) const;

    /// Of those, and what was sent on earlier connections.
    [[nodiscard]] Delivery* find_sent(std::uint16_t packet_id);

    /// Removes one that is in flight, or next().
    void erase(Delivery& delivery);

    /// What was certainly never sent.
    [[nodiscard]] std::span<Delivery> unsent();

    /// Takes out those that were certainly never sent and for which `is_wanted` holds.
    [[nodiscard]] std::vector<Delivery> take_unsent(
        const std::function<bool(const Delivery&)>& is_wanted);

    /// Takes out those that were perhaps or certainly sent and for which `is_wanted` holds.
    [[nodiscard]] std::vector<Delivery> take_sent(
        const std::function<bool(const Delivery&)>& is_wanted);

  private:
    struct Range {
        std::size_t from;
        std::size_t to;
    };

    [[nodiscard]] Delivery* find(std::uint16_t packet_id, std::size_t among_first);
    [[nodiscard]] std::size_t index_of(const Delivery& delivery) const;
    [[nodiscard]] std::vector<Delivery>::iterator at(std::size_t index);
    [[nodiscard]] std::vector<Delivery> take(Range range,
                                             const std::function<bool(const Delivery&)>& is_wanted);
    void pop_front();
    void give_memory_back();

    std::vector<Delivery> items_;
    std::uint32_t head_ = 0;  ///< items before it are gone
    // Of the items that are there, how many of the first are at least that far.
    std::uint32_t in_flight_ = 0;
    std::uint32_t sent_ = 0;
    std::uint32_t perhaps_sent_ = 0;
};

}  // namespace fieldcast::broker
