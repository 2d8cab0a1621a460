#pragma once
// The chunks of all feeds, in table `chunk`. Chunks of one feed follow each other without overlap.
// Kind of state: stored.

#include <optional>
#include <unordered_set>
#include <vector>

#include "storage/embedded/bounds.h"
#include "storage/embedded/chunk.h"
#include "storage/embedded/quarantine.h"
#include "storage/embedded/sqlite.h"

namespace fieldcast::storage {

/// A feed as its chunks end.
struct SealedFeed {
    std::uint64_t generation = 0;  ///< how often it was cleared
    FeedState state;               ///< as of the last sealed entry
    std::size_t newest_chunk_entries = 0;
};

class ChunkTable {
  public:
    ChunkTable(Database& database, Quarantine& quarantine, const Bounds& bounds)
        : database_(database), quarantine_(quarantine), bounds_(bounds) {}

    /// Writes `entries` behind the last chunk of `channel`; small last chunks become part of the
    /// new one. Needs an open transaction. Updates `feed.newest_chunk_entries`.
    [[nodiscard]] Result<void> append(model::ChannelId channel, SealedFeed& feed,
                                      std::vector<model::Entry> entries);

    /// The newest `limit` entries up to `last`, the oldest of them first. Damaged chunks go into
    /// quarantine and are left out.
    [[nodiscard]] Result<std::vector<model::Entry>> newest(model::ChannelId channel,
                                                           model::EntryId last, std::size_t limit);

    [[nodiscard]] Result<bool> has_entry_at(model::ChannelId channel, base::Timestamp created_at);

    [[nodiscard]] Result<void> remove_all(model::ChannelId channel);

    /// What the chunks alone tell of a feed; nothing if there are none.
    [[nodiscard]] Result<std::optional<SealedFeed>> find_end(model::ChannelId channel);

  private:
    struct Found {
        model::EntryId first;
        std::optional<Chunk> chunk;  ///< nothing if it is damaged
    };

    [[nodiscard]] Result<void> take_small_chunks(model::ChannelId channel,
                                                 std::vector<model::Entry>& entries);
    [[nodiscard]] bool is_worth_taking(std::size_t chunk_entries, std::size_t new_entries) const;
    [[nodiscard]] Result<std::optional<Found>> find_last(model::ChannelId channel,
                                                         std::size_t new_entries);
    [[nodiscard]] Result<void> write(model::ChannelId channel, std::uint64_t generation,
                                     std::span<const model::Entry> entries);
    [[nodiscard]] Found decode(model::ChannelId channel, const Rows& rows, int body_column);
    [[nodiscard]] Result<void> put_into_quarantine(model::ChannelId channel, model::EntryId first);
    void report_gap(model::ChannelId channel, std::uint64_t first, std::uint64_t last);

    Database& database_;
    Quarantine& quarantine_;
    const Bounds& bounds_;
    ChunkCodec codec_;
    std::unordered_set<model::ChannelId> reported_;  ///< channels with a gap that was logged

    // Whatever lies where the next chunk must go was left there by damage.
    Statement insert_{
        database_,
        "INSERT OR REPLACE INTO chunk(channel, first_entry, entries, first_time, last_time, body)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6)"};
    Statement backwards_{database_,
                         "SELECT first_entry, entries, body FROM chunk WHERE channel = ?1"
                         " ORDER BY first_entry DESC"};
    Statement around_{database_,
                      "SELECT first_entry, body FROM chunk"
                      " WHERE channel = ?1 AND last_time >= ?2 AND first_time <= ?2"};
    Statement newest_time_{database_, "SELECT max(last_time) FROM chunk WHERE channel = ?1"};
    Statement body_{database_, "SELECT body FROM chunk WHERE channel = ?1 AND first_entry = ?2"};
    Statement delete_one_{database_, "DELETE FROM chunk WHERE channel = ?1 AND first_entry = ?2"};
    Statement delete_all_{database_, "DELETE FROM chunk WHERE channel = ?1"};
};

}  // namespace fieldcast::storage
