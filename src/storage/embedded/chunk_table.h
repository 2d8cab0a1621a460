#pragma once
// The chunks of all feeds, in table `chunk`. Chunks of one feed follow each other without overlap.
// Kind of state: stored.

#include <functional>
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
    model::EntryId first_entry{1};  ///< lower ids have been trimmed: no chunk is for them
};

class ChunkTable {
  public:
    ChunkTable(Database& database, Quarantine& quarantine, const Bounds& bounds)
        : database_(database), quarantine_(quarantine), bounds_(bounds) {}

    /// Writes the entries of `chunk`, however many, behind the last chunk of `channel`; small last
    /// chunks become part of the new one. Needs an open transaction. Updates
    /// `feed.newest_chunk_entries`.
    [[nodiscard]] Result<void> append(model::ChannelId channel, SealedFeed& feed, Chunk chunk);

    /// Removes an entry in the open transaction, begun if there is none, and updates `feed`; false
    /// if it is not there.
    [[nodiscard]] Result<bool> remove(model::ChannelId channel, SealedFeed& feed,
                                      model::EntryId entry);

    /// Removes a piece of what `retention` lets go in the open transaction, begun if there is none,
    /// and updates `feed`; false if there was nothing to remove.
    [[nodiscard]] Result<bool> trim(model::ChannelId channel, SealedFeed& feed,
                                    const Retention& retention, bool exactly);

    /// What `query`, whose order is one by id, asks for, in ascending order of id. Reads no more
    /// chunks than that needs. Damaged ones go into quarantine and are left out.
    [[nodiscard]] Result<std::vector<model::Entry>> read(model::FeedQuery query);

    /// What `query` asks for by time among the chunks and `found`, in ascending order of time.
    [[nodiscard]] Result<std::vector<model::Entry>> newest_by_time(const model::FeedQuery& query,
                                                                   std::vector<model::Entry> found);

    /// As FeedStore::read_numbers(), of the chunks up to that of `last`.
    [[nodiscard]] Result<model::FeedNumbers> read_numbers(const model::NumbersQuery& query,
                                                          model::EntryId last);

    /// As FeedStore::measure(), of the chunks alone.
    [[nodiscard]] Result<FeedExtent> measure(model::ChannelId channel, model::EntryId first,
                                             std::span<const base::Timestamp> since);

    /// The latest created_at; nothing if there are no entries.
    [[nodiscard]] Result<std::optional<base::Timestamp>> newest_created_at(
        model::ChannelId channel);

    [[nodiscard]] Result<bool> has_entry_at(model::ChannelId channel, base::Timestamp created_at);

    [[nodiscard]] Result<void> remove_all(model::ChannelId channel);

    /// What the chunks alone tell of a feed; nothing if there are none.
    [[nodiscard]] Result<std::optional<SealedFeed>> find_end(model::ChannelId channel);

  private:
    struct Found {
        model::EntryId first;
        std::optional<Chunk> chunk;  ///< nothing if it is damaged
    };
    /// Keys of chunks that were met while rows were read.
    using Damaged = std::vector<model::EntryId>;

