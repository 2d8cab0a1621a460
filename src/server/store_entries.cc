#include "server/store_entries.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "channels/accept.h"

namespace fieldcast::server {
namespace {

using model::Refusal;

/// Of one request, that are told of.
constexpr std::size_t duplicates_max = 20;

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
                                        .values = {},
                                        .limit = std::numeric_limits<std::size_t>::max(),
                                        .order = model::FeedQuery::Order::oldest_by_id}));
    for (const model::Entry& entry : stored)
        times.insert(entry.created_at.time_since_epoch().count());
    return times;
}

/// The indexes of the first entries whose created_at is among `times`, or an earlier entry's.
std::vector<std::size_t> find_duplicates(Times times, std::span<const api::BulkEntry> entries) {
    std::vector<std::size_t> duplicates;
    for (std::size_t i = 0; i < entries.size() && duplicates.size() < duplicates_max; ++i)
        if (!times.insert(entries[i].created_at.time_since_epoch().count()).second)
            duplicates.push_back(i);
    return duplicates;
}

}  // namespace

base::Result<void, api::TaskRefused> store_entries(storage::FeedStore& feeds,
                                                   const model::Channel& channel,
                                                   api::StoreEntries bulk, base::Timestamp now) {
    const auto refused = [](Refusal reason, std::vector<std::size_t> entries = {}) {
        return std::unexpected(api::TaskRefused{reason, std::move(entries)});
    };
    const auto state = feeds.state(channel.id);
    if (!state) return refused(Refusal::storage_failed);
    if (bulk.keeps_interval && channels::is_too_fast(channel, state->last_write_at, now))
        return refused(Refusal::too_fast);
    auto times = times_between_entries(feeds, channel, *state, bulk.entries);
    if (!times) return refused(Refusal::storage_failed);
    if (auto duplicates = find_duplicates(*std::move(times), bulk.entries); !duplicates.empty())
        return refused(Refusal::duplicate_created_at, std::move(duplicates));
    if (bulk.only_checks) return {};
    for (api::BulkEntry& entry : bulk.entries)
        if (!feeds.append(channel.id, entry.created_at,
                          channels::without_disabled(std::move(entry.values), channel), now))
            return refused(Refusal::storage_failed);
    return {};
}

}  // namespace fieldcast::server
