#include "server/relay.h"

#include "channels/render.h"
#include "channels/topics.h"
#include "mqtt/topic.h"

namespace fieldcast::server {
namespace {

using base::Qos;
using broker::LeadingWildcards;

model::MessageRef make_publication(std::string topic, std::string payload) {
    return std::make_shared<const model::Message>(
        model::Message{std::move(topic), std::move(payload), Qos::exactly_once});
}

std::string feed_message(model::ChannelId channel, const model::Entry& entry) {
    std::string text;
    channels::append_feed_message(text, channel, entry);
    return text;
}

/// `…/subscribe/json` says the same as `…/subscribe`: who asks for both by a wildcard gets one.
bool is_json_alias(std::string_view topic) {
    return topic.ends_with("/subscribe/json");
}

bool may_select(std::string_view filter, std::string_view topic) {
    if (!channels::is_channel_topic(topic)) return true;
    if (!channels::is_channel_topic(filter)) return false;
    return filter == topic || !is_json_alias(topic);
}

}  // namespace

void Relay::deliver(model::MessageRef message, std::span<const broker::Subscriber> subscribers) {
    broker::OutgoingPublish publish(std::move(message), false);
    for (const broker::Subscriber& subscriber : subscribers)
        subscriber.session->deliver(publish, subscriber.granted);
}

void Relay::publish(const model::MessageRef& message) {
    const auto subscribers = subscriptions.match(message->topic);
    if (!subscribers.empty()) deliver(message, subscribers);
}

void Relay::publish(model::ChannelId channel, const model::Entry& entry) {
    const ChannelTopics* topics = wanted.find(channel);
    if (!topics) return;  // the last subscriber has left since the store told us
    constexpr auto leading = LeadingWildcards::do_not_match;
    if (const auto to = subscriptions.match(topics->feed, leading); !to.empty())
        deliver(make_publication(topics->feed, feed_message(channel, entry)), to);
    if (const auto to = subscriptions.match_exactly(topics->json); !to.empty())
        deliver(make_publication(topics->json, feed_message(channel, entry)), to);
    const auto values = entry.values.texts();
    for (std::size_t i = 0; i < topics->fields.size(); ++i) {
        if (!values[i]) continue;
        const auto to = subscriptions.match(topics->fields[i], leading);
        if (!to.empty()) deliver(make_publication(topics->fields[i], std::string{*values[i]}), to);
    }
}

void Relay::send_retained(broker::Session& session, const Subscription& subscription) {
    const auto& [filter, granted] = subscription;
    for (const model::MessageRef& message : retained_.match(filter)) {
        if (!may_select(filter, message->topic)) continue;
        broker::OutgoingPublish publish(message, true);
        session.deliver(publish, granted);
    }
}

void Relay::send_entry(broker::Session& session, const Subscription& subscription,
                       const ChannelEntry& stored) {
    const auto& [filter, granted] = subscription;
    for (const model::MessageRef& message : publications_of(stored.channel, stored.entry)) {
        const std::string& topic = message->topic;
        if (!mqtt::topic_matches(filter, topic) || !may_select(filter, topic)) continue;
        broker::OutgoingPublish publish(message, false);
        session.deliver(publish, granted);
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
