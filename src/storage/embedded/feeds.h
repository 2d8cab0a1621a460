#pragma once
// All feeds of a data folder. An entry goes into the journal with its group, and into the tail of
// its feed; later, tails are sealed: they become chunks, and the journal gets shorter. Kind of
// state: stored. One thread.

#include <deque>
#include <optional>
#include <vector>

#include "storage/embedded/chunk_table.h"
#include "storage/embedded/feed_table.h"
#include "storage/embedded/journal.h"
#include "storage/embedded/resident_feeds.h"
#include "storage/store.h"

namespace fieldcast::storage {

class Feeds final : public FeedStore {
  public:
    Feeds(Database& database, Quarantine& quarantine, const Bounds& bounds);

    /// Builds the tails again from the journal. Call once, first.
    [[nodiscard]] Result<void> replay();

    [[nodiscard]] Result<FeedState> state(model::ChannelId channel) override;
    [[nodiscard]] Result<model::EntryId> append(model::ChannelId channel,
                                                base::Timestamp created_at,
                                                const model::EntryValues& values,
                                                base::Timestamp now) override;
    [[nodiscard]] Result<bool> has_entry_at(model::ChannelId channel,
                                            base::Timestamp created_at) override;
    [[nodiscard]] Result<std::vector<model::Entry>> newest(model::ChannelId channel,
                                                           std::size_t limit) override;
    [[nodiscard]] Result<std::vector<model::Entry>> read(const model::FeedQuery& query) override;
    [[nodiscard]] Result<model::FeedNumbers> read_numbers(
        const model::NumbersQuery& query) override;
    [[nodiscard]] Result<FeedExtent> measure(model::ChannelId channel, model::EntryId first,
                                             std::span<const base::Timestamp> since) override;
    [[nodiscard]] Result<bool> remove(model::ChannelId channel, model::EntryId entry) override;
    [[nodiscard]] Result<bool> trim(model::ChannelId channel, const Retention& retention,
                                    bool exactly) override;
    [[nodiscard]] Result<void> clear(model::ChannelId channel) override;

    /// Writes the open group's entries into the database's transaction.
    [[nodiscard]] Result<void> write_group() { return journal_.write(); }
    [[nodiscard]] bool has_open_group() const { return !group_.empty(); }
    void group_committed();
    void undo_group();

    /// Seals one piece of what is full, or of the oldest if a bound is exceeded. No transaction
    /// may be open. True if there is more.
    [[nodiscard]] Result<bool> seal_piece();

    /// Seals as much as must not wait for an idle moment.
    void seal_what_presses();

  private:
    /// A feed as it was before the open group.
    struct Before {
        Feed* feed;
        SealedFeed sealed;
        FeedState state;
        Tail::End tail_end;
        std::optional<Tail> left_tail;  ///< if the feed has another one now
        Journal::Position needed_from;
    };

    [[nodiscard]] Result<void> replay_entry(const JournalEntry& entry, Journal::Position position);
    [[nodiscard]] Result<void> start_over(Feed& feed, std::uint64_t generation);
    void add_to_tail(Feed& feed, const JournalEntry& entry, Journal::Position position);

    Before& remember(Feed& feed);
    static void restore(Before before);

    [[nodiscard]] bool is_full(const Feed& feed) const;
    [[nodiscard]] bool exceeds_bounds() const;
    [[nodiscard]] std::vector<Feed*> next_piece();
    [[nodiscard]] Result<void> seal(const std::vector<Feed*>& piece);
    [[nodiscard]] Result<std::vector<SealedFeed>> write_chunks(const std::vector<Feed*>& piece);
    [[nodiscard]] Result<SealedFeed> write_chunks(const Feed& feed, Chunk tail);

    [[nodiscard]] Result<bool> remove_from_tail(Feed& feed, model::EntryId entry);
    [[nodiscard]] Result<bool> remove_from_chunks(Feed& feed, model::EntryId entry);
    template <class Goes>
    [[nodiscard]] Result<bool> take_from_tail(Feed& feed, Goes goes);
    [[nodiscard]] Result<bool> trim_chunks(Feed& feed, const Retention& retention, bool exactly);
    [[nodiscard]] Result<bool> trim_tail(Feed& feed, const Retention& retention);
    [[nodiscard]] Result<void> keep_sealed(Feed& feed, const SealedFeed& sealed);
    void leave_tail(Feed& feed, const SealedFeed& sealed);

    Database& database_;
    const Bounds& bounds_;
    ChunkTable chunks_;
    FeedTable table_;
    Journal journal_;
    ResidentFeeds resident_;
    std::vector<Before> group_;  ///< the feeds that the open group changed
    std::uint64_t group_number_ = 1;
    std::deque<model::ChannelId> full_;  ///< channels whose tail became full, perhaps sealed since
    std::optional<StoreError> sealing_error_;  ///< of the last piece, if it failed
};

}  // namespace fieldcast::storage
