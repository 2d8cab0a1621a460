#pragma once
// Sessions as tests want them: made from few words, and printed, so that a difference can be read.

#include <map>
#include <string>

#include "data_folder.h"

namespace fieldcast::storage {

inline StoredMessage message(std::string_view topic, std::string_view payload) {
    return {.topic = std::string(topic),
            .payload = std::string(payload),
            .qos = base::Qos::at_least_once};
}

inline std::string text_of(const StoredMessage& message) {
    const auto expires = message.expires_at ? message.expires_at->time_since_epoch().count() : -1;
    return fmt::format("{}={}{{{}}}@{}/{} q{}{}", message.topic, message.payload,
                       message.properties, expires, message.publisher,
                       static_cast<int>(message.qos), message.retain ? "r" : "");
}

inline std::string text_of(const StoredSession& session) {
    const auto left = session.left_at ? session.left_at->time_since_epoch().count() : -1;
    return fmt::format("{}:{} of {} {}s left {} will {} +{}", session.id.value, session.client_id,
                       session.owner, session.expiry_s, left,
                       session.will ? text_of(*session.will) : "none", session.will_delay_s);
}

inline std::string text_of(const model::Subscription& subscription) {
    const auto& options = subscription.options;
    return fmt::format("{} q{}{}{} #{}", subscription.filter, static_cast<int>(options.qos),
                       options.no_local ? "n" : "", options.retain_as_published ? "r" : "",
                       options.identifier);
}

inline std::string text_of(const StoredDelivery& delivery) {
    return fmt::format("{}:{} q{}{}{} [{}] {}", delivery.packet_id, delivery.message,
                       static_cast<int>(delivery.qos), delivery.retain ? "r" : "",
                       delivery.is_released ? " released" : "",
                       fmt::join(delivery.identifiers, ","), delivery.share);
}

/// The simplest thing that keeps sessions. Plain data: copies are commits.
struct PlainSessions {
    struct Session {
        StoredSession session;
        std::map<std::string, model::Subscription> subscriptions;
        std::vector<std::uint16_t> received;
        std::vector<StoredDelivery> deliveries;
    };
    std::map<std::uint64_t, Session> sessions;
    std::map<MessageNumber, StoredMessage> messages;  ///< with those that nobody is owed
    std::map<std::string, StoredMessage> retained;
};

/// What of `messages` a delivery names.
inline std::string text_of(const PlainSessions& plain) {
    std::string text;
    std::map<MessageNumber, std::string> owed;
    for (const auto& [id, each] : plain.sessions) {
        text += text_of(each.session) + "\n";
        for (const auto& [filter, subscription] : each.subscriptions)
            text += "  subscribed " + text_of(subscription) + "\n";
        for (const auto packet_id : each.received)
            text += fmt::format("  received {}\n", packet_id);
        for (const auto& delivery : each.deliveries) {
            text += "  owed " + text_of(delivery) + "\n";
            if (!delivery.is_released)
                owed[delivery.message] = text_of(plain.messages.at(delivery.message));
        }
    }
    for (const auto& [number, message] : owed) text += fmt::format("{}: {}\n", number, message);
    for (const auto& [topic, message] : plain.retained)
        text += "retained " + text_of(message) + "\n";
    return text;
}

/// What a store has, in the same form.
inline PlainSessions plain(const AllSessions& all, const std::vector<StoredMessage>& retained) {
    PlainSessions plain;
    for (const auto& contents : all.sessions) {
        auto& session = plain.sessions[contents.session.id.value];
        session = {contents.session, {}, contents.received, contents.deliveries};
        for (const auto& subscription : contents.subscriptions)
            session.subscriptions.emplace(subscription.filter, subscription);
    }
    for (const auto& [number, message] : all.messages) plain.messages.emplace(number, message);
    for (const auto& message : retained) plain.retained.emplace(message.topic, message);
    return plain;
}

/// A test with a store whose sessions are loaded whenever it is opened.
class SessionsTest : public StoreTest {
  protected:
    SessionsTest() { reopen_and_load(); }

    void reopen_and_load() {
        reopen();
        load();
    }

    void load() {
        auto all = store_->sessions().load();
        auto retained = store_->retained().load();
        ASSERT_TRUE(all) << all.error().text;
        ASSERT_TRUE(retained) << retained.error().text;
        loaded_ = plain(*all, *retained);
        messages_loaded_ = all->messages.size();
    }

    void put_session(std::uint64_t id) {
        EXPECT_TRUE(store_->sessions().put({.id = {id}, .client_id = fmt::format("c{}", id)}));
    }

    /// Owes message `number` to session `id` under packet identifier `packet_id`.
    void owe(std::uint64_t id, std::uint16_t packet_id, MessageNumber number) {
        EXPECT_TRUE(
            store_->sessions().add_delivery({id}, {.message = number, .packet_id = packet_id}));
    }

    void add_message(MessageNumber number) {
        EXPECT_TRUE(store_->sessions().add_message(number, message("t", std::to_string(number))));
    }

    /// What session `id` was owed at the last start: `7=1 8=2`, packet identifiers and payloads.
    std::string owed(std::uint64_t id) {
        std::string text;
        for (const auto& delivery : loaded_.sessions[id].deliveries)
            text += fmt::format(
                "{}{}={}", text.empty() ? "" : " ", delivery.packet_id,
                delivery.is_released ? "released" : loaded_.messages[delivery.message].payload);
        return text;
    }

    PlainSessions loaded_;
    std::size_t messages_loaded_ = 0;
};

}  // namespace fieldcast::storage
