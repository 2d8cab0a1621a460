#pragma once
// What the sessions that outlive their connections are owed, and whose turn it is in shared
// subscriptions: the store writer's side of sessions. It selects the sessions that a message is
// for, gives out packet identifiers, stores both, and gathers what the shards are to deliver once
// the group is committed. Kind of state: *owned* by the store writer; the store has a copy.
//
// Changes that somebody waits for are undone with their group when it cannot be stored. Those that
// nobody waits for (an acknowledgement, the end of a session) stay, and the store writer repeats
// their letters.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "broker/retained_messages.h"
#include "broker/share_group.h"
#include "broker/subscriptions.h"
#include "server/letters.h"
#include "server/owed_messages.h"
#include "server/store_interest.h"
#include "server/stored_message.h"

namespace fieldcast::server {

/// A session as a shard takes it back at start.
struct RestoredSession {
    storage::StoredSession session;
    std::vector<model::Subscription> subscriptions;
    std::vector<std::uint16_t> received;
    std::vector<broker::Delivery> deliveries;
};

class SessionLedger {
  public:
    SessionLedger(storage::SessionStore& store, StoreInterest& interest, const QueueLimits& limits)
        : store_(store), interest_(interest), limits_(limits) {}

    /// Takes over what the store has kept. `home_of`: a Client Identifier's shard. Returns what
    /// the shards are to know, by shard; `shards` of them.
    [[nodiscard]] std::vector<std::vector<RestoredSession>> restore(
        storage::AllSessions stored, const Moment& now, std::size_t shards,
        const std::function<ShardIndex(std::string_view)>& home_of);

    /// An id greater than those of all sessions that were restored.
    [[nodiscard]] model::SessionId next_session() const;

    /// The moment of this group.
    void set_moment(const Moment& now) { now_ = now; }

    void keep(const KeepSession& kept);
    void end(const EndSession& ended);
    void put(const PutSubscription& put, const broker::RetainedMessages& retained);
    void remove(const RemoveSubscription& removed);

    /// Owes `message` to whom it is for. True if something of it must be stored before it may be
    /// acknowledged; `waits`: its publisher is told of a failed group anyway, and sends it again.
    /// Topics of channels are not selected by leading wildcards.
    bool owe(const model::MessageRef& message, bool waits);

    /// Owes `message` to one session if its `subscription` selects it.
    void owe_to_one(model::SessionId session, const model::Subscription& subscription,
                    const model::MessageRef& message);

    /// Whether owe() could find anybody.
    [[nodiscard]] bool has_subscribers() const { return !durable_.empty() || !shared_.empty(); }

    void finish(const FinishDelivery& finished);
    void release(const Publisher& by);
    void add_received(const Publisher& by);
    void remove_received(const Publisher& by);
    void give_on(const ReturnShared& returned);

    /// Something for a session on one shard.
    template <class Content>
    struct Addressed {
        ShardIndex shard;
        Content content;
        bool waits_for_commit = false;  ///< not to be told if the group fails
    };
    using Deliveries = std::vector<Addressed<SessionDelivery>>;

    /// What the group brings to sessions, once it is committed.
    [[nodiscard]] Deliveries group_committed();

    /// Sessions that a message was not kept for. Known at once.
    [[nodiscard]] std::vector<Addressed<QueueFull>> take_full() { return std::exchange(full_, {}); }

    /// What was owed by the open group is not.
    void undo_group();

  private:
    struct Kept {
        model::SessionId id;
        std::uint64_t client_hash = 0;
        ShardIndex shard = 0;
        bool is_online = false;
        OwedMessages owed = {};
    };

    /// One shared subscription.
    struct Group {
        std::uint32_t number = 0;
        std::string filter;  ///< `$share/NAME/FILTER`
        broker::ShareGroup members;
    };

    /// How one recipient gets a message.
    struct Terms {
        base::Qos qos = base::Qos::at_most_once;
        bool retain = false;
        model::SubscriptionIdentifiers identifiers = {};
        std::uint32_t share_group = 0;
    };

    /// One message on its way to everybody who is owed it: stored when the first one is found.
    struct Owing {
        const model::MessageRef& message;
        storage::MessageNumber number = 0;  ///< 0: not stored
    };

    [[nodiscard]] Kept& kept_session(const storage::StoredSession& session);
    using Messages = std::unordered_map<storage::MessageNumber, model::MessageRef>;
    void make_room_for(std::span<const storage::SessionContents> sessions);
    [[nodiscard]] RestoredSession restore(storage::SessionContents contents,
                                          const Messages& messages);
    void restore(Kept& session, const model::Subscription& subscription);
    [[nodiscard]] broker::Delivery restore(Kept& session, storage::StoredDelivery stored,
                                           const Messages& messages);

    [[nodiscard]] Group& group_of(std::string_view filter);
    void remember_share(model::SessionId session, const std::string& filter);
    void leave_group(std::string_view filter, model::SessionId session);
    void send_retained(Kept& session, const model::Subscription& subscription,
                       const broker::RetainedMessages& retained);
    void send(Kept& session, const model::Subscription& subscription,
              const model::MessageRef& message, bool retain);
    void announce_interest();

    void owe_to_durable(Owing& owing);
    void owe_to_groups(Owing& owing);
    void give_to_member(Group& group, Owing& owing);
    void deliver(Kept& session, Terms terms, Owing& owing);
    void owe_to(Kept& session, broker::Delivery& delivery, Owing& owing);
    /// What was added to the deliveries from `first` on is told only if the group is stored.
    void hold_deliveries(std::size_t first);
    void store_message(Owing& owing);
    void settle(storage::MessageNumber message);

    storage::SessionStore& store_;
    StoreInterest& interest_;
    const QueueLimits limits_;
    Moment now_;
    std::unordered_map<model::SessionId, Kept> sessions_;
    /// Shared filters that they are subscribed to; few have any.
    std::unordered_map<model::SessionId, std::vector<std::string>> shares_;
    broker::Subscriptions<Kept> durable_;
    broker::Subscriptions<Group> shared_;
    base::StringMap<std::unique_ptr<Group>> groups_;  ///< by filter
    std::unordered_map<std::uint32_t, Group*> groups_by_number_;
    std::uint32_t last_group_ = 0;
    storage::MessageNumber last_message_ = 0;
    std::unordered_map<storage::MessageNumber, std::uint32_t> owed_to_;  ///< how many sessions

    // Of the open group.
    Deliveries deliveries_;
    std::vector<Addressed<QueueFull>> full_;
};

}  // namespace fieldcast::server
