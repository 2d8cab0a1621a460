#pragma once
// ThingSpeak's HTTP interface and /api/v1: what a request means, what the store must do for it, and
// the response made from that. Pure: handle() and everything that it returns run on a shard's
// thread and touch neither socket nor store; server/http_connection carries them out.

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "api/bulk.h"
#include "api/server_facts.h"
#include "base/random.h"
#include "base/time.h"
#include "channels/time_zones.h"
#include "channels/update.h"
#include "devices/directory.h"
#include "http/message.h"
#include "model/entry.h"
#include "model/feed_query.h"
#include "model/refusal.h"
#include "storage/store.h"

namespace fieldcast::api {

/// What a request is judged by, as of the moment.
struct Context {
    const devices::Directory& directory;
    const channels::UpdateRules& update_rules;
    const channels::TimeZones& zones;
    const devices::ServerSecret& secret;
    const base::RandomSource& random;
    const ServerFacts& facts;
    base::Timestamp now;
    std::string_view peer_address = {};  ///< the client's IP address, without port
    bool is_secure = false;              ///< it came over TLS
    std::size_t bulk_entries_max = 100'000;
};

// --- what the store must do ---

struct StoreEntry {
    model::FeedUpdate update;
};
struct StoreEntries {
    model::ChannelId channel;
    std::vector<BulkEntry> entries;  ///< in order of their ids to be
    bool keeps_interval = true;      ///< refuses them if the channel has been written to lately
    bool only_checks = false;        ///< stores nothing
};
struct ReadFeed {
    model::FeedQuery query;
};
struct ReadNumbers {
    model::NumbersQuery query;
};
/// Only how far the feeds of these channels are.
struct ReadFeedStates {
    std::vector<model::ChannelId> channels;
};
/// A stretch of a feed, as FeedStore::measure() takes it.
struct MeasureFeed {
    model::ChannelId channel;
    model::EntryId first{1};
    std::vector<base::Timestamp> since = {};
};
struct RemoveEntry {
    model::ChannelId channel;
    model::EntryId entry;
};
/// A command of administration as server/administration.h has it.
struct Administer {
    std::string line;
};
/// Whether a person's password is right; takes as long where there is no hash. Done by a thread of
/// its own, as is hashing: each takes tens of milliseconds.
struct CheckPassword {
    std::string account;  ///< whose tries are counted
    std::string address;  ///< likewise
    std::string password;
    std::string hash;  ///< empty: nobody's
};
struct HashPassword {
    std::string password;
};
using Task = std::variant<StoreEntry, StoreEntries, ReadFeed, ReadNumbers, ReadFeedStates,
                          MeasureFeed, RemoveEntry, Administer, CheckPassword, HashPassword>;

// --- what it has done ---

struct EntryStored {
    model::Entry entry;
};
struct EntriesStored {};
struct FeedRead {
    storage::FeedState state;
    std::vector<model::Entry> entries;
};
struct NumbersRead {
    storage::FeedState state;
    model::FeedNumbers numbers;
};
struct FeedStatesRead {
    std::vector<storage::FeedState> states;  ///< in the order asked for
};
struct FeedMeasured {
    storage::FeedState state;
    storage::FeedExtent extent;
};
struct EntryRemoved {
    bool was_there = true;
};
struct Administered {
    std::string answer;  ///< a line of JSON
};
struct PasswordChecked {
    bool matches = false;
    std::optional<base::Seconds> wait = {};  ///< too many were wrong: it was not looked at
};
struct PasswordHashed {
    std::string hash;  ///< empty: memory is short
};
struct TaskRefused {
    model::Refusal reason = model::Refusal::storage_failed;
    std::vector<std::size_t> entries = {};  ///< that caused it, of StoreEntries: the first ones
};
using TaskResult =
    std::variant<EntryStored, EntriesStored, FeedRead, NumbersRead, FeedStatesRead, FeedMeasured,
                 EntryRemoved, Administered, PasswordChecked, PasswordHashed, TaskRefused>;

// --- what comes of a request ---

struct Reply;

/// The store must do this first; then `go_on` makes the reply.
struct AfterTask {
    Task task;
    std::function<Reply(TaskResult, const Context&)> go_on;
    /// What the shard does with earlier results while the store has its task; empty: nothing.
    std::function<void()> meanwhile = {};
};

/// A part of a long response: `text` is sent now, and `next` asked for when the client has taken
/// it. The first part comes with the head.
struct Part {
    std::string text;
    AfterTask next;
};

/// The beginning of a long response; its body is the first part.
struct Beginning {
    http::Response head;
    AfterTask next;
};

/// The last part of a long response.
struct End {
    std::string text;
};

/// A long response cannot be ended: the connection is, so that the client knows.
struct Broken {};

struct Reply : std::variant<http::Response, AfterTask, Beginning, Part, End, Broken> {
    using variant::variant;
};

[[nodiscard]] Reply handle(http::Request request, const Context& context);

}  // namespace fieldcast::api
