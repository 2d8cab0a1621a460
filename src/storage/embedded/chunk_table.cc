#include "storage/embedded/chunk_table.h"

#include <algorithm>

#include "base/log.h"

namespace fieldcast::storage {
namespace {

constexpr std::size_t reported_max = 1'000;

std::int64_t milliseconds(base::Timestamp time) {
    return time.time_since_epoch().count();
}

/// The last `limit` entries of chunks that were read newest chunk first, in ascending order.
std::vector<model::Entry> put_together(std::vector<std::vector<model::Entry>> chunks,
                                       std::size_t limit) {
    std::size_t total = 0;
    for (const auto& chunk : chunks) total += chunk.size();
    std::size_t skipped = total - std::min(limit, total);
    std::vector<model::Entry> entries;
    entries.reserve(total - skipped);
    for (auto chunk = chunks.rbegin(); chunk != chunks.rend(); ++chunk) {
        const auto left_out = std::min(skipped, chunk->size());
        skipped -= left_out;
        std::move(chunk->begin() + static_cast<std::ptrdiff_t>(left_out), chunk->end(),
                  std::back_inserter(entries));
    }
    return entries;
}

/// The next row, if there is one that SQLite can read. Where it cannot, the rest is served.
Result<bool> next_readable(Rows& rows) {
    auto more = rows.next();
    if (more || more.error().kind != StoreErrorKind::damaged) return more;
    base::log(base::LogLevel::error, "Some chunks cannot be read. {}", more.error().text);
    return false;
}

}  // namespace

Result<void> ChunkTable::append(model::ChannelId channel, SealedFeed& feed,
                                std::vector<model::Entry> entries) {
    if (is_worth_taking(feed.newest_chunk_entries, entries.size()))
        TRY(take_small_chunks(channel, entries));
    const std::size_t chunks = std::max<std::size_t>(1, entries.size() / bounds_.chunk_entries);
    std::span<const model::Entry> rest = entries;
    for (std::size_t left = chunks; left > 0; --left) {
        const auto chunk = rest.first(rest.size() / left);
        TRY(write(channel, feed.generation, chunk));
        feed.newest_chunk_entries = chunk.size();
        rest = rest.subspan(chunk.size());
    }
    return {};
}

/// A chunk grows by being written again with what follows it. Taking only those that are no
/// longer than what follows keeps the work per entry logarithmic.
bool ChunkTable::is_worth_taking(std::size_t chunk_entries, std::size_t new_entries) const {
    return chunk_entries > 0 && chunk_entries <= new_entries &&
           chunk_entries + new_entries < 2 * bounds_.chunk_entries;
}

Result<void> ChunkTable::take_small_chunks(model::ChannelId channel,
                                           std::vector<model::Entry>& entries) {
    for (;;) {
        auto last = TRY(find_last(channel, entries.size()));
        if (!last || !last->chunk) return {};
        TRY(delete_one_.execute(channel.value, last->first.value));
        std::ranges::move(entries, std::back_inserter(last->chunk->entries));
        entries = std::move(last->chunk->entries);
    }
}

/// The last chunk of `channel`, if it is worth taking.
Result<std::optional<ChunkTable::Found>> ChunkTable::find_last(model::ChannelId channel,
                                                               std::size_t new_entries) {
    Rows rows = backwards_.run(channel.value);
    if (!TRY(rows.next())) return std::nullopt;
    if (!is_worth_taking(static_cast<std::size_t>(rows.integer(1)), new_entries))
        return std::nullopt;
    return decode(channel, rows, 2);
}

Result<void> ChunkTable::write(model::ChannelId channel, std::uint64_t generation,
                               std::span<const model::Entry> entries) {
    const auto [oldest, newest] = std::ranges::minmax(entries, {}, &model::Entry::created_at);
    return insert_.execute(channel.value, entries.front().id.value, entries.size(),
                           milliseconds(oldest.created_at), milliseconds(newest.created_at),
                           codec_.encode(channel, generation, entries));
}

ChunkTable::Found ChunkTable::decode(model::ChannelId channel, const Rows& rows, int body_column) {
    const model::EntryId first{static_cast<std::uint64_t>(rows.integer(0))};
    return {first, codec_.decode(channel, first, rows.bytes(body_column))};
}

Result<std::vector<model::Entry>> ChunkTable::newest(model::ChannelId channel, model::EntryId last,
                                                     std::size_t limit) {
    std::vector<std::vector<model::Entry>> chunks;
    std::vector<model::EntryId> damaged;
    std::uint64_t expected = last.value;
    std::size_t found = 0;
    Rows rows = backwards_.run(channel.value);
    while (found < limit && TRY(next_readable(rows))) {
        auto [first, chunk] = decode(channel, rows, 2);
        if (!chunk) {
            damaged.push_back(first);
            continue;
        }
        const auto chunk_last = chunk->entries.back().id.value;
        if (chunk_last < expected) report_gap(channel, chunk_last + 1, expected);
        expected = first.value - 1;
        found += chunk->entries.size();
        chunks.push_back(std::move(chunk->entries));
    }
    if (found < limit && expected > 0) report_gap(channel, 1, expected);
    for (const auto first : damaged) TRY(put_into_quarantine(channel, first));
    return put_together(std::move(chunks), limit);
}

Result<bool> ChunkTable::has_entry_at(model::ChannelId channel, base::Timestamp created_at) {
    Rows rows = around_.run(channel.value, milliseconds(created_at));
    while (TRY(next_readable(rows))) {
        const auto [first, chunk] = decode(channel, rows, 1);
        if (chunk && std::ranges::find(chunk->entries, created_at, &model::Entry::created_at) !=
                         chunk->entries.end())
            return true;
    }
    return false;
}

Result<void> ChunkTable::remove_all(model::ChannelId channel) {
    return delete_all_.execute(channel.value);
}

Result<std::optional<SealedFeed>> ChunkTable::find_end(model::ChannelId channel) {
    SealedFeed feed;
    Rows rows = backwards_.run(channel.value);
    while (feed.newest_chunk_entries == 0 && TRY(next_readable(rows))) {
        const auto chunk = decode(channel, rows, 2).chunk;
        if (!chunk) continue;
        feed.generation = chunk->generation;
        feed.state.last_entry = chunk->entries.back().id;
        feed.newest_chunk_entries = chunk->entries.size();
    }
    if (feed.newest_chunk_entries == 0) return std::nullopt;
    Rows newest = newest_time_.run(channel.value);
    if (TRY(newest.next()))
        feed.state.newest_created_at = base::Timestamp{base::Milliseconds{newest.integer(0)}};
    return feed;
}

Result<void> ChunkTable::put_into_quarantine(model::ChannelId channel, model::EntryId first) {
    Rows rows = body_.run(channel.value, first.value);
    if (TRY(rows.next())) TRY(quarantine_.keep({"chunk", key_of(channel, first), rows.bytes(0)}));
    return delete_one_.execute(channel.value, first.value);
}

void ChunkTable::report_gap(model::ChannelId channel, std::uint64_t first, std::uint64_t last) {
    if (reported_.size() >= reported_max) reported_.clear();
    if (!reported_.insert(channel).second) return;
    base::log(base::LogLevel::error, "Entries {} to {} of channel {} are missing.", first, last,
              channel.value);
}

}  // namespace fieldcast::storage
