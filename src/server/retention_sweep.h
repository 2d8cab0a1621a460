#pragma once
// Removes what channels need not keep: entries that are older than they keep them, or more than
// that. Every minute it looks at all channels with such a limit and drops whole blocks of entries;
// every hour, after the start and after a change of the channel, it removes the rest too, for
// which blocks at the edge must be written again. Kind of state: *owned* by the store writer.

#include <deque>
#include <optional>

#include "devices/directory.h"
#include "server/session_ledger.h"
#include "storage/store.h"

namespace fieldcast::server {

class RetentionSweep {
  public:
    /// The first sweep is due at once.
    explicit RetentionSweep(storage::FeedStore& feeds) : feeds_(feeds) {}

    /// The channel's limits may be others.
    void look_at(model::ChannelId channel);

    /// Takes a piece of what is due, a few milliseconds; true if it changed the open group. After
    /// an error the channel waits for the next sweep.
    [[nodiscard]] storage::Result<bool> step(const devices::Directory& directory, Moment now);

    /// When step() has something to do; nothing: not before some channel changes.
    [[nodiscard]] std::optional<base::Instant> due() const;

  private:
    struct Waiting {
        model::ChannelId channel;
        bool exactly = false;
    };

    void begin(const devices::Directory& directory, base::Instant now);
    [[nodiscard]] storage::Result<bool> trim(const model::Channel& channel, bool exactly,
                                             base::Timestamp now);

    storage::FeedStore& feeds_;
    std::deque<Waiting> waiting_;
    std::optional<base::Instant> next_sweep_ = base::Instant::min();
    int sweeps_ = 0;
};

}  // namespace fieldcast::server
