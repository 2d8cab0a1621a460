// SUBSCRIBE and UNSUBSCRIBE. MQTT 3.1.1, 3.8 to 3.11.

#include "channels/topics.h"
#include "mqtt/encode.h"
#include "server/mqtt_connection.h"
#include "server/shard.h"

namespace fieldcast::server {

using model::Refusal;

bool MqttConnection::handle_subscribe(const mqtt::Frame& frame) {
    const auto packet = mqtt::decode_subscribe(frame.body);
    if (!packet) return false;
    base::Bytes codes;
    for (const mqtt::RequestedSubscription& request : packet->subscriptions) {
        const bool is_too_many = codes.size() >= shard().settings().filters_per_subscribe_max;
        base::append_u8(codes, is_too_many ? refuse_subscription(Refusal::too_many_subscriptions,
                                                                 request.filter)
                                           : subscribe(request));
    }
    mqtt::append_suback(buffer(), packet->packet_id, codes);
    // Retained messages follow the SUBACK, so that clients know the subscription they belong to.
    for (const mqtt::RequestedSubscription& request : packet->subscriptions) {
        const auto granted = session().filters.find(request.filter);
        if (granted != session().filters.end()) shard().relay().send_retained(session(), *granted);
    }
    return true;
}

std::uint8_t MqttConnection::subscribe(const mqtt::RequestedSubscription& request) {
    if (const auto refusal = refusal_of(request.filter))
        return refuse_subscription(*refusal, request.filter);
    auto& filters = session().filters;
    const bool is_new = filters.insert_or_assign(std::string{request.filter}, request.qos).second;
    const auto channel = channels::parse_subscribe_filter(request.filter);
    if (is_new && channel) shard().want_channel(*channel);
    if (channel) ask_for_last_entry(*channel, request.filter);
    shard().relay().subscriptions.add(session(), request.filter, request.qos);
    return static_cast<std::uint8_t>(request.qos);
}

std::uint8_t MqttConnection::refuse_subscription(Refusal reason, std::string_view filter) {
    record(reason, std::string{filter});
    return mqtt::suback_failure;  // [MQTT-3.9.3-2]
}

void MqttConnection::ask_for_last_entry(model::ChannelId channel, std::string_view filter) {
    if (!shard().directory().find_channel(channel)->last_entry_on_subscribe) return;
    shard().post(ReadLastEntry{.shard = shard().index(),
                               .connection = id(),
                               .channel = channel,
                               .filter = std::string{filter}});
}

void MqttConnection::on_last_entry(const LastEntry& last) {
    if (!is_connected()) return;
    const auto subscription = session().filters.find(last.filter);
    if (subscription == session().filters.end()) return;
    shard().relay().send_entry(session(), *subscription, {last.channel, last.entry});
}

std::optional<Refusal> MqttConnection::refusal_of(std::string_view filter) const {
    const Settings& settings = shard().settings();
    if (!is_within_limits(filter)) return Refusal::topic_not_subscribable;
    const auto& filters = client_->session.filters;
    if (filters.size() >= settings.subscriptions_per_client_max && !filters.contains(filter))
        return Refusal::too_many_subscriptions;
    if (!channels::is_channel_topic(filter)) {
        if (shard().general_topics().may_subscribe(filter)) return std::nullopt;
        return Refusal::topic_not_subscribable;
    }
    const auto channel = channels::parse_subscribe_filter(filter);
    if (!channel) return Refusal::topic_not_subscribable;
    const bool allowed = device_ && devices::may_subscribe(*device_, *channel) &&
                         shard().directory().find_channel(*channel);
    if (!allowed) return Refusal::subscribe_not_allowed;
    return std::nullopt;
}

bool MqttConnection::handle_unsubscribe(const mqtt::Frame& frame) {
    const auto packet = mqtt::decode_unsubscribe(frame.body);
    if (!packet) return false;
    for (const base::BytesView filter : packet->filters) unsubscribe(filter);
    mqtt::append_unsuback(buffer(), packet->packet_id);  // [MQTT-3.10.4-4, 3.10.4-5]
    return true;
}

void MqttConnection::unsubscribe(std::string_view filter) {
    auto& filters = session().filters;
    const auto found = filters.find(filter);
    if (found == filters.end()) return;
    shard().relay().subscriptions.remove(session(), filter);
    if (const auto channel = channels::parse_subscribe_filter(filter))
        shard().release_channel(*channel);
    filters.erase(found);
}

}  // namespace fieldcast::server
