#pragma once
// Everything that threads tell each other. Letters to a shard come from other shards and from the
// store writer; letters to the store writer come from shards. Plain data, moved, never shared,
// except for records and messages that are immutable.
//
// No circles: a shard's letter to the store causes letters to shards; a letter that a shard gets
// from the store never causes one back that must be answered for it to go on.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/api.h"
#include "base/qos.h"
#include "broker/delivery.h"
#include "devices/access_list.h"
#include "devices/directory.h"
#include "model/entry.h"
#include "model/message.h"
#include "model/refusal.h"
#include "net/address.h"
#include "net/stream.h"
#include "net/tls_context.h"
#include "server/device_activity.h"
#include "server/packed_messages.h"
#include "server/traffic.h"
#include "storage/store.h"

namespace fieldcast::server {

using ShardIndex = unsigned;

/// Names a connection of one shard; never used again for another one. Generation 0: none.
struct ConnectionId {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
    friend bool operator==(ConnectionId, ConnectionId) = default;
};

/// The packet that a letter came from, so that it can be answered. A will's names no connection.
struct Publisher {
    ShardIndex shard = 0;
    ConnectionId connection;
    std::uint16_t packet_id = 0;
    base::Qos qos = base::Qos::at_most_once;
    /// Set where the store keeps the packet identifiers of QoS 2 messages.
    model::SessionId session = {};
    model::DeviceId device = {};  ///< whose packet it is; 0: no device's
};

// --- to the store writer ---

/// A PUBLISH (or will): to a channel, or to a general topic whose message somebody is owed.
struct PublishToStore {
    std::variant<model::FeedUpdate, model::MessageRef> content;
    Publisher publisher;
    bool retain = false;
    /// For wills, whose connection is gone: whom to tell if it is refused; the reason still open.
    std::unique_ptr<model::DeviceEvent> on_refusal = {};
};

/// Acknowledge the publisher's packet: nothing is stored, it only waits its turn behind earlier
/// ones [MQTT-4.6.0-2].
struct AcknowledgeInTurn {
    Publisher publisher;
    std::optional<model::Refusal> refusal;
};

/// Send this packet once everything before it is stored.
struct SendInTurn {
    Publisher publisher;
    std::string packet;
};

/// Send this CONNACK once the session's beginning is stored.
struct WelcomeInTurn {
    Publisher publisher;
    std::string packet;
};

/// Come back with this packet, which the client has sent, once everything before it is done.
struct HandleInTurn {
    Publisher publisher;
    std::string packet;
};

/// A session that outlives its connections was made, resumed or left by its client.
struct KeepSession {
    storage::StoredSession session;
    ShardIndex shard = 0;
};

struct EndSession {
    model::SessionId session;
    std::vector<std::string> filters;  ///< all that it was subscribed to
};

/// A subscription of a durable session, or a shared one of any session.
struct PutSubscription {
    model::SessionId session;
    ShardIndex shard = 0;
    bool is_durable = true;
    bool sends_retained = false;
    model::Subscription subscription;
};

struct RemoveSubscription {
    model::SessionId session;
    bool is_durable = true;
    std::string filter;
};

/// The client is done with a delivery that the store keeps.
struct FinishDelivery {
    model::SessionId session;
    std::uint16_t packet_id = 0;
};

/// The client has acknowledged a QoS 2 delivery by PUBREC: PUBREL follows once that is stored.
struct ReleaseDelivery {
    Publisher publisher;
};

/// PUBREL has come; `packet` is the PUBCOMP.
struct FinishReceived {
    Publisher publisher;
    std::string packet;
};

/// Messages of shared subscriptions whose session has ended; for another member.
struct ReturnShared {
    std::vector<broker::Delivery> deliveries;
};

/// From now on `shard` wants (or no longer wants) the entries of `channel`.
struct WantChannel {
    model::ChannelId channel;
    ShardIndex shard = 0;
    bool wanted = true;
};

struct RecordEvent {
    model::DeviceEvent event;
};

/// A new subscription to a channel that sends its last entry at once.
struct ReadLastEntry {
    ShardIndex shard = 0;
    ConnectionId connection;
    model::SessionId durable_session;  ///< set where the entry must be owed to it
    model::ChannelId channel;
    model::Subscription subscription;
};

struct AdminRequest {
    ShardIndex shard = 0;
    ConnectionId connection;
    std::string line;
};

/// What an HTTP request asks of the store; answered by TaskDone. Entries go as PublishToStore, the
/// way of all others, and administration as AdminRequest.
struct StoreTask {
    ShardIndex shard = 0;
    ConnectionId connection;
    std::variant<api::StoreEntries, api::ReadFeed, api::ReadNumbers, api::ReadFeedStates,
                 api::MeasureFeed, api::RemoveEntry>
        task;
};

/// What an HTTP request asks of the password worker; answered by TaskDone.
struct PasswordTask {
    ShardIndex shard = 0;
    ConnectionId connection;
    std::variant<api::CheckPassword, api::HashPassword> task;
};

struct StopPasswordWorker {};

using PasswordLetter = std::variant<PasswordTask, StopPasswordWorker>;

/// A shard goes by the DirectoryChanges with this ticket from now on.
struct ChangesApplied {
    std::uint64_t ticket = 0;
};

/// Certificates or keys are other ones; for connections that begin from now on. To shards and to
/// the store writer, which tells administration of them.
struct TlsChanged {
    std::shared_ptr<const net::TlsContext> tls;
};

/// Store what has come, tell it, end.
struct StopWriter {};

using WriterLetter =
    std::variant<PublishToStore, AcknowledgeInTurn, SendInTurn, WelcomeInTurn, HandleInTurn,
                 KeepSession, EndSession, PutSubscription, RemoveSubscription, FinishDelivery,
                 ReleaseDelivery, FinishReceived, ReturnShared, WantChannel, RecordEvent,
                 ReadLastEntry, AdminRequest, StoreTask, ChangesApplied, DeviceConnected,
                 DevicesActive, DeviceLeft, ConnectionFailed, TlsChanged, StopWriter>;

// --- to a shard ---

/// What became of one letter that wants an answer, in the order of arrival at the store.
struct Outcome {
    enum class Kind : std::uint8_t {
        entry_stored,
        message_stored,  ///< or nobody was owed it
        refused,
        storage_failed,
        acknowledge,  ///< AcknowledgeInTurn
        send,         ///< SendInTurn, FinishReceived
        release,      ///< ReleaseDelivery
        welcome,      ///< WelcomeInTurn
        handle,       ///< HandleInTurn
    };
    Kind kind = Kind::acknowledge;
    Publisher publisher;
    bool retain = false;
    bool waits_for_commit = true;  ///< false: true even if the group cannot be stored
    std::optional<model::Refusal> refusal = {};
    model::ChannelId channel = {};
    model::Entry entry = {};         ///< where an entry is stored
    model::MessageRef message = {};  ///< where a message is stored: relay it now
    std::string packet = {};         ///< where one is to be sent or handled
};

/// A message for one session, from the store writer.
struct SessionDelivery {
    model::SessionId session;
    broker::Delivery delivery;
};

/// One group that the store has made durable, shared by all shards that have part in it.
struct CommittedGroup {
    std::shared_ptr<const std::vector<Outcome>> outcomes;
    std::vector<std::uint32_t> to_acknowledge;  ///< indexes: publishers of this shard
    std::vector<std::uint32_t> to_publish;      ///< indexes: channels that this shard wants
    std::vector<SessionDelivery> deliveries;
};

/// What waits for the session has reached its limit: a message was not kept.
struct QueueFull {
    model::SessionId session;
};

/// A connection whose Client Identifier is at home on the receiving shard, with all it has sent.
struct MoveConnection {
    std::unique_ptr<net::Stream> stream;
    net::Address peer;
    std::string received;  ///< CONNECT and whatever came behind it
};

/// A message for this shard's subscribers that is too large for PackedMessages.
struct Publication {
    model::MessageRef message;
};

/// From the store writer to all: this is now the retained message of its topic; an empty payload
/// leaves none.
struct Retained {
    model::MessageRef message;
};

/// The answer to ReadLastEntry, for sessions that are not durable.
struct LastEntry {
    ConnectionId connection;
    model::ChannelId channel;
    model::Subscription subscription;
    model::Entry entry;
};

/// Stored already; to be confirmed by ChangesApplied.
struct DirectoryChanges {
    std::vector<devices::DirectoryChange> changes;
    std::uint64_t ticket = 0;
};

/// The access file was read again.
struct AccessChanged {
    std::shared_ptr<const devices::AccessList> access;
};

/// What another shard has handled so far; to the first one.
struct TrafficReport {
    ShardIndex shard = 0;
    Traffic traffic;
};

struct AdminReply {
    ConnectionId connection;
    std::string line;
};

struct TaskDone {
    ConnectionId connection;
    api::TaskResult result;
};

/// Accept and read no more; when all is answered, close and end.
struct StopShard {};

using ShardLetter = std::variant<CommittedGroup, QueueFull, MoveConnection, PackedMessages,
                                 Publication, Retained, LastEntry, DirectoryChanges, AccessChanged,
                                 TlsChanged, TrafficReport, AdminReply, TaskDone, StopShard>;

}  // namespace fieldcast::server
