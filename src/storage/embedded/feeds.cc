#include "storage/embedded/feeds.h"

#include <algorithm>

#include "base/log.h"

namespace fieldcast::storage {
namespace {

/// All entries of the feed's tail, which has some.
Chunk tail_of(const Feed& feed) {
    auto entries = feed.tail.all();
    const IdRange ids{entries.front().id, entries.back().id};
    return {feed.sealed.generation, ids, std::move(entries)};
}

}  // namespace

Feeds::Feeds(Database& database, Quarantine& quarantine, const Bounds& bounds)
    : database_(database),
      bounds_(bounds),
      chunks_(database, quarantine, bounds),
      table_(database, quarantine, chunks_),
      journal_(database, quarantine, bounds),
      resident_(table_, bounds) {}

Result<void> Feeds::replay() {
    return journal_.read([this](const JournalEntry& entry, Journal::Position position) {
        return replay_entry(entry, position);
    });
}

Result<void> Feeds::replay_entry(const JournalEntry& entry, Journal::Position position) {
    Feed& feed = *TRY(resident_.get(entry.channel, group_number_));
    if (entry.generation < feed.sealed.generation) return {};  // written before a clear
    if (entry.generation > feed.sealed.generation) TRY(start_over(feed, entry.generation));
    if (entry.id <= feed.state.last_entry) return {};  // sealed already
    add_to_tail(feed, entry, position);
    return {};
}

/// For a feed whose row was lost together with what it said of a clear.
Result<void> Feeds::start_over(Feed& feed, std::uint64_t generation) {
    TRY(chunks_.remove_all(feed.channel));
    resident_.change(feed, [&] {
        feed.tail = {};
        feed.state = {};
        feed.sealed = {generation, {}, 0};
    });
    return {};
}

Result<FeedState> Feeds::state(model::ChannelId channel) {
    return TRY(resident_.get(channel, group_number_))->state;
}

Result<model::EntryId> Feeds::append(model::ChannelId channel, base::Timestamp created_at,
                                     const model::EntryValues& values, base::Timestamp now) {
    if (sealing_error_ && resident_.tails_bytes() > 2 * bounds_.tails_bytes)
        return std::unexpected(*sealing_error_);
    Feed& feed = *TRY(resident_.get(channel, group_number_));
    const JournalEntry entry{.channel = channel,
                             .generation = feed.sealed.generation,
                             .id = {feed.state.last_entry.value + 1},
                             .created_at = created_at,
                             .arrived_at = now,
                             .presence = values.presence(),
                             .packed = values.packed()};
    TRY(journal_.append(entry));
    remember(feed);
    add_to_tail(feed, entry, journal_.position());
    return entry.id;
}

void Feeds::add_to_tail(Feed& feed, const JournalEntry& entry, Journal::Position position) {
    const bool was_full = is_full(feed);
    resident_.change(feed, [&] {
        if (feed.tail.empty()) feed.needed_from = position;
        feed.tail.append(entry.id, entry.created_at, entry.presence, entry.packed);
    });
    feed.state.last_entry = entry.id;
    feed.state.last_write_at = entry.arrived_at;
    feed.state.newest_created_at =
        std::max(feed.state.newest_created_at.value_or(entry.created_at), entry.created_at);
    if (!was_full && is_full(feed)) full_.push_back(feed.channel);
}

Result<bool> Feeds::has_entry_at(model::ChannelId channel, base::Timestamp created_at) {
    const Feed& feed = *TRY(resident_.get(channel, group_number_));
    // An absent time is less than any other.
    if (feed.state.newest_created_at < created_at) return false;
    if (feed.tail.has_entry_at(created_at)) return true;
    if (feed.sealed.state.newest_created_at < created_at) return false;
    return chunks_.has_entry_at(channel, created_at);
}

Result<std::vector<model::Entry>> Feeds::newest(model::ChannelId channel, std::size_t limit) {
    return read(
        {.channel = channel, .limit = limit, .order = model::FeedQuery::Order::newest_by_id});
}

Result<std::vector<model::Entry>> Feeds::read(const model::FeedQuery& query) {
    using Order = model::FeedQuery::Order;
    if (query.limit == 0) return {};
    const Feed& feed = *TRY(resident_.get(query.channel, group_number_));
    model::FeedQuery of_tail = query;
    model::FeedQuery of_chunks = query;
    of_chunks.first = std::max(query.first, feed.sealed.first_entry);
    of_chunks.last = std::min(query.last, feed.sealed.state.last_entry);
    std::vector<model::Entry> older;
    if (query.order == Order::oldest_by_id) {
        older = TRY(chunks_.read(of_chunks));
        of_tail.limit -= older.size();
    }
    auto newer = feed.tail.read(of_tail);
    if (query.order == Order::newest_by_time)
        return chunks_.newest_by_time(of_chunks, std::move(newer));
    if (query.order == Order::newest_by_id) {
        of_chunks.limit -= newer.size();
        older = TRY(chunks_.read(of_chunks));
    }
    std::ranges::move(newer, std::back_inserter(older));
    return older;
}

Result<model::FeedNumbers> Feeds::read_numbers(const model::NumbersQuery& query) {
    const Feed& feed = *TRY(resident_.get(query.channel, group_number_));
    model::NumbersQuery of_chunks = query;
    of_chunks.first = std::max(query.first, feed.sealed.first_entry);
    auto numbers = TRY(chunks_.read_numbers(of_chunks, feed.sealed.state.last_entry));
    if (!numbers.next) feed.tail.add_numbers(query, numbers);
    return numbers;
}

Result<FeedExtent> Feeds::measure(model::ChannelId channel, model::EntryId first,
                                  std::span<const base::Timestamp> since) {
    const Feed& feed = *TRY(resident_.get(channel, group_number_));
    FeedExtent extent = TRY(chunks_.measure(channel, first, since));
    if (!extent.next) extent.add(feed.tail.measure(since));
    return extent;
}

Result<bool> Feeds::remove(model::ChannelId channel, model::EntryId entry) {
    Feed& feed = *TRY(resident_.get(channel, group_number_));
    auto removed = entry <= feed.sealed.state.last_entry ? remove_from_chunks(feed, entry)
                                                         : remove_from_tail(feed, entry);
    // Half a removal must not be committed.
    if (!removed) database_.change_failed(removed.error());
    return removed;
}

Result<bool> Feeds::remove_from_tail(Feed& feed, model::EntryId entry) {
    return take_from_tail(feed, [entry](const model::Entry& each) { return each.id == entry; });
}

/// Seals what is left of the tail: what the journal has up to a feed's last sealed entry is never
/// replayed. False if nothing in it is to go.
template <class Goes>
Result<bool> Feeds::take_from_tail(Feed& feed, Goes goes) {
    if (feed.tail.empty()) return false;
    Chunk tail = tail_of(feed);
    if (std::erase_if(tail.entries, goes) == 0) return false;
    TRY(database_.begin());
    SealedFeed after = TRY(write_chunks(feed, std::move(tail)));
    after.state.newest_created_at = TRY(chunks_.newest_created_at(feed.channel));
    TRY(table_.save(feed.channel, after));
    leave_tail(feed, after);
    return true;
}

Result<bool> Feeds::remove_from_chunks(Feed& feed, model::EntryId entry) {
    SealedFeed after = feed.sealed;
    if (!TRY(chunks_.remove(feed.channel, after, entry))) return false;
    TRY(keep_sealed(feed, after));
    return true;
}

/// Goes on with other chunks and the same tail.
Result<void> Feeds::keep_sealed(Feed& feed, const SealedFeed& sealed) {
    TRY(table_.save(feed.channel, sealed));
    remember(feed);
    feed.sealed = sealed;
    feed.state.newest_created_at =
        std::max(sealed.state.newest_created_at, feed.tail.newest_created_at());
    return {};
}

Result<bool> Feeds::trim(model::ChannelId channel, const Retention& retention, bool exactly) {
    Feed& feed = *TRY(resident_.get(channel, group_number_));
    auto trimmed = trim_chunks(feed, retention, exactly);
    if (trimmed && exactly && !*trimmed) trimmed = trim_tail(feed, retention);
    if (!trimmed) database_.change_failed(trimmed.error());
    return trimmed;
}

Result<bool> Feeds::trim_chunks(Feed& feed, const Retention& retention, bool exactly) {
    SealedFeed after = feed.sealed;
    if (!TRY(chunks_.trim(feed.channel, after, retention, exactly))) return false;
    TRY(keep_sealed(feed, after));
    return true;
}

/// Once all before it has been trimmed.
Result<bool> Feeds::trim_tail(Feed& feed, const Retention& retention) {
    return take_from_tail(feed, [&](const model::Entry& entry) {
        return entry.id < retention.first ||
               (retention.oldest && entry.created_at < *retention.oldest);
    });
}

Result<void> Feeds::clear(model::ChannelId channel) {
    Feed& feed = *TRY(resident_.get(channel, group_number_));
    if (feed.state.last_entry.value == 0) return {};
    const SealedFeed cleared{feed.sealed.generation + 1, {}, 0};
    TRY(database_.begin());
    TRY(chunks_.remove_all(channel));
    TRY(table_.save(channel, cleared));
    leave_tail(feed, cleared);
    return {};
}

/// Goes on with an empty tail behind `sealed`. The old one comes back if the group is undone.
void Feeds::leave_tail(Feed& feed, const SealedFeed& sealed) {
    Before& before = remember(feed);
    resident_.change(feed, [&] {
        if (!before.left_tail) {
            feed.tail.cut_back(before.tail_end);
            before.left_tail = std::move(feed.tail);
        }
        feed.tail = {};
        feed.state = sealed.state;
        feed.sealed = sealed;
    });
}

Feeds::Before& Feeds::remember(Feed& feed) {
    if (feed.touched_in != group_number_) {
        feed.touched_in = group_number_;
        feed.index_in_group = group_.size();
        group_.push_back({&feed, feed.sealed, feed.state, feed.tail.end(), {}, feed.needed_from});
    }
    return group_[feed.index_in_group];
}

void Feeds::restore(Before before) {
    Feed& feed = *before.feed;
    if (before.left_tail)
        feed.tail = *std::move(before.left_tail);
    else
        feed.tail.cut_back(before.tail_end);
    feed.sealed = before.sealed;
    feed.state = before.state;
    feed.needed_from = before.needed_from;
}

void Feeds::group_committed() {
    group_.clear();
    ++group_number_;
    journal_.group_committed();
}

void Feeds::undo_group() {
    for (Before& before : group_)
        resident_.change(*before.feed, [&] { restore(std::move(before)); });
    group_.clear();
    ++group_number_;
    journal_.undo_group();
}

bool Feeds::is_full(const Feed& feed) const {
    return feed.tail.entries() >= bounds_.chunk_entries || feed.tail.bytes() >= bounds_.tail_bytes;
}

bool Feeds::exceeds_bounds() const {
    const auto& waiting = resident_.waiting();
    if (waiting.empty()) return false;
    return resident_.tails_bytes() > bounds_.tails_bytes ||
           journal_.position() - waiting.front().needed_from > bounds_.journal_bytes;
}

Result<bool> Feeds::seal_piece() {
    const auto piece = next_piece();
    if (piece.empty()) return false;
    if (const auto sealed = seal(piece); !sealed) {
        for (const Feed* feed : piece)
            if (is_full(*feed)) full_.push_back(feed->channel);
        sealing_error_ = sealed.error();
        return std::unexpected(sealed.error());
    }
    sealing_error_.reset();
    return !full_.empty() || exceeds_bounds();
}

void Feeds::seal_what_presses() {
    while (full_.size() * bounds_.chunk_entries >= bounds_.piece_entries || exceeds_bounds()) {
        const bool failed_before = sealing_error_.has_value();
        const auto sealed = seal_piece();
        if (sealed) continue;
        if (!failed_before)
            base::log(base::LogLevel::error, "Tails stay in memory: {}", sealed.error().text);
        return;
    }
}

/// Full tails; if there are none and a bound is exceeded, those that keep the journal long.
std::vector<Feed*> Feeds::next_piece() {
    std::vector<Feed*> piece;
    std::size_t entries = 0;
    const auto take = [&](Feed& feed) {
        piece.push_back(&feed);
        entries += feed.tail.entries();
        return piece.size() < bounds_.piece_feeds && entries < bounds_.piece_entries;
    };
    while (!full_.empty()) {
        Feed* const feed = resident_.find(full_.front());
        full_.pop_front();
        // A tail that was cut back and became full again is listed twice.
        if (!feed || !is_full(*feed) || std::ranges::find(piece, feed) != piece.end()) continue;
        if (!take(*feed)) return piece;
    }
    if (piece.empty() && exceeds_bounds())
        for (Feed& feed : resident_.waiting())
            if (!take(feed)) break;
    return piece;
}

Result<void> Feeds::seal(const std::vector<Feed*>& piece) {
    auto sealed = write_chunks(piece);
    const auto committed = sealed ? database_.commit() : std::unexpected(sealed.error());
    if (!committed) {
        database_.roll_back();
        return committed;
    }
    for (std::size_t i = 0; i < piece.size(); ++i)
        resident_.change(*piece[i], [&] {
            piece[i]->sealed = (*sealed)[i];
            piece[i]->tail = {};
        });
    return {};
}

Result<std::vector<SealedFeed>> Feeds::write_chunks(const std::vector<Feed*>& piece) {
    TRY(database_.begin());
    // What this piece frees is removed by the next one; it does no harm until then.
    TRY(journal_.remove_before(resident_.waiting().front().needed_from));
    std::vector<SealedFeed> sealed;
    for (const Feed* feed : piece) {
        sealed.push_back(TRY(write_chunks(*feed, tail_of(*feed))));
        TRY(table_.save(feed->channel, sealed.back()));
    }
    return sealed;
}

/// Writes `tail`, which is what shall be kept of the feed's, into chunks.
Result<SealedFeed> Feeds::write_chunks(const Feed& feed, Chunk tail) {
    SealedFeed after = feed.sealed;
    after.state = feed.state;
    TRY(chunks_.append(feed.channel, after, std::move(tail)));
    return after;
}

}  // namespace fieldcast::storage
