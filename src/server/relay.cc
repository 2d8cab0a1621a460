#include "server/relay.h"

#include <algorithm>

#include "channels/render.h"
#include "channels/topics.h"
#include "mqtt/topic.h"

namespace fieldcast::server {
namespace {

using base::Qos;
using broker::LeadingWildcards;

model::MessageRef make_publication(std::string topic, std::string payload) {
    return std::make_shared<const model::Message>(model::Message{
        .topic = std::move(topic), .payload = std::move(payload), .qos = Qos::exactly_once});
}

std::string feed_message(model::ChannelId channel, const model::Entry& entry) {
    std::string text;
    channels::append_feed_message(text, channel, entry);
    return text;
}

}  // namespace

bool is_json_alias(std::string_view topic) {
    return topic.ends_with("/subscribe/json") && channels::is_channel_topic(topic);
}

bool may_select(std::string_view filter, std::string_view topic) {
    if (!channels::is_channel_topic(topic)) return true;
    if (!channels::is_channel_topic(filter)) return false;
    return filter == topic || !is_json_alias(topic);
}

void Relay::deliver(const model::MessageRef& shared_message, base::Instant now,
                    Subscribers subscribers) {
    broker::OutgoingPublish publish(shared_message, now, shared_packets_);
    const model::Message& message = *shared_message;
    broker::for_each_target(subscribers, [&](Subscribers of_one) {
        broker::Session& session = *of_one.front().target;
        const bool is_own = message.publisher == session.client_hash();
        const auto grant = broker::merge(of_one, is_own);
        if (!grant) return;
        // Those it gets from the store writer. One that subscribed a moment ago, and whom the store
        // writer does not know yet, has no SUBACK either.
        const bool is_the_stores =
            session.is_durable() && std::min(grant->qos, message.qos) != Qos::at_most_once;
        if (!is_the_stores && !is_denied(session, message.topic)) session.deliver(publish, *grant);
    });
}

void Relay::publish(const model::MessageRef& message, base::Instant now) {
    const auto subscribers = subscriptions.match(message->topic);  // [MQTT-3.3.2-3] [MQTT-4.5.0-1]
    if (!subscribers.empty()) deliver(message, now, subscribers);
}

void Relay::publish(model::ChannelId channel, const model::Entry& entry, base::Instant now) {
    const ChannelTopics* topics = wanted.find(channel);
    if (!topics) return;  // the last subscriber has left since the store told us
    constexpr auto leading = LeadingWildcards::do_not_match;
    const auto tell = [&](Subscribers to, const std::string& topic, std::string payload) {
        deliver(make_publication(topic, std::move(payload)), now, to);
    };
    if (const auto to = subscriptions.match(topics->feed, leading); !to.empty())
        tell(to, topics->feed, feed_message(channel, entry));
    if (const auto to = subscriptions.match_exactly(topics->json); !to.empty())
        tell(to, topics->json, feed_message(channel, entry));
    const auto values = entry.values.texts();
    for (std::size_t i = 0; i < topics->fields.size(); ++i) {
        if (!values[i]) continue;
        const auto to = subscriptions.match(topics->fields[i], leading);
        if (!to.empty()) tell(to, topics->fields[i], std::string{*values[i]});
    }
}

void Relay::send_retained(broker::Session& session, const model::Subscription& subscription,
                          base::Instant now) {
    const auto& [filter, options] = subscription;
    for (const model::MessageRef& message : retained_.match(filter, now)) {
        const bool is_own = message->publisher == session.client_hash();
        if (is_own && options.no_local) continue;  // [MQTT-3.8.3-3]
        if (may_select(filter, message->topic) && !is_denied(session, message->topic))
            session.deliver(broker::make_delivery(message, options, true));
    }
}

void Relay::send_entry(broker::Session& session, const model::Subscription& subscription,
                       const ChannelEntry& stored) {
    const auto& [filter, options] = subscription;
    for (const model::MessageRef& message : publications_of(stored.channel, stored.entry)) {
        const std::string& topic = message->topic;
        if (mqtt::topic_matches(filter, topic) && may_select(filter, topic))
            session.deliver(broker::make_delivery(message, options, false));
    }
}

std::vector<model::MessageRef> publications_of(model::ChannelId channel,
                                               const model::Entry& entry) {
    const ChannelTopics topics(channel);
    const std::string feed = feed_message(channel, entry);
    std::vector<model::MessageRef> messages{make_publication(topics.feed, feed),
                                            make_publication(topics.json, feed)};
    const auto values = entry.values.texts();
    for (std::size_t i = 0; i < topics.fields.size(); ++i)
        if (values[i])
            messages.push_back(make_publication(topics.fields[i], std::string{*values[i]}));
    return messages;
}

}  // namespace fieldcast::server
