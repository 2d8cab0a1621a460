// Trimming: what a feed need not keep any longer.
#include <algorithm>

#include "storage/embedded/chunk_table.h"

namespace fieldcast::storage {
namespace {

/// What one piece does at most.
constexpr int dropped_max = 64;
constexpr std::size_t rewritten_max = 4;

std::int64_t in_milliseconds(base::Timestamp time) {
    return time.time_since_epoch().count();
}

bool goes(const model::Entry& entry, const Retention& retention) {
    return entry.id < retention.first || (retention.oldest && entry.created_at < *retention.oldest);
}

}  // namespace

Result<bool> ChunkTable::trim(model::ChannelId channel, SealedFeed& feed,
                              const Retention& retention, bool exactly) {
    bool has_removed = TRY(drop_first(channel, feed, retention));
    if (!has_removed)
        for (const model::EntryId first : TRY(find_trimmable(channel, retention, exactly)))
            has_removed |= TRY(trim_chunk(channel, feed, first, retention));
    if (has_removed) feed.state.newest_created_at = TRY(newest_created_at(channel));
    return has_removed;
}

/// Drops the chunks in front that have nothing to keep. Never the last one, which tells how far the
/// ids have come if the feed's row is lost.
Result<bool> ChunkTable::drop_first(model::ChannelId channel, SealedFeed& feed,
                                    const Retention& retention) {
    int dropped = -1;  // the first row is dropped when the second one has been seen
    model::EntryId kept;
    {
        Rows rows = first_ones_.run(channel.value);
        bool is_empty = false;  // of what must be kept, the row before
        while (dropped < dropped_max && TRY(rows.next())) {
            const model::EntryId first{static_cast<std::uint64_t>(rows.integer(0))};
            if (dropped >= 0 && !is_empty && first > retention.first) break;
            kept = first;
            is_empty = rows.integer(1) == 0 ||
                       (retention.oldest && rows.integer(2) < in_milliseconds(*retention.oldest));
            ++dropped;
        }
    }
    if (dropped <= 0) return false;
    TRY(database_.begin());
    TRY(drop_before_.execute(channel.value, kept.value));
    feed.first_entry = kept;
    return true;
}

/// Chunks that are to be written again: without any entry, or `exactly`, without some.
Result<std::vector<model::EntryId>> ChunkTable::find_trimmable(model::ChannelId channel,
                                                               const Retention& retention,
                                                               bool exactly) {
    std::vector<model::EntryId> found;
    const auto add_all = [&](Rows rows) -> Result<void> {
        while (found.size() < rewritten_max && TRY(rows.next()))
            found.emplace_back(static_cast<std::uint64_t>(rows.integer(0)));
        return {};
    };
    if (retention.oldest) {
        TRY(add_all(old_.run(channel.value, in_milliseconds(*retention.oldest))));
        if (exactly)
            TRY(add_all(partly_old_.run(channel.value, in_milliseconds(*retention.oldest))));
    }
    if (exactly && retention.first > model::EntryId{1})
        TRY(add_all(containing_.run(channel.value, retention.first.value)));
    return found;
}

/// False if the chunk has nothing that goes.
Result<bool> ChunkTable::trim_chunk(model::ChannelId channel, SealedFeed& feed,
                                    model::EntryId first, const Retention& retention) {
    const auto is_gone = [&](const model::Entry& entry) { return goes(entry, retention); };
    return TRY(rewrite(channel, feed, first, is_gone)) != Rewritten::not_at_all;
}

}  // namespace fieldcast::storage
