// What a simulated client does with each packet of the server.

#include <algorithm>

#include "mqtt/encode.h"
#include "simulation/simulated_client.h"

namespace fieldcast::simulation {

using base::Qos;
using mqtt::PacketType;
using mqtt::ProtocolVersion;
using mqtt::ReasonCode;

void SimulatedClient::handle(const mqtt::Frame& frame) {
    history_.demand(is_welcome_ == (frame.type != PacketType::connack),  // [MQTT-3.2.0-1]
                    "{} gets {} {} CONNACK", name(), mqtt::name_of(frame.type),
                    is_welcome_ ? "after" : "before");
    switch (frame.type) {
        case PacketType::connack: return on_connack(frame.body);
        case PacketType::publish: return on_publish(frame);
        case PacketType::puback:
        case PacketType::pubrec:
        case PacketType::pubrel:
        case PacketType::pubcomp: return on_acknowledgement(frame);
        case PacketType::suback:
        case PacketType::unsuback: return on_subscription_answer(frame);
        case PacketType::disconnect: return on_disconnect(frame.body);
        case PacketType::pingresp: return note("PINGRESP");
        default: history_.demand(false, "{} gets {}", name(), mqtt::name_of(frame.type));
    }
}

void SimulatedClient::on_connack(base::BytesView body) {
    const bool is_present = (base::byte_at(body, 0) & 1) != 0;
    const std::uint8_t code = base::byte_at(body, 1);
    note("CONNACK {}, session {}", code, is_present ? "present" : "new");
    history_.demand(code == 0 || messages_.has_disk_failed(), "{} is refused: {}", name(), code);
    if (code != 0) return;
    const bool must_be_new = forgets_ || session_ == SessionState::absent;
    history_.demand(!is_present || !must_be_new, "{} finds a session that it never had", name());
    const bool must_be_there =
        !forgets_ && session_ == SessionState::present && !may_have_expired();
    history_.demand(is_present || !must_be_there, "{} finds its session lost", name());
    if (!is_present) end_session();
    session_ = keeps_session_ ? SessionState::present : SessionState::absent;
    alive_at_ = connected_at_;
    forgets_ = false;
    is_welcome_ = has_had_session_ = true;
    outgoing_.repeat(wire_.outbox, plan_.version);
}

void SimulatedClient::on_publish(const mqtt::Frame& frame) {
    auto decoded = mqtt::decode_publish(plan_.version, frame.flags, frame.body);
    history_.demand(decoded.has_value(), "{} gets a broken PUBLISH", name());
    if (!decoded) return;
    mqtt::Publish& publish = *decoded;
    resolve_alias(publish);
    const auto number = messages_.find(publish.payload);
    history_.demand(number.has_value(), "{} gets a message that nobody sent", name());
    if (!number) return;
    note("PUBLISH {} with #{}{}", publish.packet_id, *number, publish.dup ? ", DUP" : "");
    history_.demand(!publish.retain, "{} gets #{} as retained", name(), *number);
    history_.demand(keeps_session_ || !publish.dup, "{} gets #{} with DUP in a new session", name(),
                    *number);
    const Message& message = messages_[*number];
    history_.demand(has_any(&Subscription::allows, message), "{} gets #{} without a subscription",
                    name(), *number);
    // One that is sent again may have gone by before the subscription.
    const bool is_repeated_in_order =
        has_any(&Subscription::precedes, message) && !messages_.may_be_overtaken();
    const bool is_in_order = !is_member() && (!message.was_repeated || is_repeated_in_order);
    if (publish.qos == Qos::at_most_once || incoming_.take(publish))
        reception_.take(*number, publish, {.granted = plan_.qos, .is_in_order = is_in_order});
}

/// Whether one of its subscriptions says so of `message`.
bool SimulatedClient::has_any(bool (Subscription::*says)(const Message&) const,
                              const Message& message) const {
    return std::ranges::any_of(subscriptions_, [&](const Subscription& subscription) {
        return (subscription.*says)(message);
    });
}

void SimulatedClient::resolve_alias(mqtt::Publish& publish) {
    if (publish.topic_alias == 0) return;
    history_.demand(publish.topic_alias <= plan_.topic_alias_maximum,  // [MQTT-3.1.2-26]
                    "{} gets topic alias {}", name(), publish.topic_alias);
    std::string& topic = aliases_[publish.topic_alias];
    if (!publish.topic.empty()) topic = publish.topic;
    history_.demand(!topic.empty(), "{} gets topic alias {}, which was never set", name(),
                    publish.topic_alias);
    publish.topic = topic;
}

void SimulatedClient::on_acknowledgement(const mqtt::Frame& frame) {
    const auto packet = mqtt::decode_acknowledgement(plan_.version, frame.type, frame.body);
    history_.demand(packet.has_value(), "{} gets a broken {}", name(), mqtt::name_of(frame.type));
    if (!packet) return;
    note("{} {}, reason {}", mqtt::name_of(frame.type), packet->packet_id,
         static_cast<int>(packet->reason));
    if (frame.type == PacketType::pubrel)
        incoming_.take_pubrel(packet->packet_id);
    else
        outgoing_.take(frame.type, *packet, wire_.outbox, plan_.version);
}

void SimulatedClient::on_subscription_answer(const mqtt::Frame& frame) {
    const std::uint16_t packet_id = base::read_u16(frame.body);
    note("{} {}", mqtt::name_of(frame.type), packet_id);
    const auto found = std::ranges::find_if(
        subscriptions_, [&](const Subscription& each) { return each.awaits(packet_id); });
    history_.demand(found != subscriptions_.end(), "{} gets {} {} for nothing", name(),
                    mqtt::name_of(frame.type), packet_id);
    if (found == subscriptions_.end()) return;
    const std::uint8_t granted = base::byte_at(frame.body, frame.body.size() - 1);
    if (frame.type == PacketType::suback)
        history_.demand(granted == static_cast<std::uint8_t>(plan_.qos), "{} is granted {} of {}",
                        name(), granted, found->filter());
    found->confirm(history_.step());
}

void SimulatedClient::on_disconnect(base::BytesView body) {
    const auto reason =
        body.empty() ? ReasonCode::success : static_cast<ReasonCode>(base::byte_at(body, 0));
    note("DISCONNECT, {}", mqtt::name_of(reason));
    constexpr ReasonCode just[] = {ReasonCode::session_taken_over, ReasonCode::keep_alive_timeout,
                                   ReasonCode::server_shutting_down, ReasonCode::quota_exceeded};
    history_.demand(std::ranges::find(just, reason) != std::end(just), "{} is thrown out: {}",
                    name(), mqtt::name_of(reason));
}

}  // namespace fieldcast::simulation
