// What HTTP requests ask of the store writer, besides entries that come one by one.
#include <algorithm>
#include <limits>
#include <unordered_set>

#include "channels/accept.h"
#include "server/store_writer.h"

namespace fieldcast::server {
namespace {

using Times = std::unordered_set<std::int64_t>;

/// The created_at of all stored entries between the first and the last of `entries`. One read, as
/// asking for each would decode the same chunks again and again.
storage::Result<Times> times_between_entries(storage::FeedStore& feeds,
                                             const model::Channel& channel,
                                             const storage::FeedState& state,
                                             std::span<const api::BulkEntry> entries) {
    if (entries.empty() || !state.newest_created_at) return Times{};
    const auto [first, last] = std::ranges::minmax(entries, {}, &api::BulkEntry::created_at);
    if (first.created_at > *state.newest_created_at) return Times{};
    Times times;
    const auto stored = TRY(feeds.read({.channel = channel.id,
                                        .start = first.created_at,
                                        .end = last.created_at,
                                        .limit = std::numeric_limits<std::size_t>::max(),
                                        .order = model::FeedQuery::Order::oldest_by_id}));
    for (const model::Entry& entry : stored)
        times.insert(entry.created_at.time_since_epoch().count());
    return times;
}

bool is_read(const StoreTask& task) {
    return std::holds_alternative<api::ReadFeed>(task.task) ||
           std::holds_alternative<api::ReadFeedStates>(task.task) ||
           std::holds_alternative<api::MeasureFeed>(task.task);
}

}  // namespace

using model::Refusal;

void StoreWriter::handle(StoreTask& task) {
    if (is_read(task)) {
        reads_.push_back(std::move(task));
        return;
    }
    api::TaskResult result =
        std::visit([this](auto& content) { return carry_out(content); }, task.task);
    tasks_done_.emplace_back(task.shard, TaskDone{task.connection, std::move(result)});
}

/// All or nothing: everything that could refuse an entry is asked before the first is appended.
/// Subscribers are not told, as ThingSpeak's are not: the entries are history.
api::TaskResult StoreWriter::carry_out(api::StoreEntries& bulk) {
    const model::ChannelRecord channel = parts_.directory.find_channel(bulk.channel);
    if (!channel) return api::TaskRefused{Refusal::unknown_channel};
    storage::FeedStore& feeds = store().feeds();
    const auto state = feeds.state(channel->id);
api::TaskResult StoreWriter::carry_out(const api::MeasureFeed& measured) {
    const auto state = store().feeds().state(measured.channel);
    auto extent = store().feeds().measure(measured.channel, measured.first, measured.since);
    if (!state || !extent) return api::TaskRefused{Refusal::storage_failed};
    return api::FeedMeasured{*state, std::move(*extent)};
}

    if (!state) return api::TaskRefused{Refusal::storage_failed};
    if (channels::is_too_fast(*channel, state->last_write_at, now_.wall))
        return api::TaskRefused{Refusal::too_fast};
    auto times = times_between_entries(feeds, *channel, *state, bulk.entries);
    if (!times) return api::TaskRefused{Refusal::storage_failed};
    for (std::size_t i = 0; i < bulk.entries.size(); ++i)
        if (!times->insert(bulk.entries[i].created_at.time_since_epoch().count()).second)
            return api::TaskRefused{Refusal::duplicate_created_at, i};
    for (api::BulkEntry& entry : bulk.entries)
        if (!feeds.append(channel->id, entry.created_at,
                          channels::without_disabled(std::move(entry.values), *channel), now_.wall))
            return api::TaskRefused{Refusal::storage_failed};
    return api::EntriesStored{};
}

api::TaskResult StoreWriter::carry_out(const api::RemoveEntry& removed) {
    const auto was_there = store().feeds().remove(removed.channel, removed.entry);
    if (!was_there) return api::TaskRefused{Refusal::storage_failed};
    return api::EntryRemoved{*was_there};
}

api::TaskResult StoreWriter::carry_out(const api::ReadFeed& read) {
    const auto state = store().feeds().state(read.query.channel);
    if (!state) return api::TaskRefused{Refusal::storage_failed};
    if (read.query.limit == 0) return api::FeedRead{*state, {}};
    auto entries = store().feeds().read(read.query);
    if (!entries) return api::TaskRefused{Refusal::storage_failed};
    return api::FeedRead{*state, std::move(*entries)};
}

api::TaskResult StoreWriter::carry_out(const api::ReadFeedStates& read) {
    api::FeedStatesRead states;
    for (const model::ChannelId channel : read.channels) {
        const auto state = store().feeds().state(channel);
        if (!state) return api::TaskRefused{Refusal::storage_failed};
        states.states.push_back(*state);
    }
    return states;
}

void StoreWriter::answer_reads() {
    for (StoreTask& task : std::exchange(reads_, {})) {
        auto result = std::visit([this](auto& content) { return carry_out(content); }, task.task);
        outboxes_[task.shard].emplace_back(TaskDone{task.connection, std::move(result)});
    }
}

}  // namespace fieldcast::server
