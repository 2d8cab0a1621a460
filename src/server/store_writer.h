#pragma once
// The one thread that stores. It takes whatever letters wait, turns updates into entries, commits
// them as one group and only then tells the shards: acknowledgements to the publishers' shards,
// entries to the shards that want their channel. Kind of state: *owned* by its thread.

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "devices/directory.h"
#include "server/administration.h"
#include "server/post_office.h"
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
    };

    StoreWriter(Parts parts, PostOffice& post);

    /// Until StopWriter; everything that arrived before it is stored and told.
    void run();

  private:
    void handle(PublishToChannel& publish);
    void handle(const WantChannel& want);
    void handle(const RecordEvent& record);
    void handle(ReadLastEntry& read);
    void handle(const AdminRequest& request);
    void handle(const ChangesApplied& applied);
    void handle(const StopWriter&) { stopping_ = true; }

    /// The outcome of one update; a refusal is recorded for the device's owner.
    Outcome store(PublishToChannel& publish);
    base::Result<model::Entry, model::Refusal> append(model::FeedUpdate update);

    void commit_group();
    void tell_group();
    void record(std::unique_ptr<model::DeviceEvent> event, model::Refusal reason);
    void maintain_while_idle();
    [[nodiscard]] base::Milliseconds longest_wait() const;

    /// Tells all shards what has changed and keeps `answer` until each goes by it, so that whoever
    /// reads the answer finds the change in force everywhere.
    void announce(std::vector<devices::DirectoryChange> changes, const AdminRequest& request,
                  std::string answer);
    void reply(ShardIndex shard, AdminReply answer);

    storage::Store& store() { return *parts_.store; }

    Parts parts_;
    PostOffice& post_;
    bool stopping_ = false;
    bool storage_failing_ = false;  ///< so that a full disk is logged once, not per group
    std::optional<base::Instant> events_wait_since_;  ///< the oldest event not yet committed
    base::Timestamp now_;
    std::vector<Outcome> group_;

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
