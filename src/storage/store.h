#pragma once
// What a data folder can do, whichever back end keeps it. Kind of state: *stored*. One thread, the
// store writer, owns a Store and calls all of it.
//
// Everything that changes (entries, directory records, events) becomes durable together by
// commit(): one group, whoever asked for its parts. Before it nothing may be told to anybody.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/directory_records.h"
#include "model/entry.h"
#include "model/refusal.h"

namespace fieldcast::storage {

enum class StoreErrorKind : std::uint8_t {
    locked,        ///< another process has the folder
    read_only,     ///< the folder or a file cannot be written
    newer_format,  ///< made by a later version
    disk_full,
    damaged,  ///< a checksum does not hold
    io,       ///< anything else that the system refused
};

struct StoreError {
    StoreErrorKind kind = StoreErrorKind::io;
    std::string text;  ///< for people: what failed, on which file, and what to do
};

template <class Value>
using Result = base::Result<Value, StoreError>;

/// What must be known of a feed to accept its next entry.
struct FeedState {
    model::EntryId last_entry;  ///< 0: none yet. Ids given, not entries present
    std::optional<base::Timestamp> newest_created_at;  ///< the latest created_at of all entries
    std::optional<base::Timestamp> last_write_at;      ///< server's time of the last append
};

/// Feeds by channel. Appends belong to the open group until commit().
class FeedStore {
  public:
    virtual ~FeedStore() = default;

    [[nodiscard]] virtual Result<FeedState> state(model::ChannelId channel) = 0;

    /// Gives `values` the next entry id of `channel`. `now` is the server's time of arrival.
    [[nodiscard]] virtual Result<model::EntryId> append(model::ChannelId channel,
                                                        base::Timestamp created_at,
                                                        const model::EntryValues& values,
                                                        base::Timestamp now) = 0;

    /// Whether any entry of `channel`, committed or not, has exactly this created_at.
    [[nodiscard]] virtual Result<bool> has_entry_at(model::ChannelId channel,
                                                    base::Timestamp created_at) = 0;

    /// The newest `limit` entries by id, the oldest of them first. Entries of the open group are
    /// among them: commit before telling anybody.
    [[nodiscard]] virtual Result<std::vector<model::Entry>> newest(model::ChannelId channel,
                                                                   std::size_t limit) = 0;

    /// Removes all entries; the next one gets id 1 again.
    [[nodiscard]] virtual Result<void> clear(model::ChannelId channel) = 0;
};

/// Everything in the directory, as read at start.
struct DirectoryContents {
    std::vector<model::UserRecord> users;
    std::vector<model::ChannelRecord> channels;
    std::vector<model::DeviceRecord> devices;
};

/// Users, channels and devices. Ids are never given twice, also not after a removal.
class DirectoryStore {
  public:
    virtual ~DirectoryStore() = default;

    [[nodiscard]] virtual Result<DirectoryContents> load() = 0;

    [[nodiscard]] virtual Result<model::UserId> next_user_id() = 0;
    [[nodiscard]] virtual Result<model::ChannelId> next_channel_id() = 0;
    [[nodiscard]] virtual Result<model::DeviceId> next_device_id() = 0;

    /// Insert or replace, by id.
    [[nodiscard]] virtual Result<void> put(const model::User& user) = 0;
    [[nodiscard]] virtual Result<void> put(const model::Channel& channel) = 0;
    [[nodiscard]] virtual Result<void> put(const model::Device& device) = 0;

    /// Removing a channel does not clear its feed: call FeedStore::clear too.
    [[nodiscard]] virtual Result<void> remove(model::UserId user) = 0;
    [[nodiscard]] virtual Result<void> remove(model::ChannelId channel) = 0;
    [[nodiscard]] virtual Result<void> remove(model::DeviceId device) = 0;
};

/// What owners should know of their devices. The newest `events_per_device` are kept.
class EventLog {
  public:
    static constexpr std::size_t events_per_device = 200;

    virtual ~EventLog() = default;

    /// Adds an event, or counts it into the device's last one when reason, topic and the address
    /// without its port are the same. Kept in memory until the next commit().
    virtual void add(const model::DeviceEvent& event) = 0;

    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<model::DeviceEvent>> newest(model::DeviceId device,
                                                                         std::size_t limit) = 0;
};

class Store {
  public:
    virtual ~Store() = default;

    [[nodiscard]] virtual FeedStore& feeds() = 0;
    [[nodiscard]] virtual DirectoryStore& directory() = 0;
    [[nodiscard]] virtual EventLog& events() = 0;

    /// Makes the open group durable. On an error nothing of the group has happened: ids are taken
    /// back, and the store goes on from the last commit; only device events wait for the next
    /// one. A change of the group that failed makes its commit() fail too.
    [[nodiscard]] virtual Result<void> commit() = 0;

    /// Drops the open group, as if commit() had failed.
    virtual void roll_back() = 0;

    /// Work that nobody waits for (sealing, checkpoints), in a bounded piece; call when idle.
    /// True if there is more. Does nothing while a group is open.
    [[nodiscard]] virtual Result<bool> maintain() = 0;
};

}  // namespace fieldcast::storage