    [[nodiscard]] Result<void> take_small_chunks(model::ChannelId channel, Chunk& chunk);
    [[nodiscard]] bool is_worth_taking(std::size_t chunk_entries, std::size_t new_entries) const;
    [[nodiscard]] Result<std::optional<Found>> find_last(model::ChannelId channel,
                                                         std::size_t new_entries);
    [[nodiscard]] Result<void> write(model::ChannelId channel, std::uint64_t generation,
                                     IdRange ids, std::span<const model::Entry> entries);
    [[nodiscard]] Result<std::optional<Found>> find_around(model::ChannelId channel,
                                                           model::EntryId entry);
    [[nodiscard]] Result<bool> drop_first(model::ChannelId channel, SealedFeed& feed,
                                          const Retention& retention);
    [[nodiscard]] Result<std::vector<model::EntryId>> find_trimmable(model::ChannelId channel,
                                                                     const Retention& retention,
                                                                     bool exactly);
    enum class Rewritten : std::uint8_t {
        not_at_all,  ///< no chunk is for the entry, or it has nothing that is gone
        without,     ///< what is gone
        lost,        ///< it was damaged, and is in quarantine now
    };
    /// Writes the chunk around `entry` again without the entries that are gone.
    [[nodiscard]] Result<Rewritten> rewrite(
        model::ChannelId channel, SealedFeed& feed, model::EntryId entry,
        const std::function<bool(const model::Entry&)>& is_gone);
    [[nodiscard]] Result<bool> trim_chunk(model::ChannelId channel, SealedFeed& feed,
                                          model::EntryId first, const Retention& retention);
    [[nodiscard]] Rows find_candidates(const model::FeedQuery& query);
    [[nodiscard]] Result<std::optional<Chunk>> read_chunk(model::EntryId first,
                                                          const model::FeedQuery& query,
                                                          Damaged& damaged);
    [[nodiscard]] FeedExtent measure_row(model::ChannelId channel, const Rows& rows,
                                         std::span<const base::Timestamp> since);
    [[nodiscard]] std::uint64_t count_since(model::ChannelId channel, const Rows& rows,
                                            base::Timestamp since);
    [[nodiscard]] Found decode(model::ChannelId channel, const Rows& rows, int body_column,
                               const Selection& selection = {});
    [[nodiscard]] Result<void> put_into_quarantine(model::ChannelId channel,
                                                   const Damaged& damaged);
    void report_gaps(model::ChannelId channel, std::span<const IdRange> found, IdRange expected);
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
    // The ids of a query are ?2 and ?3, its times ?4 and ?5. Without times the table's own order is
    // walked, so a page costs what is on it; with them the index tells, without any body, which
    // chunks to read.
    Statement ascending_{database_,
                         "SELECT first_entry FROM chunk WHERE channel = ?1 AND first_entry <= ?3"
                         " AND first_entry >= (SELECT coalesce(max(first_entry), 0) FROM chunk"
                         " WHERE channel = ?1 AND first_entry <= ?2) ORDER BY first_entry"};
    Statement descending_{database_,
                          "SELECT first_entry FROM chunk WHERE channel = ?1 AND first_entry <= ?3"
                          " AND first_entry >= (SELECT coalesce(max(first_entry), 0) FROM chunk"
                          " WHERE channel = ?1 AND first_entry <= ?2) ORDER BY first_entry DESC"};
    Statement ascending_in_window_{
        database_,
        "SELECT first_entry FROM chunk INDEXED BY chunk_by_time"
        " WHERE channel = ?1 AND last_time >= ?4 AND first_time <= ?5 AND first_entry <= ?3"
        " AND first_entry >= (SELECT coalesce(max(first_entry), 0) FROM chunk"
        " WHERE channel = ?1 AND first_entry <= ?2) ORDER BY first_entry"};
    Statement descending_in_window_{
        database_,
        "SELECT first_entry FROM chunk INDEXED BY chunk_by_time"
        " WHERE channel = ?1 AND last_time >= ?4 AND first_time <= ?5 AND first_entry <= ?3"
        " AND first_entry >= (SELECT coalesce(max(first_entry), 0) FROM chunk"
        " WHERE channel = ?1 AND first_entry <= ?2) ORDER BY first_entry DESC"};
    Statement by_time_{
        database_,
        "SELECT first_entry, last_time FROM chunk INDEXED BY chunk_by_time"
        " WHERE channel = ?1 AND last_time >= ?4 AND first_time <= ?5 AND first_entry <= ?3"
        " AND first_entry >= (SELECT coalesce(max(first_entry), 0) FROM chunk"
        " WHERE channel = ?1 AND first_entry <= ?2) ORDER BY last_time DESC"};
    Statement first_ones_{database_,
                          "SELECT first_entry, entries, last_time FROM chunk"
                          " WHERE channel = ?1 ORDER BY first_entry"};
    Statement old_{database_,
                   "SELECT first_entry FROM chunk INDEXED BY chunk_by_time"
                   " WHERE channel = ?1 AND last_time < ?2"
                   " AND (last_time <> 0 OR first_time <> 0 OR entries > 0)"};
    Statement partly_old_{database_,
                          "SELECT first_entry FROM chunk INDEXED BY chunk_by_time"
                          " WHERE channel = ?1 AND last_time >= ?2 AND first_time < ?2"
                          " AND (last_time <> 0 OR first_time <> 0 OR entries > 0)"};
    Statement drop_before_{database_, "DELETE FROM chunk WHERE channel = ?1 AND first_entry < ?2"};
    Statement stretch_{database_,
                       "SELECT first_entry, entries, first_time, last_time, length(body), body"
                       " FROM chunk WHERE channel = ?1 AND first_entry >= ?2 ORDER BY first_entry"};
    Statement containing_{database_,
                          "SELECT first_entry, body FROM chunk WHERE channel = ?1"
                          " AND first_entry <= ?2 ORDER BY first_entry DESC LIMIT 1"};
    Statement newest_time_{database_,
                           "SELECT last_time FROM chunk INDEXED BY chunk_by_time"
                           " WHERE channel = ?1 AND entries > 0 ORDER BY last_time DESC LIMIT 1"};
    Statement body_{database_, "SELECT body FROM chunk WHERE channel = ?1 AND first_entry = ?2"};
    Statement delete_one_{database_, "DELETE FROM chunk WHERE channel = ?1 AND first_entry = ?2"};
    Statement delete_all_{database_, "DELETE FROM chunk WHERE channel = ?1"};
};

}  // namespace fieldcast::storage
