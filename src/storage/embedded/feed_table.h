#pragma once
// One row for each feed that was ever sealed or cleared, in table `feed`: enough to give the next
// entry its id without looking at any chunk. Kind of state: stored.

#include "storage/embedded/chunk_table.h"

namespace fieldcast::storage {

class FeedTable {
  public:
    FeedTable(Database& database, Quarantine& quarantine, ChunkTable& chunks)
        : database_(database), quarantine_(quarantine), chunks_(chunks) {}

    /// A feed without a row is empty, unless there are chunks: then they tell.
    [[nodiscard]] Result<SealedFeed> load(model::ChannelId channel);

    /// Needs an open transaction.
    [[nodiscard]] Result<void> save(model::ChannelId channel, const SealedFeed& feed);

  private:
    [[nodiscard]] Result<std::optional<SealedFeed>> find(model::ChannelId channel);

    Database& database_;
    Quarantine& quarantine_;
    ChunkTable& chunks_;
    Statement select_{database_, "SELECT body FROM feed WHERE channel = ?1"};
    Statement upsert_{database_, "INSERT OR REPLACE INTO feed(channel, body) VALUES(?1, ?2)"};
};

}  // namespace fieldcast::storage
