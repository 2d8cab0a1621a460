#pragma once
// Who on this shard gets what: live messages, retained ones, and the publications of new entries.
// Kind of state: *owned* by a shard.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/retained_messages.h"
#include "broker/session.h"
#include "broker/subscriptions.h"
#include "model/entry.h"
#include "model/message.h"
#include "server/wanted_channels.h"

namespace fieldcast::server {

struct ChannelEntry {
    model::ChannelId channel;
    const model::Entry& entry;
};

class Relay {
  public:
    /// Whether a session with denied topics may receive `topic`.
    using MayReceive = std::function<bool(const broker::Session&, std::string_view topic)>;
    explicit Relay(MayReceive may_receive) : may_receive_(std::move(may_receive)) {}

    broker::Subscriptions<broker::Session> subscriptions;
    WantedChannels wanted;

    /// Delivers a message of a general topic to this shard's subscribers. Sessions that outlive
    /// their connections get it from the store writer at QoS 1 and 2.
    void publish(const model::MessageRef& message, base::Instant now);

    /// Delivers a stored entry: the feed message, the same for `…/json`, and each field that the
    /// entry has. Their QoS is whatever each subscriber was granted, since the entry is stored.
    /// Sessions that outlive their connections get it from the store writer at QoS 1 and 2.
    void publish(model::ChannelId channel, const model::Entry& entry, base::Instant now);

    /// The retained message of its topic is now this one.
    void retain(const model::MessageRef& message, base::Instant now) {
        retained_.put(message, now);
    }

    /// Sends the retained messages that a new subscription selects [MQTT-3.3.1-9]; not for sessions
    /// that outlive their connections.
    void send_retained(broker::Session& session, const model::Subscription& subscription,
                       base::Instant now);

    /// Sends those publications of an entry that one subscription selects.
    void send_entry(broker::Session& session, const model::Subscription& subscription,
                    const ChannelEntry& stored);

    [[nodiscard]] std::size_t retained_count() const { return retained_.size(); }

  private:
    using Subscribers = std::span<const broker::Subscriber<broker::Session>>;
    void deliver(const model::MessageRef& message, base::Instant now, Subscribers subscribers);

    [[nodiscard]] bool is_denied(const broker::Session& session, std::string_view topic) const {
        return session.has_denied_topics() && !may_receive_(session, topic);
    }

    MayReceive may_receive_;
    broker::RetainedMessages retained_;
    broker::SharedPackets shared_packets_;
};

/// `…/subscribe/json` says the same as `…/subscribe`: who asks for both by a wildcard gets one.
[[nodiscard]] bool is_json_alias(std::string_view topic);

/// Whether `filter`, which matches `topic` by the standard, selects it by our rules too.
[[nodiscard]] bool may_select(std::string_view filter, std::string_view topic);

/// The messages that an entry is told by: feed, json alias, one per field.
[[nodiscard]] std::vector<model::MessageRef> publications_of(model::ChannelId channel,
                                                             const model::Entry& entry);

}  // namespace fieldcast::server
