#include "broker/delivery_queue.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace fieldcast::broker {
namespace {

Delivery numbered(std::uint16_t packet_id) {
    return {.qos = base::Qos::at_least_once, .packet_id = packet_id};
}

std::vector<std::uint16_t> ids_of(const std::vector<Delivery>& deliveries) {
    std::vector<std::uint16_t> ids;
    for (const Delivery& delivery : deliveries) ids.push_back(delivery.packet_id);
    return ids;
}

using Ids = std::vector<std::uint16_t>;

class DeliveryQueueTest : public testing::Test {
  protected:
    void push(std::uint16_t from, std::uint16_t to) {
        for (std::uint16_t id = from; id <= to; ++id) queue.push(numbered(id));
    }

    void send(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) queue.mark_next_sent();
    }

    void erase(std::uint16_t packet_id) { queue.erase(*queue.find_in_flight(packet_id)); }
    void erase_next() { queue.erase(queue.next()); }

    /// Sends and takes what is left.
    Ids rest() {
        Ids ids;
        while (queue.has_next()) {
            ids.push_back(queue.next().packet_id);
            queue.erase(queue.next());
        }
        return ids;
    }

    DeliveryQueue queue;
};

TEST_F(DeliveryQueueTest, KeepsItsOrderWhateverIsErased) {  // [MQTT-4.6.0-6]
    push(1, 6);
    send(4);
    erase(3);
    erase(1);
    EXPECT_EQ(queue.in_flight(), 2);
    queue.end_connection();
    EXPECT_EQ(rest(), (Ids{2, 4, 5, 6}));
}

TEST_F(DeliveryQueueTest, KnowsWhatWasSent) {  // [MQTT-3.3.1-3]
    queue.restore({numbered(1), numbered(2)});
    push(3, 3);
    send(1);
    EXPECT_EQ(queue.was_next_sent(), WasSent::perhaps);
    send(1);
    EXPECT_EQ(queue.was_next_sent(), WasSent::no);
    queue.end_connection();
    erase_next();
    EXPECT_EQ(queue.was_next_sent(), WasSent::yes);
}

TEST_F(DeliveryQueueTest, FindsInFlightOnlyWhatThisConnectionHasSent) {
    push(1, 3);
    send(2);
    queue.end_connection();
    send(1);
    EXPECT_TRUE(queue.find_in_flight(1));
    EXPECT_FALSE(queue.find_in_flight(2));
    EXPECT_TRUE(queue.find_sent(2));
    EXPECT_FALSE(queue.find_sent(3));
}

TEST_F(DeliveryQueueTest, TakesOutWhatWasNeverSent) {
    push(1, 6);
    send(2);
    const auto is_even = [](const Delivery& each) { return each.packet_id % 2 == 0; };
    EXPECT_EQ(ids_of(queue.take_unsent(is_even)), (Ids{4, 6}));
    EXPECT_EQ(ids_of(queue.take_sent(is_even)), (Ids{2}));
    EXPECT_EQ(queue.in_flight(), 1);
    queue.end_connection();
    EXPECT_EQ(rest(), (Ids{1, 3, 5}));
}

TEST_F(DeliveryQueueTest, BehavesAsASimpleListWould) {
    std::minstd_rand random(7);
    std::deque<std::uint16_t> in_flight;
    std::deque<std::uint16_t> waiting;
    std::uint16_t last_id = 0;
    for (int step = 0; step < 20'000; ++step) {
        switch (random() % 4) {
            case 0:
            case 1:
                waiting.push_back(++last_id);
                queue.push(numbered(last_id));
                break;
            case 2:
                if (waiting.empty() || in_flight.size() > 8) break;
                ASSERT_EQ(queue.next().packet_id, waiting.front());
                queue.mark_next_sent();
                in_flight.push_back(waiting.front());
                waiting.pop_front();
                break;
            default: {
                if (in_flight.empty()) break;
                const auto at = static_cast<std::ptrdiff_t>(random() % in_flight.size());
                const std::uint16_t packet_id = in_flight[static_cast<std::size_t>(at)];
                erase(packet_id);
                in_flight.erase(in_flight.begin() + at);
                ASSERT_FALSE(queue.find_in_flight(packet_id));
            }
        }
        ASSERT_EQ(queue.in_flight(), in_flight.size());
        ASSERT_EQ(queue.size(), in_flight.size() + waiting.size());
    }
}

}  // namespace
}  // namespace fieldcast::broker
