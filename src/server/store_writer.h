#pragma once
// The one thread that stores. It takes whatever letters wait, turns updates into entries and
// messages into what sessions are owed, commits all as one group and only then tells the shards:
// acknowledgements to the publishers' shards, entries to the shards that want their channel,
// deliveries to the sessions' shards. Kind of state: *owned* by its thread.

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "devices/directory.h"
#include "server/activity_ledger.h"
#include "server/administration.h"
#include "server/post_office.h"
#include "server/retained_ledger.h"
#include "server/retention_sweep.h"
#include "server/session_ledger.h"
#include "storage/store.h"

namespace fieldcast::server {

class StoreWriter {
  public:
    struct Parts {
        std::unique_ptr<storage::Store> store;
        devices::Directory directory;
        devices::ServerSecret secret;
        base::RandomSource random;
        const base::Clock& clock;
        AdminHandler administration;
        QueueLimits queue_limits;
        std::size_t retained_messages_max = 0;
        const api::ServerFacts& facts;
        std::string data_folder = {};
        std::shared_ptr<const net::TlsContext> tls = {};  ///< null: no door needs it
    };

    StoreWriter(Parts parts, PostOffice& post);

    /// What each shard starts with. Call once, before run().
    struct Start {
        std::vector<std::vector<RestoredSession>> sessions;  ///< by shard
        std::vector<model::MessageRef> retained;
        model::SessionId next_session;  ///< greater than all that there are
    };
    [[nodiscard]] storage::Result<Start> restore(
        const std::function<ShardIndex(std::string_view)>& home_of);

    /// Until StopWriter; everything that arrived before it is stored and told.
    void run();

    /// One turn of run(), for whoever has all threads take theirs in one.
    void take_turn(base::Milliseconds wait_at_most);

  private:
    void handle(PublishToStore& publish);
    void handle(AcknowledgeInTurn& acknowledge);
    void handle(SendInTurn& send);
    void handle(WelcomeInTurn& welcome);
    void handle(HandleInTurn& handled);
    void handle(KeepSession& kept);
    void handle(EndSession& ended);
    void handle(PutSubscription& put);
    void handle(RemoveSubscription& removed);
    void handle(FinishDelivery& finished);
    void handle(const ReleaseDelivery& release);
    void handle(FinishReceived& finished);
    void handle(ReturnShared& returned);
    void handle(const WantChannel& want);
    void handle(RecordEvent& record);
    void handle(ReadLastEntry& read);
    void handle(const AdminRequest& request);
    void handle(StoreTask& task);
    void handle(const ChangesApplied& applied);
    void handle(DeviceConnected& connected) { activity_.take(std::move(connected)); }
    void handle(const DevicesActive& active) { activity_.take(active); }
    void handle(const DeviceLeft& left) { activity_.take(left); }
    void handle(ConnectionFailed& failed) { activity_.take(std::move(failed)); }
    void handle(TlsChanged& changed) { parts_.tls = std::move(changed.tls); }
    void handle(const StopWriter&) { stopping_ = true; }

    void store_and_tell(std::vector<WriterLetter>& letters);

    /// The outcome of one update; a refusal is recorded for the device's owner.
    Outcome store(model::FeedUpdate update, PublishToStore& publish);
    base::Result<model::Entry, model::Refusal> append(model::FeedUpdate update);
    void tell_of_entry(model::ChannelId channel, const model::Entry& entry, bool retain);
    Outcome relay(const model::MessageRef& message, const PublishToStore& publish);
    bool retain(const model::MessageRef& message);
    /// Keeps the letter until its change is committed: nobody waits for an answer, so it is
    /// repeated when the group fails.
    template <class Letter>
    void repeat_if_lost(Letter letter);

    // Tasks of HTTP requests. Those that change something are answered after the commit.
    api::TaskResult carry_out(api::StoreEntries& bulk);
    api::TaskResult carry_out(const api::RemoveEntry& removed);
    api::TaskResult carry_out(const api::ReadFeed& read);
    api::TaskResult carry_out(const api::ReadNumbers& read);
    api::TaskResult carry_out(const api::ReadFeedStates& read);
    api::TaskResult carry_out(const api::MeasureFeed& measured);
    void answer_reads();

    void commit_group();
    void group_failed(const storage::StoreError& error);
    void tell_group();
    void post_outboxes();
    void tell_retained();
    void tell_full_queues();
    void record(std::unique_ptr<model::DeviceEvent> event, model::Refusal reason);
    void remove_expired();
    void trim_feeds(bool is_idle);
    void maintain_while_idle();
    [[nodiscard]] base::Milliseconds longest_wait() const;

    /// Tells all shards what has changed and keeps `answer` until each goes by it, so that whoever
    /// reads the answer finds the change in force everywhere.
    void announce(std::vector<devices::DirectoryChange> changes, const AdminRequest& request,
                  std::string answer);
    void reply(ShardIndex shard, AdminReply answer);
    [[nodiscard]] ServerStatus status() const;

    storage::Store& store() { return *parts_.store; }

    Parts parts_;
    PostOffice& post_;
    bool stopping_ = false;
    bool storage_failing_ = false;  ///< so that a full disk is logged once, not per group
    /// The oldest change not yet committed that nobody waits for: events, acknowledgements.
    std::optional<base::Instant> changes_wait_since_;
    Moment now_;
    RetainedLedger retained_;
    SessionLedger sessions_;
    ActivityLedger activity_;
    std::vector<Outcome> group_;
    bool has_deliveries_ = false;                              ///< for sessions, without an outcome
    std::vector<std::pair<ShardIndex, TaskDone>> tasks_done_;  ///< in the open group
    std::vector<StoreTask> reads_;  ///< wait for the open group, of which they must not tell
    std::vector<WriterLetter> unanswered_;  ///< of the open group
    std::vector<WriterLetter> lost_;        ///< of groups that failed; to be handled again
    base::Instant expired_removed_at_;
    RetentionSweep retention_;
    base::Instant trimmed_at_;

    struct WaitingReply {
        ShardIndex shard;
        AdminReply answer;
        std::size_t shards_to_go;
    };
    std::unordered_map<std::uint64_t, WaitingReply> waiting_replies_;  ///< by ticket
    std::uint64_t last_ticket_ = 0;
    std::vector<std::vector<ShardLetter>> outboxes_;                     ///< by shard
    std::unordered_map<model::ChannelId, std::vector<bool>> wanted_by_;  ///< by shard
};

}  // namespace fieldcast::server
