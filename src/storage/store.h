#pragma once
// What a data folder can do, whichever back end keeps it. Kind of state: *stored*. One thread, the
// store writer, owns a Store and calls all of it.
//
// Everything that changes (entries, directory records, sessions, events) becomes durable together
// by commit(): one group, whoever asked for its parts. Before it nothing may be told to anybody.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/directory_records.h"
#include "model/entry.h"
#include "model/feed_numbers.h"
#include "model/feed_query.h"
#include "model/refusal.h"
#include "model/subscription.h"

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

/// What a stretch of a feed amounts to.
struct FeedExtent {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;                ///< on disk, without what the newest entries take
    std::optional<base::Timestamp> oldest;  ///< created_at; nothing without entries
    std::optional<base::Timestamp> newest;
    std::vector<std::uint64_t> since;    ///< entries not older than each of the times asked for
    std::optional<model::EntryId> next;  ///< where the next stretch begins; nothing: nowhere

    /// Adds the stretch behind this one.
    void add(const FeedExtent& more);
};

/// Which entries of a feed stay.
struct Retention {
    model::EntryId first{1};                ///< those with lower ids go,
    std::optional<base::Timestamp> oldest;  ///< and those created before it
};

/// Feeds by channel. Appends belong to the open group until commit().
class FeedStore {
  public:
    virtual ~FeedStore() = default;

    [[nodiscard]] virtual Result<FeedState> state(model::ChannelId channel) = 0;

    /// Gives `values` the next entry id of `channel`. `now` is the server's time of arrival.
    /// Errors: io, if the open group has become too large for one commit; the embedded store takes
    /// 256 MiB of entries in a group, several hundred thousand of usual ones.
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

    /// The entries that `query` asks for, in the order that it names. Those of the open group are
    /// among them, as with newest().
    [[nodiscard]] virtual Result<std::vector<model::Entry>> read(const model::FeedQuery& query) = 0;

    /// Reads the numbers from `query.first` on, where the stretch before ended, as far as
    /// `query.entries` go. Many times as fast as read(), which makes the texts. Entries of the open
    /// group are among them.
    [[nodiscard]] virtual Result<model::FeedNumbers> read_numbers(
        const model::NumbersQuery& query) = 0;

    /// Measures the stretch from `first` on, 1 or where the stretch before ended, as far as a few
    /// milliseconds take it. Entries of the open group are among them.
    [[nodiscard]] virtual Result<FeedExtent> measure(model::ChannelId channel, model::EntryId first,
                                                     std::span<const base::Timestamp> since) = 0;

    /// Removes one entry; false if it is not there. Its id is not given again, and last_write_at
    /// stays. Takes milliseconds: entries around it are written again.
    [[nodiscard]] virtual Result<bool> remove(model::ChannelId channel, model::EntryId entry) = 0;

    /// Removes a piece of what `retention` lets go, in a few milliseconds, as part of the open
    /// group; false if there was nothing to remove. Ids are not given again. Unless `exactly`,
    /// entries may stay that could only go by writing others again.
    [[nodiscard]] virtual Result<bool> trim(model::ChannelId channel, const Retention& retention,
                                            bool exactly) = 0;

    /// Removes all entries; the next one gets id 1 again.
    [[nodiscard]] virtual Result<void> clear(model::ChannelId channel) = 0;
};

/// Everything in the directory, as read at start.
struct DirectoryContents {
    std::vector<model::UserRecord> users;
    std::vector<model::SignInRecord> sign_ins;
    std::vector<model::ChannelRecord> channels;
    std::vector<model::DeviceRecord> devices;
};

/// Users, their sign-ins, channels and devices. Ids are never given twice, also not after a
/// removal.
class DirectoryStore {
  public:
    virtual ~DirectoryStore() = default;

    [[nodiscard]] virtual Result<DirectoryContents> load() = 0;

    [[nodiscard]] virtual Result<model::UserId> next_user_id() = 0;
    [[nodiscard]] virtual Result<model::SignInId> next_sign_in_id() = 0;
    [[nodiscard]] virtual Result<model::ChannelId> next_channel_id() = 0;
    [[nodiscard]] virtual Result<model::DeviceId> next_device_id() = 0;

    /// Insert or replace, by id.
    [[nodiscard]] virtual Result<void> put(const model::User& user) = 0;
    [[nodiscard]] virtual Result<void> put(const model::SignIn& sign_in) = 0;
    [[nodiscard]] virtual Result<void> put(const model::Channel& channel) = 0;
    [[nodiscard]] virtual Result<void> put(const model::Device& device) = 0;

