#include "storage/embedded/chunk_table.h"

#include <algorithm>
#include <ranges>

#include "base/log.h"

namespace fieldcast::storage {
namespace {

constexpr std::size_t reported_max = 1'000;

/// Rows that are measured at once: some hundreds of pages to read.
constexpr int stretch_chunks = 512;

std::int64_t milliseconds(base::Timestamp time) {
    return time.time_since_epoch().count();
}

base::Timestamp to_time(std::int64_t milliseconds) {
    return base::Timestamp{base::Milliseconds{milliseconds}};
}

/// Runs a statement whose parameters are the conditions of `query` on ids and times.
Rows run_in_window(Statement& statement, const model::FeedQuery& query) {
    return statement.run(query.channel.value, query.first.value, query.last.value,
                         milliseconds(query.start.value_or(base::Timestamp::min())),
                         milliseconds(query.end.value_or(base::Timestamp::max())));
}

Selection selection_of(const model::FeedQuery& query) {
    return {[&query](std::span<const EntryOutline> outlines) { return select(outlines, query); },
            query.values};
}

std::vector<model::Entry> put_together(std::vector<Chunk> chunks) {
    std::size_t total = 0;
    for (const auto& chunk : chunks) total += chunk.entries.size();
    std::vector<model::Entry> entries;
    entries.reserve(total);
    for (auto& chunk : chunks) std::ranges::move(chunk.entries, std::back_inserter(entries));
    return entries;
}

std::vector<IdRange> ids_of(std::span<const Chunk> chunks) {
    std::vector<IdRange> ids;
    for (const Chunk& chunk : chunks) ids.push_back(chunk.ids);
    return ids;
}

constexpr auto is_newer = [](const model::Entry& a, const model::Entry& b) {
    return is_older(b, a);
};

/// Keeps the newest `limit` of `entries` in front; gives the time of the oldest of them, if they
/// are so many. Nothing is moved where times ascend with ids: the newest come first then.
std::optional<base::Timestamp> keep_newest(std::vector<model::Entry>& entries, std::size_t limit) {
    if (entries.size() < limit) return std::nullopt;
    const auto end = entries.begin() + static_cast<std::ptrdiff_t>(limit);
    if (!std::ranges::is_sorted(entries, is_newer))
        std::ranges::nth_element(entries, std::prev(end), is_newer);
    entries.erase(end, entries.end());
    return entries.back().created_at;
}

/// The next row, if there is one that SQLite can read. Where it cannot, the rest is served.
Result<bool> next_readable(Rows& rows) {
    auto more = rows.next();
    if (more || more.error().kind != StoreErrorKind::damaged) return more;
    base::log(base::LogLevel::error, "Some chunks cannot be read. {}", more.error().text);
    return false;
}

}  // namespace

Result<void> ChunkTable::append(model::ChannelId channel, SealedFeed& feed, Chunk chunk) {
    if (is_worth_taking(feed.newest_chunk_entries, chunk.entries.size()))
        TRY(take_small_chunks(channel, chunk));
    const auto pieces = std::max<std::size_t>(1, chunk.entries.size() / bounds_.chunk_entries);
    std::span<const model::Entry> rest = chunk.entries;
    IdRange ids = chunk.ids;
    for (std::size_t left = pieces; left > 0; --left) {
        const auto piece = rest.first(rest.size() / left);
        rest = rest.subspan(piece.size());
        ids.last = rest.empty() ? chunk.ids.last : model::EntryId{rest.front().id.value - 1};
        TRY(write(channel, feed.generation, ids, piece));
        ids.first = {ids.last.value + 1};
        feed.newest_chunk_entries = piece.size();
    }
    return {};
}

/// A chunk grows by being written again with what follows it. Taking only those that are no
/// longer than what follows keeps the work per entry logarithmic. One whose entries have all been
/// removed is always taken.
bool ChunkTable::is_worth_taking(std::size_t chunk_entries, std::size_t new_entries) const {
    return chunk_entries <= new_entries && chunk_entries + new_entries < 2 * bounds_.chunk_entries;
}

Result<void> ChunkTable::take_small_chunks(model::ChannelId channel, Chunk& chunk) {
    for (;;) {
        auto last = TRY(find_last(channel, chunk.entries.size()));
        if (!last || !last->chunk) return {};
        TRY(delete_one_.execute(channel.value, last->first.value));
        std::ranges::move(chunk.entries, std::back_inserter(last->chunk->entries));
        chunk.entries = std::move(last->chunk->entries);
        chunk.ids.first = last->first;
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

Result<void> ChunkTable::write(model::ChannelId channel, std::uint64_t generation, IdRange ids,
                               std::span<const model::Entry> entries) {
    std::int64_t oldest = 0;  // and newest, where no entries are left
    std::int64_t newest = 0;
    if (!entries.empty()) {
        const auto [first, last] = std::ranges::minmax(entries, {}, &model::Entry::created_at);
        oldest = milliseconds(first.created_at);
        newest = milliseconds(last.created_at);
    }
    return insert_.execute(channel.value, ids.first.value, entries.size(), oldest, newest,
                           codec_.encode(channel, generation, ids, entries));
}

ChunkTable::Found ChunkTable::decode(model::ChannelId channel, const Rows& rows, int body_column,
                                     const Selection& selection) {
    const model::EntryId first{static_cast<std::uint64_t>(rows.integer(0))};
    return {first, codec_.decode(channel, first, rows.bytes(body_column), selection)};
}

Result<bool> ChunkTable::remove(model::ChannelId channel, SealedFeed& feed, model::EntryId entry) {
    const auto is_it = [entry](const model::Entry& each) { return each.id == entry; };
    if (TRY(rewrite(channel, feed, entry, is_it)) != Rewritten::without) return false;
    feed.state.newest_created_at = TRY(newest_created_at(channel));
    return true;
}

Result<ChunkTable::Rewritten> ChunkTable::rewrite(
    model::ChannelId channel, SealedFeed& feed, model::EntryId entry,
    const std::function<bool(const model::Entry&)>& is_gone) {
    auto found = TRY(find_around(channel, entry));
    if (!found) return Rewritten::not_at_all;
    if (!found->chunk) {
        TRY(put_into_quarantine(channel, {found->first}));
        return Rewritten::lost;
    }
    Chunk& chunk = *found->chunk;
    if (std::erase_if(chunk.entries, is_gone) == 0) return Rewritten::not_at_all;
    TRY(database_.begin());
    TRY(write(channel, chunk.generation, chunk.ids, chunk.entries));
    if (chunk.ids.last == feed.state.last_entry) feed.newest_chunk_entries = chunk.entries.size();
    return Rewritten::without;
}

/// The chunk whose ids `entry` would be among.
Result<std::optional<ChunkTable::Found>> ChunkTable::find_around(model::ChannelId channel,
                                                                 model::EntryId entry) {
    Rows rows = containing_.run(channel.value, entry.value);
    if (!TRY(rows.next())) return std::nullopt;
    return decode(channel, rows, 1);
}

Result<std::vector<model::Entry>> ChunkTable::read(model::FeedQuery query) {
    if (query.limit == 0 || query.last < query.first) return {};
    const bool is_descending = query.order == model::FeedQuery::Order::newest_by_id;
    std::vector<Chunk> chunks;
    Damaged damaged;
    Rows rows = find_candidates(query);
    while (query.limit > 0 && TRY(next_readable(rows))) {
        const model::EntryId first{static_cast<std::uint64_t>(rows.integer(0))};
        auto chunk = TRY(read_chunk(first, query, damaged));
        if (!chunk) continue;
        query.limit -= chunk->entries.size();
        chunks.push_back(*std::move(chunk));
    }
    TRY(put_into_quarantine(query.channel, damaged));
    if (is_descending) std::ranges::reverse(chunks);
    if (!query.start && !query.end) {
        IdRange walked{query.first, query.last};
        if (query.limit == 0) {
            if (is_descending)
                walked.first = chunks.front().ids.first;
            else
                walked.last = chunks.back().ids.last;
        }
        report_gaps(query.channel, ids_of(chunks), walked);
    }
    return put_together(std::move(chunks));
}

Result<model::FeedNumbers> ChunkTable::read_numbers(const model::NumbersQuery& query,
                                                    model::EntryId last) {
    model::FeedNumbers numbers;
    if (last < query.first) return numbers;
    std::vector<IdRange> found;
    Damaged damaged;
    std::uint64_t seen = 0;
    Rows rows = find_candidates({.channel = query.channel,
                                 .start = query.start,
                                 .end = query.end,
                                 .first = query.first,
                                 .last = last,
                                 .order = model::FeedQuery::Order::oldest_by_id});
    while (TRY(next_readable(rows))) {
        const model::EntryId first{static_cast<std::uint64_t>(rows.integer(0))};
        if (seen >= query.entries) {
            numbers.next = first;
            break;
        }
        Rows body = body_.run(query.channel.value, first.value);
        if (!TRY(next_readable(body))) continue;
        const auto ids = codec_.decode_numbers(first, body.bytes(0), query, numbers);
        if (!ids) {
            damaged.push_back(first);
            continue;
        }
        seen += ids->last.value - ids->first.value + 1;
        found.push_back(*ids);
    }
    TRY(put_into_quarantine(query.channel, damaged));
    if (!query.start && !query.end)
        report_gaps(query.channel, found,
                    {query.first, numbers.next ? model::EntryId{numbers.next->value - 1} : last});
    return numbers;
}

/// The keys of the chunks that may hold what `query` asks for, in its order.
Rows ChunkTable::find_candidates(const model::FeedQuery& query) {
    const bool is_ascending = query.order == model::FeedQuery::Order::oldest_by_id;
    if (query.start || query.end)
        return run_in_window(is_ascending ? ascending_in_window_ : descending_in_window_, query);
    Statement& statement = is_ascending ? ascending_ : descending_;
    return statement.run(query.channel.value, query.first.value, query.last.value);
}

/// The chunk with those entries that `query` asks for. Nothing if it cannot be read.
Result<std::optional<Chunk>> ChunkTable::read_chunk(model::EntryId first,
                                                    const model::FeedQuery& query,
                                                    Damaged& damaged) {
    Rows rows = body_.run(query.channel.value, first.value);
    if (!TRY(next_readable(rows))) return std::nullopt;
    auto chunk = codec_.decode(query.channel, first, rows.bytes(0), selection_of(query));
    if (!chunk) damaged.push_back(first);
    return chunk;
}

/// Chunks that end late come first. Once `limit` entries are found, one that ends before the oldest
/// of them has nothing to add, and neither have those behind it.
Result<std::vector<model::Entry>> ChunkTable::newest_by_time(const model::FeedQuery& query,
                                                             std::vector<model::Entry> found) {
    std::ranges::reverse(found);
    auto oldest = keep_newest(found, query.limit);
    Damaged damaged;
    Rows rows = run_in_window(by_time_, query);
    while (query.first <= query.last && TRY(next_readable(rows))) {
        if (oldest && to_time(rows.integer(1)) < *oldest) break;
        const model::EntryId first{static_cast<std::uint64_t>(rows.integer(0))};
        auto chunk = TRY(read_chunk(first, query, damaged));
        if (!chunk) continue;
        std::ranges::move(chunk->entries | std::views::reverse, std::back_inserter(found));
        oldest = keep_newest(found, query.limit);
    }
    TRY(put_into_quarantine(query.channel, damaged));
    std::ranges::reverse(found);
    if (!std::ranges::is_sorted(found, is_older)) std::ranges::sort(found, is_older);
    return found;
}

Result<FeedExtent> ChunkTable::measure(model::ChannelId channel, model::EntryId first,
                                       std::span<const base::Timestamp> since) {
    FeedExtent extent;
    Rows rows = stretch_.run(channel.value, first.value);
    for (int row = 0; TRY(next_readable(rows)); ++row) {
        if (row == stretch_chunks) {
            extent.next = model::EntryId{static_cast<std::uint64_t>(rows.integer(0))};
            break;
        }
        extent.add(measure_row(channel, rows, since));
    }
    return extent;
}

FeedExtent ChunkTable::measure_row(model::ChannelId channel, const Rows& rows,
                                   std::span<const base::Timestamp> since) {
    FeedExtent extent{.entries = static_cast<std::uint64_t>(rows.integer(1)),
                      .bytes = static_cast<std::uint64_t>(rows.integer(4))};
    if (extent.entries > 0) extent.oldest = to_time(rows.integer(2));
    if (extent.entries > 0) extent.newest = to_time(rows.integer(3));
    for (const base::Timestamp time : since) {
        if (extent.newest < time)
            extent.since.push_back(0);
        else if (extent.oldest >= time)
            extent.since.push_back(extent.entries);
        else
            extent.since.push_back(count_since(channel, rows, time));
    }
    return extent;
}

/// Of a row of `stretch_`; 0 if its chunk is damaged.
std::uint64_t ChunkTable::count_since(model::ChannelId channel, const Rows& rows,
                                      base::Timestamp since) {
    std::uint64_t count = 0;
    const auto count_outlines = [&](std::span<const EntryOutline> outlines) {
        for (const EntryOutline& outline : outlines)
            if (outline.created_at >= since) ++count;
        return Marks(outlines.size());
    };
    const Found found = decode(channel, rows, 5, {count_outlines, {}});
    return found.chunk ? count : 0;
}

Result<std::optional<base::Timestamp>> ChunkTable::newest_created_at(model::ChannelId channel) {
    Rows rows = newest_time_.run(channel.value);
    if (!TRY(rows.next())) return std::nullopt;
    return to_time(rows.integer(0));
}

Result<bool> ChunkTable::has_entry_at(model::ChannelId channel, base::Timestamp created_at) {
    const model::FeedQuery query{
        .channel = channel, .start = created_at, .end = created_at, .values = {}, .limit = 1};
    Rows rows = around_.run(channel.value, milliseconds(created_at));
    while (TRY(next_readable(rows))) {
        const auto chunk = decode(channel, rows, 1, selection_of(query)).chunk;
        if (chunk && !chunk->entries.empty()) return true;
    }
    return false;
}

Result<void> ChunkTable::remove_all(model::ChannelId channel) {
    return delete_all_.execute(channel.value);
}

Result<std::optional<SealedFeed>> ChunkTable::find_end(model::ChannelId channel) {
    std::optional<SealedFeed> feed;
    Rows rows = backwards_.run(channel.value);
    while (!feed && TRY(next_readable(rows))) {
        const auto chunk = decode(channel, rows, 2).chunk;
        if (!chunk) continue;
        feed =
            SealedFeed{chunk->generation, {.last_entry = chunk->ids.last}, chunk->entries.size()};
    }
    if (feed) feed->state.newest_created_at = TRY(newest_created_at(channel));
    return feed;
}

Result<void> ChunkTable::put_into_quarantine(model::ChannelId channel, const Damaged& damaged) {
    for (const auto first : damaged) {
        Rows rows = body_.run(channel.value, first.value);
        if (TRY(rows.next()))
            TRY(quarantine_.keep({"chunk", key_of(channel, first), rows.bytes(0)}));
        TRY(delete_one_.execute(channel.value, first.value));
    }
    return {};
}

/// Reports ids of `expected` that are not among `found`, what chunks in ascending order are for.
/// Those of removed entries are some chunk's still.
void ChunkTable::report_gaps(model::ChannelId channel, std::span<const IdRange> found,
                             IdRange expected) {
    std::uint64_t next = expected.first.value;
    for (const IdRange& ids : found) {
        if (next < ids.first.value) report_gap(channel, next, ids.first.value - 1);
        next = ids.last.value + 1;
    }
    if (next <= expected.last.value) report_gap(channel, next, expected.last.value);
}

void ChunkTable::report_gap(model::ChannelId channel, std::uint64_t first, std::uint64_t last) {
    if (reported_.size() >= reported_max) reported_.clear();
    if (!reported_.insert(channel).second) return;
    base::log(base::LogLevel::error, "Entries {} to {} of channel {} are missing.", first, last,
              channel.value);
}

}  // namespace fieldcast::storage
