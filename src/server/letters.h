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

#include "base/qos.h"
#include "devices/directory.h"
#include "model/entry.h"
#include "model/message.h"
#include "model/refusal.h"
#include "net/address.h"
#include "net/stream.h"

namespace fieldcast::server {

using ShardIndex = unsigned;

/// Names a connection of one shard; never used again for another one. Generation 0: none.
struct ConnectionId {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
    friend bool operator==(ConnectionId, ConnectionId) = default;
};

/// The PUBLISH that a letter came from, so that it can be answered. A will's names no connection.
struct Publisher {
    ShardIndex shard = 0;
    ConnectionId connection;
    std::uint16_t packet_id = 0;
    base::Qos qos = base::Qos::at_most_once;
};

// --- to the store writer ---

/// Nothing to store: the acknowledgement only waits its turn behind earlier ones [MQTT-4.6.0-2].
struct AcknowledgeOnly {};

/// A PUBLISH to a channel. Refused ones come too, for their acknowledgement's place in the order.
struct PublishToChannel {
    std::variant<model::FeedUpdate, AcknowledgeOnly> content;
    Publisher publisher;
    bool retain = false;
    /// For wills, whose connection is gone: whom to tell if it is refused; the reason still open.
    std::unique_ptr<model::DeviceEvent> on_refusal;
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
    model::ChannelId channel;
    std::string filter;
};

struct AdminRequest {
    ShardIndex shard = 0;
    ConnectionId connection;
    std::string line;
};

/// A shard goes by the DirectoryChanges with this ticket from now on.
struct ChangesApplied {
    std::uint64_t ticket = 0;
};

/// Store what has come, tell it, end.
struct StopWriter {};

using WriterLetter = std::variant<PublishToChannel, WantChannel, RecordEvent, ReadLastEntry,
                                  AdminRequest, ChangesApplied, StopWriter>;

// --- to a shard ---

/// What became of one PublishToChannel, in the order of arrival at the store.
struct Outcome {
    enum class Kind : std::uint8_t { stored, refused, acknowledge_only, storage_failed };
    Kind kind = Kind::stored;
    Publisher publisher;
    bool retain = false;
    model::ChannelId channel;
    model::Refusal reason = model::Refusal::storage_failed;  ///< where refused
    model::Entry entry;                                      ///< where stored
};

/// One group that the store has made durable, shared by all shards that have part in it.
struct CommittedGroup {
    std::shared_ptr<const std::vector<Outcome>> outcomes;
    std::vector<std::uint32_t> to_acknowledge;  ///< indexes: publishers of this shard
    std::vector<std::uint32_t> to_publish;      ///< indexes: channels that this shard wants
};

/// A connection whose Client Identifier is at home on the receiving shard, with all it has sent.
struct MoveConnection {
    std::unique_ptr<net::Stream> stream;
    net::Address peer;
    std::string received;  ///< CONNECT and whatever came behind it
};

/// A message for this shard's subscribers.
struct Publication {
    model::MessageRef message;
};

/// To the shard that owns the message's topic: put it into order and tell all.
struct RetainRequest {
    model::MessageRef message;
};

/// From the owner to all: this is now the retained message of its topic.
struct Retained {
    model::MessageRef message;
};

/// The answer to ReadLastEntry.
struct LastEntry {
    ConnectionId connection;
    model::ChannelId channel;
    std::string filter;
    model::Entry entry;
};

/// Stored already; to be confirmed by ChangesApplied.
struct DirectoryChanges {
    std::vector<devices::DirectoryChange> changes;
    std::uint64_t ticket = 0;
};

struct AdminReply {
    ConnectionId connection;
    std::string line;
};

/// Accept and read no more; when all is answered, close and end.
struct StopShard {};

using ShardLetter = std::variant<CommittedGroup, MoveConnection, Publication, RetainRequest,
                                 Retained, LastEntry, DirectoryChanges, AdminReply, StopShard>;

}  // namespace fieldcast::server