    /// Removing a channel does not clear its feed: call FeedStore::clear too.
    [[nodiscard]] virtual Result<void> remove(model::UserId user) = 0;
    [[nodiscard]] virtual Result<void> remove(model::SignInId sign_in) = 0;
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

/// A message as it is kept: when it expires is wall-clock time there.
struct StoredMessage {
    std::string topic;
    std::string payload;
    std::string properties;
    std::optional<base::Timestamp> expires_at;
    std::uint64_t publisher = 0;
    base::Qos qos = base::Qos::at_most_once;
    bool retain = false;
    friend bool operator==(const StoredMessage&, const StoredMessage&) = default;
};

/// Messages that sessions are owed, numbered in the order in which they were added.
using MessageNumber = std::uint64_t;

/// A session that outlives its connections, without its lists.
struct StoredSession {
    model::SessionId id;
    std::string client_id;
    std::string owner;           ///< who may resume it: a device, a user name, or nobody known
    std::uint32_t expiry_s = 0;  ///< after the connection has ended; 0xFFFFFFFF: never
    std::optional<base::Timestamp> left_at;  ///< nothing while connected
    std::optional<StoredMessage> will;
    std::uint32_t will_delay_s = 0;
    friend bool operator==(const StoredSession&, const StoredSession&) = default;
};

/// One message that a session is owed.
struct StoredDelivery {
    MessageNumber message = 0;
    std::uint16_t packet_id = 0;
    base::Qos qos = base::Qos::at_least_once;
    bool retain = false;       ///< the flag that the client sees
    bool is_released = false;  ///< PUBREC has come
    model::SubscriptionIdentifiers identifiers;
    std::string share;  ///< the shared subscription that it is for, `$share/…`; empty: none
    friend bool operator==(const StoredDelivery&, const StoredDelivery&) = default;
};

/// A session with its lists, as read at start.
struct SessionContents {
    StoredSession session;
    std::vector<model::Subscription> subscriptions;  ///< in order of their filters
    std::vector<std::uint16_t> received;             ///< of QoS 2, from PUBLISH to PUBREL
    std::vector<StoredDelivery> deliveries;          ///< in the order in which they were added
};

struct AllSessions {
    std::vector<SessionContents> sessions;                          ///< in order of their ids
    std::vector<std::pair<MessageNumber, StoredMessage>> messages;  ///< that deliveries name
};

/// MQTT sessions that outlive their connections, and the messages that they are owed. Changes
/// belong to the open group until commit(). A session that is named must be there.
class SessionStore {
  public:
    virtual ~SessionStore() = default;

    /// Damaged rows go into quarantine; a delivery whose message is lost is left out, a message
    /// that no delivery names is removed. Call once, before anything else here, and with no group
    /// open: what it removes is durable then.
    [[nodiscard]] virtual Result<AllSessions> load() = 0;

    /// Inserts or replaces, by id; lists stay as they are.
    [[nodiscard]] virtual Result<void> put(const StoredSession& session) = 0;
    /// Removes the session with all its lists, but not the messages.
    [[nodiscard]] virtual Result<void> remove(model::SessionId session) = 0;

    /// Inserts or replaces, by filter.
    [[nodiscard]] virtual Result<void> put_subscription(
        model::SessionId session, const model::Subscription& subscription) = 0;
    [[nodiscard]] virtual Result<void> remove_subscription(model::SessionId session,
                                                           std::string_view filter) = 0;

    [[nodiscard]] virtual Result<void> add_received(model::SessionId session,
                                                    std::uint16_t packet_id) = 0;
    [[nodiscard]] virtual Result<void> remove_received(model::SessionId session,
                                                       std::uint16_t packet_id) = 0;

    /// `number` is greater than all before it; the caller counts.
    [[nodiscard]] virtual Result<void> add_message(MessageNumber number,
                                                   const StoredMessage& message) = 0;
    [[nodiscard]] virtual Result<void> remove_message(MessageNumber number) = 0;

    /// Adds to the end of the session's deliveries. Its packet identifier is not among them.
    [[nodiscard]] virtual Result<void> add_delivery(model::SessionId session,
                                                    const StoredDelivery& delivery) = 0;
    /// Only PUBREL and PUBCOMP are left of it: it names no message (0), share or identifier then.
    [[nodiscard]] virtual Result<void> release_delivery(model::SessionId session,
                                                        std::uint16_t packet_id) = 0;
    [[nodiscard]] virtual Result<void> remove_delivery(model::SessionId session,
                                                       std::uint16_t packet_id) = 0;
};

/// The retained message of each topic. Changes belong to the open group until commit().
class RetainedStore {
  public:
    virtual ~RetainedStore() = default;

    /// Damaged rows go into quarantine.
    [[nodiscard]] virtual Result<std::vector<StoredMessage>> load() = 0;

    /// Inserts or replaces, by topic.
    [[nodiscard]] virtual Result<void> put(const StoredMessage& message) = 0;
    [[nodiscard]] virtual Result<void> remove(std::string_view topic) = 0;
};

class Store {
  public:
    virtual ~Store() = default;

    [[nodiscard]] virtual FeedStore& feeds() = 0;
    [[nodiscard]] virtual DirectoryStore& directory() = 0;
    [[nodiscard]] virtual EventLog& events() = 0;
    [[nodiscard]] virtual SessionStore& sessions() = 0;
    [[nodiscard]] virtual RetainedStore& retained() = 0;

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
