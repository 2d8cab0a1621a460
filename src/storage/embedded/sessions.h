#pragma once
// MQTT sessions and their subscriptions, a row each; what they are owed, and what they have
// received of QoS 2, in blocks. Kind of state: stored, with an index of the blocks in memory. One
// thread.

#include "storage/embedded/message_blocks.h"
#include "storage/embedded/packet_blocks.h"
#include "storage/store.h"

namespace fieldcast::storage {

class Sessions final : public SessionStore {
  public:
    Sessions(Database& database, Quarantine& quarantine, const Bounds& bounds);

    /// Rows of a session whose own row is lost are removed too.
    [[nodiscard]] Result<AllSessions> load() override;

    [[nodiscard]] Result<void> put(const StoredSession& session) override;
    [[nodiscard]] Result<void> remove(model::SessionId session) override;

    [[nodiscard]] Result<void> put_subscription(model::SessionId session,
                                                const model::Subscription& subscription) override;
    [[nodiscard]] Result<void> remove_subscription(model::SessionId session,
                                                   std::string_view filter) override;

    [[nodiscard]] Result<void> add_received(model::SessionId session,
                                            std::uint16_t packet_id) override;
    [[nodiscard]] Result<void> remove_received(model::SessionId session,
                                               std::uint16_t packet_id) override;

    [[nodiscard]] Result<void> add_message(MessageNumber number,
                                           const StoredMessage& message) override;
    [[nodiscard]] Result<void> remove_message(MessageNumber number) override;

    [[nodiscard]] Result<void> add_delivery(model::SessionId session,
                                            const StoredDelivery& delivery) override;
    [[nodiscard]] Result<void> release_delivery(model::SessionId session,
                                                std::uint16_t packet_id) override;
    [[nodiscard]] Result<void> remove_delivery(model::SessionId session,
                                               std::uint16_t packet_id) override;

    /// Writes what the open group changed in blocks into the database's transaction.
    [[nodiscard]] Result<void> write_group();
    [[nodiscard]] bool has_open_group() const;
    void group_committed();
    void undo_group();

  private:
    struct Loading;

    [[nodiscard]] Result<AllSessions> read_all();
    [[nodiscard]] Result<void> load_sessions(Loading& loading);
    [[nodiscard]] Result<void> load_subscriptions(Loading& loading);
    [[nodiscard]] Result<void> load_received(Loading& loading);
    [[nodiscard]] Result<void> load_deliveries(Loading& loading);
    [[nodiscard]] Result<void> load_messages(Loading& loading);

    Database& database_;
    Quarantine& quarantine_;
    PacketBlocks received_;
    PacketBlocks deliveries_;
    MessageBlocks messages_;
    bool is_loaded_ = false;
    Statement select_{database_, "SELECT id, body FROM session ORDER BY id"};
    Statement upsert_{database_, "INSERT OR REPLACE INTO session(id, body) VALUES(?1, ?2)"};
    Statement delete_{database_, "DELETE FROM session WHERE id = ?1"};
    Statement select_subscriptions_{
        database_, "SELECT session, filter, body FROM subscription ORDER BY session, filter"};
    Statement upsert_subscription_{
        database_, "INSERT OR REPLACE INTO subscription(session, filter, body) VALUES(?1, ?2, ?3)"};
    Statement delete_subscription_{database_,
                                   "DELETE FROM subscription WHERE session = ?1 AND filter = ?2"};
    Statement delete_subscriptions_{database_, "DELETE FROM subscription WHERE session = ?1"};
};

}  // namespace fieldcast::storage
