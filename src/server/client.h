#pragma once
// The clients whose Client Identifier is at home on this shard, connected or away: how a session
// begins, is left, resumed and ends, MQTT 5.0 sections 3.1.2.4 to 3.1.2.11.2 and 4.1. Kind of
// state: *owned* by a shard; of sessions that outlive their connections the store has a copy.

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/string_map.h"
#include "base/timer_wheel.h"
#include "broker/session.h"
#include "server/identity.h"
#include "server/session_ledger.h"

namespace fieldcast::server {

class Client;
class MqttConnection;
class Shard;

/// What is published in a client's stead when it goes without a word.
struct Will {
    model::Message message;
    std::uint32_t delay_s = 0;
    std::optional<std::uint32_t> expiry_s = {};  ///< of the message, from when it is published
};

/// The time between two connections of one session.
class Absence final : public base::Timer {
  public:
    Absence(Shard& shard, Client& client) : shard_(shard), client_(client) {}
    void on_timer(base::Instant now) override;

    base::Timestamp left_at;
    std::optional<base::Instant> will_due;
    std::optional<base::Instant> session_ends;  ///< nothing: never

  private:
    Shard& shard_;
    Client& client_;
};

class Client {
  public:
    Client(model::SessionId id, std::string client_id, const broker::SessionLimits& limits,
           broker::Durability durability)
        : session(id, std::move(client_id), limits, durability) {}

    /// Who the client is from now on.
    void identify(Identity who) {
        identity = std::move(who);
        session.set_denied_topics(identity.has_denied_topics());
    }

    broker::Session session;
    Identity identity;
    MqttConnection* connection = nullptr;  ///< null while the client is away
    std::unique_ptr<Will> will;
    std::unique_ptr<Absence> absence;  ///< while away
    std::uint32_t session_expiry_s = 0;
    bool is_stored = false;  ///< that the session exists, if it is durable
};

class Clients {
  public:
    explicit Clients(Shard& shard) : shard_(shard) {}

    /// Takes back the sessions that the store has kept. The next one that is made gets `first_id`.
    void restore(std::vector<RestoredSession> sessions, model::SessionId first_id);

    /// Null if there is no session of this name.
    [[nodiscard]] Client* find(std::string_view client_id) const;

    /// Among the sessions that outlive their connections and members of shared subscriptions.
    [[nodiscard]] Client* find(model::SessionId id) const;

    [[nodiscard]] Client& make(std::string client_id, broker::Durability durability);

    /// So that find(SessionId) finds it.
    void list(Client& client);

    /// So that viewers() has it.
    void list_viewer(Client& client) { viewers_.insert(&client); }
    [[nodiscard]] std::vector<Client*> viewers() const {
        return {viewers_.begin(), viewers_.end()};
    }

    /// The connection is gone. The session goes on for its expiry interval, or ends.
    /// `is_normal`: the client has said goodbye, and its will is void [MQTT-3.14.4-3].
    void leave(Client& client, bool is_normal);

    /// A connection is there again: the will is due no more, and the store knows.
    void come_back(Client& client);

    /// Ends the session [MQTT-4.1.0-2]; a will that still waits is published [MQTT-3.1.3-9].
    void end(Client& client);

    void on_timer(Client& client, base::Instant now);

    // --- subscriptions ---

    void subscribe(Client& client, const model::Subscription& subscription, bool sends_retained);
    void unsubscribe(Client& client, std::string_view filter);

    /// Ends subscriptions that are not allowed any more and drops what waits of them; returns
    /// their filters.
    [[nodiscard]] std::vector<std::string> enforce_permissions(Client& client);

    /// Takes a message for a session from the store writer.
    void deliver(SessionDelivery delivery);

    /// The store has answered something of QoS 2 whose connection has gone meanwhile.
    void settle(const Outcome& outcome);

    /// Messages for the client were not kept; its owner is told.
    void tell_queue_full(Client& client);

    [[nodiscard]] std::size_t size() const { return by_client_id_.size(); }
    [[nodiscard]] std::size_t connected_count() const { return by_client_id_.size() - away_count_; }
    [[nodiscard]] std::size_t away_count() const { return away_count_; }
    [[nodiscard]] std::size_t subscription_count() const { return subscription_count_; }
    [[nodiscard]] std::size_t durable_count() const { return durable_count_; }

    template <class Visitor>
    void for_each(Visitor&& visit) {
        for (const auto& client : by_client_id_) visit(*client);
    }

  private:
    void restore(RestoredSession restored);
    void tell_owner(const Outcome& outcome);
    void add_to_relay(Client& client, const model::Subscription& subscription);
    void remove_from_relay(Client& client, std::string_view filter);
    void leave_groups(const Client& client);
    void keep(const Client& client);
    [[nodiscard]] storage::StoredMessage stored_form(const Client& client) const;
    void publish_will(Client& client);
    void start_absence(Client& client, base::Timestamp left_at, base::Milliseconds ago);
    void drop(Client& client);

    Shard& shard_;
    struct ByClientId {
        using is_transparent = void;
        static std::string_view id_of(std::string_view client_id) { return client_id; }
        static std::string_view id_of(const std::unique_ptr<Client>& client) {
            return client->session.client_id();
        }
        std::size_t operator()(const auto& one) const { return base::StringHash{}(id_of(one)); }
        bool operator()(const auto& a, const auto& b) const { return id_of(a) == id_of(b); }
    };

    /// Each client knows its name itself: a million of them need not be kept twice.
    std::unordered_set<std::unique_ptr<Client>, ByClientId, ByClientId> by_client_id_;
    std::unordered_map<model::SessionId, Client*> by_session_;
    std::unordered_set<Client*> viewers_;
    model::SessionId next_id_;
    std::size_t durable_count_ = 0;
    std::size_t away_count_ = 0;
    std::size_t subscription_count_ = 0;
};

}  // namespace fieldcast::server
