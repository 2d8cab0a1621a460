#pragma once
// The feeds that are in memory: all that have a tail, and some of those that were used last. Feeds
// with a tail are kept in the order in which they need the journal, so the first one tells how far
// back it must reach. Copy of stored state; one thread.

#include <list>
#include <unordered_map>

#include "storage/embedded/bounds.h"
#include "storage/embedded/feed_table.h"
#include "storage/embedded/journal.h"
#include "storage/embedded/tail.h"

namespace fieldcast::storage {

struct Feed {
    model::ChannelId channel;
    SealedFeed sealed;
    FeedState state;  ///< with the tail
    Tail tail;
    Journal::Position needed_from = 0;  ///< the journal record with the tail's first entry
    std::uint64_t touched_in = 0;       ///< the last group that changed it
    std::size_t index_in_group = 0;     ///< its place among the feeds of that group
    std::list<Feed>::iterator place;
};

class ResidentFeeds {
  public:
    ResidentFeeds(FeedTable& table, const Bounds& bounds) : table_(table), bounds_(bounds) {}

    /// The feed of `channel`. The reference holds until the next call, and for feeds that group
    /// `group` has touched as long as that is the open one.
    [[nodiscard]] Result<Feed*> get(model::ChannelId channel, std::uint64_t group);

    /// The feed, if it is in memory.
    [[nodiscard]] Feed* find(model::ChannelId channel);

    /// Runs `change`, which changes the tail of `feed`, and puts the feed where it belongs then.
    template <class Change>
    void change(Feed& feed, Change change) {
        const bool had_tail = !feed.tail.empty();
        const auto needed_from = feed.needed_from;
        tails_bytes_ -= bytes_of(feed);
        change();
        tails_bytes_ += bytes_of(feed);
        if (had_tail == !feed.tail.empty() && needed_from == feed.needed_from) return;
        if (had_tail) idle_.splice(idle_.end(), waiting_, feed.place);
        if (!feed.tail.empty()) put_in_order(feed);
    }

    /// Feeds with a tail, by the journal's position that they need.
    [[nodiscard]] std::list<Feed>& waiting() { return waiting_; }
    [[nodiscard]] const std::list<Feed>& waiting() const { return waiting_; }

    /// Memory taken by feeds with a tail.
    [[nodiscard]] std::size_t tails_bytes() const { return tails_bytes_; }

  private:
    [[nodiscard]] static std::size_t bytes_of(const Feed& feed);
    void put_in_order(Feed& feed);
    void forget_idle(std::uint64_t group);

    FeedTable& table_;
    const Bounds& bounds_;
    std::list<Feed> waiting_;
    std::list<Feed> idle_;
    std::unordered_map<model::ChannelId, Feed*> by_channel_;
    std::size_t tails_bytes_ = 0;
};

}  // namespace fieldcast::storage
