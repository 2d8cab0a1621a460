// SUBSCRIBE and UNSUBSCRIBE. MQTT 5.0, 3.8 to 3.11. They wait until what the client has published
// before is stored and relayed: it must not reach a subscription that was made after it.

#include "channels/topics.h"
#include "mqtt/encode.h"
#include "mqtt/topic.h"
#include "server/mqtt_connection.h"
#include "server/reasons.h"
#include "server/shard.h"

namespace fieldcast::server {

using base::Qos;
using model::Refusal;
using mqtt::ReasonCode;
using mqtt::RetainHandling;

MqttConnection::Handled MqttConnection::handle_subscribe(const mqtt::Frame& frame,
                                                         base::BytesView from_here) {
    if (pending_ > 0) {
        ask(HandleInTurn{.publisher = {}, .packet = std::string{from_here.substr(0, frame.size)}});
        return {};
    }
    return frame.type == mqtt::PacketType::subscribe ? subscribe_now(frame)
                                                     : unsubscribe_now(frame);
}

MqttConnection::Handled MqttConnection::subscribe_now(const mqtt::Frame& frame) {
    const auto packet = TRY(mqtt::decode_subscribe(version_, frame.body));
    // [MQTT-3.8.4-2]
    mqtt::SubscriptionAnswer answer{.packet_id = packet.packet_id, .reasons = {}};
    std::vector<model::Subscription> with_retained;
    bool waits_for_store = false;
    for (const mqtt::RequestedSubscription& request : packet.subscriptions) {  // [MQTT-3.8.4-5]
        const bool is_too_many =
            answer.reasons.size() >= shard().settings().filters_per_subscribe_max;
        const auto refusal =
            is_too_many ? Refusal::too_many_subscriptions : refusal_of(request.filter);
        if (refusal) {
            record(*refusal, std::string{request.filter});
            answer.reasons.push_back(reason_of(*refusal));  // [MQTT-3.9.3-2]
            answer.reason_string = model::remedy_of(*refusal);
            continue;
        }
        const Qos granted = client_->identity.viewer() ? Qos::at_most_once : request.qos;
        subscribe(request, granted, packet.subscription_identifier, with_retained);
        waits_for_store |= is_stored(request.filter);
        // [MQTT-3.8.4-6] [MQTT-3.8.4-7]
        answer.reasons.push_back(static_cast<ReasonCode>(granted));  // [MQTT-3.9.3-1]
    }
    if (!may_explain(answer.reason_string.size())) answer.reason_string = {};  // [MQTT-3.9.2-1]
    base::Bytes suback;
    mqtt::append_suback(suback, version_, answer);
    answer_in_turn(std::move(suback), waits_for_store);  // [MQTT-3.8.4-1]
    // Behind the SUBACK, so that clients know the subscription that they belong to.
    for (const model::Subscription& subscription : with_retained)
        shard().relay().send_retained(session(), subscription, shard().now());
    return {};
}

/// Sends an answer: at once, or when all that was asked of the store before has happened.
void MqttConnection::answer_in_turn(std::string packet, bool waits_for_store) {
    if (!waits_for_store) {
        buffer().append(packet);
        return;
    }
    ask(SendInTurn{.publisher = {}, .packet = std::move(packet)});
}

/// Subscriptions that the store writer must know: of sessions that outlive their connections, and
/// shared ones.
bool MqttConnection::is_stored(std::string_view filter) const {
    return session().is_durable() || mqtt::is_shared_filter(filter);
}

void MqttConnection::subscribe(const mqtt::RequestedSubscription& request, Qos granted,
                               std::uint32_t identifier,
                               std::vector<model::Subscription>& with_retained) {
    model::Subscription subscription{.filter = std::string{request.filter},
                                     .options = {.qos = granted,
                                                 .no_local = request.no_local,
                                                 .retain_as_published = request.retain_as_published,
                                                 .identifier = identifier}};
    const bool is_new = !session().filters.contains(request.filter);
    // [MQTT-3.3.1-9] [MQTT-3.3.1-10] [MQTT-3.3.1-11] [MQTT-3.8.4-4]
    const bool wants_retained = request.retain_handling == RetainHandling::send ||
                                (request.retain_handling == RetainHandling::send_if_new && is_new);
    const bool gets_retained = wants_retained && !mqtt::is_shared_filter(request.filter);  // 4.8.2
    shard().clients().subscribe(*client_, subscription, gets_retained);
    if (const auto channel = channels::parse_subscribe_filter(request.filter);
        channel && wants_retained)
        ask_for_last_entry(*channel, subscription);
    // The store writer sends them to sessions that outlive their connections.
    if (gets_retained && !session().is_durable()) with_retained.push_back(std::move(subscription));
}

std::optional<Refusal> MqttConnection::refusal_of(std::string_view filter) const {
    if (mqtt::is_shared_filter(filter) && !mqtt::parse_shared(filter))
        return Refusal::topic_not_subscribable;  // the decoder refuses it in 5.0
    const auto& filters = session().filters;
    const bool is_one_too_many =
        filters.size() >= shard().settings().subscriptions_per_client_max &&
        !filters.contains(filter);
    if (is_one_too_many) return Refusal::too_many_subscriptions;
    return shard().refusal_of_filter(client_->identity, filter);
}

void MqttConnection::ask_for_last_entry(model::ChannelId channel,
                                        const model::Subscription& subscription) {
    const bool wants_it = !client_->identity.viewer();  // it has read the channel's feed
    if (!wants_it || !shard().directory().find_channel(channel)->last_entry_on_subscribe) return;
    ReadLastEntry read{.shard = shard().index(),
                       .connection = id(),
                       .durable_session = {},
                       .channel = channel,
                       .subscription = subscription};
    if (session().is_durable()) read.durable_session = session().id();
    shard().post(std::move(read));
}

void MqttConnection::on_last_entry(const LastEntry& last) {
    if (!is_connected() || !session().filters.contains(last.subscription.filter)) return;
    shard().relay().send_entry(session(), last.subscription, {last.channel, last.entry});
}

MqttConnection::Handled MqttConnection::unsubscribe_now(const mqtt::Frame& frame) {
    const auto packet = TRY(mqtt::decode_unsubscribe(version_, frame.body));
    mqtt::SubscriptionAnswer answer{.packet_id = packet.packet_id, .reasons = {}};
    bool waits_for_store = false;
    for (const base::BytesView filter : packet.filters) {  // [MQTT-3.10.4-6]
        const bool existed = session().filters.contains(filter);
        waits_for_store |= existed && is_stored(filter);
        answer.reasons.push_back(existed ? ReasonCode::success
                                         : ReasonCode::no_subscription_existed);  // [MQTT-3.11.3-2]
        shard().clients().unsubscribe(*client_, filter);
    }
    base::Bytes unsuback;
    mqtt::append_unsuback(unsuback, version_, answer);  // [MQTT-3.10.4-4] [MQTT-3.10.4-5]
    answer_in_turn(std::move(unsuback), waits_for_store);
    return {};
}

}  // namespace fieldcast::server
