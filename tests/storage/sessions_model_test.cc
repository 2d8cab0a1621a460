// Random operations on sessions and retained messages against the simplest thing that does the
// same.

#include <algorithm>
#include <random>

#include "stored_sessions.h"

namespace fieldcast::storage {
namespace {

class SessionsAgainstModel : public SessionsTest, public testing::WithParamInterface<unsigned> {
  protected:
    std::uint64_t pick(std::uint64_t limit) { return random_() % limit; }

    std::string pick_text(std::size_t size_max) {
        return std::string(pick(size_max), static_cast<char>('a' + pick(26)));
    }

    StoredMessage pick_message() {
        StoredMessage message{.topic = pick_text(20),
                              .payload = pick_text(pick(10) == 0 ? 3'000 : 50),
                              .properties = pick_text(4),
                              .publisher = random_() >> pick(64),
                              .qos = static_cast<base::Qos>(pick(3)),
                              .retain = pick(2) == 0};
        if (pick(2) == 0) message.expires_at = at(static_cast<std::int64_t>(pick(1'000'000)));
        return message;
    }

    PlainSessions::Session& pick_session() {
        const std::uint64_t id = 1 + pick(6);
        if (!open_.sessions.contains(id)) put_session_of(id);
        return open_.sessions[id];
    }

    void put_session_of(std::uint64_t id) {
        StoredSession session{.id = {id},
                              .client_id = pick_text(10),
                              .owner = pick_text(3),
                              .expiry_s = static_cast<std::uint32_t>(random_()),
                              .will_delay_s = static_cast<std::uint32_t>(pick(100))};
        if (pick(3) == 0) session.will = pick_message();
        if (pick(3) == 0) session.left_at = at(static_cast<std::int64_t>(pick(1'000)));
        ASSERT_TRUE(sessions().put(session));
        open_.sessions[id].session = session;
    }

    void remove_session() {
        const auto id = pick_session().session.id;
        ASSERT_TRUE(sessions().remove(id));
        open_.sessions.erase(id.value);
    }

    void change_subscription() {
        auto& session = pick_session();
        const auto filter = fmt::format("filter/{}", pick(5));
        if (pick(3) == 0) {
            ASSERT_TRUE(sessions().remove_subscription(session.session.id, filter));
            session.subscriptions.erase(filter);
            return;
        }
        const model::Subscription subscription{
            filter,
            {static_cast<base::Qos>(pick(3)), pick(2) == 0, pick(2) == 0,
             static_cast<std::uint32_t>(pick(10))}};
        ASSERT_TRUE(sessions().put_subscription(session.session.id, subscription));
        session.subscriptions[filter] = subscription;
    }

    void change_received() {
        auto& session = pick_session();
        const auto packet_id = static_cast<std::uint16_t>(1 + pick(30));
        if (std::erase(session.received, packet_id) > 0) {
            ASSERT_TRUE(sessions().remove_received(session.session.id, packet_id));
        } else {
            ASSERT_TRUE(sessions().add_received(session.session.id, packet_id));
            session.received.push_back(packet_id);
        }
    }

    void publish() {
        const MessageNumber number = last_number_ += 1 + pick(20) / 19 * pick(100);
        open_.messages[number] = pick_message();
        ASSERT_TRUE(sessions().add_message(number, open_.messages[number]));
        for (auto receivers = pick(4); receivers > 0; --receivers) deliver(number);
    }

    void deliver(MessageNumber number) {
        auto& session = pick_session();
        StoredDelivery delivery{.message = number,
                                .packet_id = static_cast<std::uint16_t>(1 + pick(300)),
                                .qos = static_cast<base::Qos>(1 + pick(2)),
                                .retain = pick(2) == 0,
                                .share = pick_text(5)};
        if (pick(4) == 0) delivery.identifiers = {1, static_cast<std::uint32_t>(pick(1'000'000))};
        if (place_of(session, delivery.packet_id) != session.deliveries.end()) return;
        ASSERT_TRUE(sessions().add_delivery(session.session.id, delivery));
        session.deliveries.push_back(delivery);
    }

    static std::vector<StoredDelivery>::iterator place_of(PlainSessions::Session& session,
                                                          std::uint16_t packet_id) {
        return std::ranges::find(session.deliveries, packet_id, &StoredDelivery::packet_id);
    }

    void acknowledge() {
        auto& session = pick_session();
        if (session.deliveries.empty()) return;
        const auto place = pick(2) == 0 ? 0 : pick(session.deliveries.size());
        const auto delivery = session.deliveries.begin() + static_cast<std::ptrdiff_t>(place);
        const auto id = session.session.id;
        if (pick(3) > 0) {
            ASSERT_TRUE(sessions().remove_delivery(id, delivery->packet_id));
            session.deliveries.erase(delivery);
        } else {
            ASSERT_TRUE(sessions().release_delivery(id, delivery->packet_id));
            *delivery = {.packet_id = delivery->packet_id,
                         .qos = base::Qos::exactly_once,
                         .is_released = true};
        }
    }

    /// As the server does once nobody is owed a message; sometimes it forgets one.
    void remove_messages() {
        std::erase_if(open_.messages, [&](const auto& each) {
            if (is_owed(each.first) || pick(10) == 0) return false;
            EXPECT_TRUE(sessions().remove_message(each.first));
            return true;
        });
    }

    bool is_owed(MessageNumber number) const {
        for (const auto& [id, session] : open_.sessions)
            for (const auto& delivery : session.deliveries)
                if (!delivery.is_released && delivery.message == number) return true;
        return false;
    }

    void change_retained() {
        StoredMessage message = pick_message();
        message.topic = fmt::format("topic/{}", pick(10));
        if (pick(3) == 0) {
            ASSERT_TRUE(store_->retained().remove(message.topic));
            open_.retained.erase(message.topic);
        } else {
            ASSERT_TRUE(store_->retained().put(message));
            open_.retained[message.topic] = message;
        }
    }

    void compare_after_reopening() {
        reopen_and_load();
        open_ = committed_;
        ASSERT_EQ(text_of(loaded_), text_of(open_));
        // Numbers behind the last one that is kept are free again.
        std::erase_if(open_.messages, [&](const auto& each) { return !is_owed(each.first); });
        committed_ = open_;
        last_number_ = open_.messages.empty() ? 0 : open_.messages.rbegin()->first;
    }

    void step() {
        const auto operation = pick(100);
        if (operation < 35) return publish();
        if (operation < 60) return acknowledge();
        if (operation < 68) return remove_messages();
        if (operation < 75) return change_received();
        if (operation < 79) return change_subscription();
        if (operation < 82) return change_retained();
        if (operation < 84) return put_session_of(1 + pick(6));
        if (operation < 85) return remove_session();
        if (operation < 94) {
            commit();
            committed_ = open_;
        } else if (operation < 97) {
            store_->roll_back();
            open_ = committed_;
        } else {
            compare_after_reopening();
        }
    }

    SessionStore& sessions() { return store_->sessions(); }

    std::mt19937_64 random_{GetParam()};
    PlainSessions committed_;
    PlainSessions open_;
    MessageNumber last_number_ = 0;
};

TEST_P(SessionsAgainstModel, TheStoreDoesTheSame) {
    Bounds bounds = small_bounds();
    if (GetParam() % 3 == 1) bounds.packet_block_bytes = 60;
    if (GetParam() % 2 == 1) bounds.message_block_bytes = 500;
    bounds_ = bounds;
    reopen_and_load();
    for (int i = 0; i < 2'000; ++i) {
        step();
        if (HasFailure()) FAIL() << "seed " << GetParam() << ", step " << i;
    }
    compare_after_reopening();
}

INSTANTIATE_TEST_SUITE_P(Seeds, SessionsAgainstModel, testing::Range(0U, 24U));

}  // namespace
}  // namespace fieldcast::storage
