#pragma once
// Who on this shard gets what: live messages, retained ones, and the publications of new entries.
// Kind of state: *owned* by a shard.

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "broker/retained_messages.h"
#include "broker/subscriptions.h"
#include "model/entry.h"
#include "model/message.h"
#include "server/wanted_channels.h"

namespace fieldcast::server {

/// A Topic Filter and the QoS that was granted with it.
using Subscription = std::pair<const std::string, base::Qos>;

struct ChannelEntry {
    model::ChannelId channel;
    const model::Entry& entry;
};

class Relay {
  public:
    broker::Subscriptions subscriptions;
    WantedChannels wanted;

    /// Delivers a message of a general topic to this shard's subscribers.
    void publish(const model::MessageRef& message);

    /// Delivers a stored entry: the feed message, the same for `…/json`, and each field that the
    /// entry has. Their QoS is whatever each subscriber was granted, since the entry is stored.
    void publish(model::ChannelId channel, const model::Entry& entry);

    /// The retained message of its topic is now this one.
    void retain(const model::MessageRef& message) { retained_.put(message); }

    /// Sends the retained messages that a new subscription selects [MQTT-3.3.1-6].
    void send_retained(broker::Session& session, const Subscription& subscription);

    /// Sends those publications of an entry that one subscription selects.
    void send_entry(broker::Session& session, const Subscription& subscription,
                    const ChannelEntry& stored);

    [[nodiscard]] std::size_t retained_count() const { return retained_.size(); }
    [[nodiscard]] bool has_retained(std::string_view topic) const {
        return retained_.contains(topic);
    }

  private:
    void deliver(model::MessageRef message, std::span<const broker::Subscriber> subscribers);

    broker::RetainedMessages retained_;
};

/// The messages that an entry is told by: feed, json alias, one per field.
[[nodiscard]] std::vector<model::MessageRef> publications_of(model::ChannelId channel,
                                                             const model::Entry& entry);

}  // namespace fieldcast::server
