// PUBLISH. MQTT 5.0, 3.3.
//
// A channel's topic leads to the store, whose outcome is the answer. A message of a general topic
// is relayed and answered at once, unless somebody who may be away is owed it: then it goes through
// the store too. Acknowledgements keep the order of the PUBLISH packets [MQTT-4.6.0-2]
// [MQTT-4.6.0-3], and messages of one publisher keep theirs [MQTT-4.6.0-5]: while one is in the
// store, the next goes there behind it.

#include "base/utf8.h"
#include "channels/topics.h"
#include "mqtt/properties.h"
#include "server/mqtt_connection.h"
#include "server/shard.h"

namespace fieldcast::server {

using base::Qos;
using model::Refusal;
using mqtt::ProtocolVersion;
using mqtt::ReasonCode;

MqttConnection::Handled MqttConnection::handle_publish(const mqtt::Frame& frame) {
    mqtt::Publish packet = TRY(mqtt::decode_publish(version_, frame.flags, frame.body));
    ++shard().count().publishes_received;
    if (client_->identity.viewer()) return refuse_of_viewer(packet);
    shard().watch().note_publish(client_->identity, progress_, shard().now());
    TRY(resolve_alias(packet));
    TRY(count_unacknowledged(packet));
    if (packet.qos == Qos::exactly_once) {
        switch (session().receive_exactly_once(packet.packet_id)) {
            case broker::Receipt::fresh: break;
            case broker::Receipt::duplicate: return {};  // [MQTT-4.3.3-10]
            case broker::Receipt::duplicate_stored:
                acknowledge_in_turn(packet, std::nullopt);
                return {};
        }
    }
    if (channels::is_channel_topic(packet.topic))
        publish_to_channel(packet);
    else
        publish_general(packet);
    return {};
}

MqttConnection::Handled MqttConnection::resolve_alias(mqtt::Publish& publish) {
    if (publish.topic_alias == 0) return {};
    if (!aliases_) aliases_ = std::make_unique<broker::IncomingAliases>();
    const auto topic =
        aliases_->resolve(publish.topic_alias, publish.topic, shard().settings().topic_alias_max);
    if (!topic) {
        const bool is_too_large = publish.topic_alias > shard().settings().topic_alias_max;
        return std::unexpected(is_too_large ? ReasonCode::topic_alias_invalid  // [MQTT-3.3.2-9]
                                            : ReasonCode::protocol_error);     // 3.3.2.3.4
    }
    publish.topic = *topic;
    return {};
}

MqttConnection::Handled MqttConnection::count_unacknowledged(const mqtt::Publish& publish) {
    if (publish.qos == Qos::at_most_once) return {};
    const bool is_too_many = ++unacknowledged_ > shard().settings().receive_maximum;
    if (is_too_many && version_ == ProtocolVersion::v5)
        return std::unexpected(ReasonCode::receive_maximum_exceeded);  // 3.3.4
    return {};
}

void MqttConnection::publish_to_channel(const mqtt::Publish& publish) {
    auto update = shard().parse_channel_publish(client_->identity, publish.topic, publish.payload);
    if (!update) return refuse(publish, update.error());
    ask(PublishToStore{.content = std::move(*update),
                       .publisher = publisher_of(publish),
                       .retain = publish.retain});
}

void MqttConnection::publish_general(const mqtt::Publish& publish) {
    const Permissions& permissions = shard().permissions();
    if (const auto refusal =
            permissions.refusal_of_general_publish(client_->identity, publish.topic))
        return refuse(publish, *refusal);
    const bool is_mislabelled =
        mqtt::is_payload_declared_utf8(publish.properties) && !base::is_valid_utf8(publish.payload);
    if (is_mislabelled) return refuse(publish, Refusal::invalid_utf8);
    model::MessageRef message = make_message(publish);
    const Publisher publisher = publisher_of(publish);
    if (pending_ > 0 || shard().needs_store(*message, publisher))  // [MQTT-4.6.0-5]
        return ask(PublishToStore{
            .content = std::move(message), .publisher = publisher, .retain = publish.retain});
    if (shard().publish(message) == Shard::Holders::this_shard)
        shard().spare_message().give_back(std::move(message));
    acknowledge(publisher, std::nullopt);
}

model::MessageRef MqttConnection::make_message(const mqtt::Publish& publish) const {
    auto message = shard().spare_message().take();
    message->topic = publish.topic;
    message->payload = publish.payload;
    message->properties.clear();
    if (!publish.properties.empty())
        mqtt::append_forwarded_properties(message->properties, publish.properties);
    message->expires_at.reset();
    if (publish.message_expiry_s)
        message->expires_at = shard().now() + base::Seconds{*publish.message_expiry_s};
    message->publisher = session().client_hash();
    message->qos = publish.qos;
    message->retain = publish.retain;
    return message;
}

Publisher MqttConnection::publisher_of(const mqtt::Publish& publish) const {
    Publisher publisher{.connection = id(), .packet_id = publish.packet_id, .qos = publish.qos};
    if (publish.qos == Qos::exactly_once && session().is_durable())
        publisher.session = session().id();
    if (client_->identity.device) publisher.device = client_->identity.device->id;
    return publisher;
}

/// A page only looks.
MqttConnection::Handled MqttConnection::refuse_of_viewer(const mqtt::Publish& publish) {
    const bool can_be_told = version_ == ProtocolVersion::v5 && publish.qos == Qos::at_least_once;
    if (!can_be_told) return std::unexpected(ReasonCode::not_authorized);
    refuse(publish, Refusal::publish_not_allowed);
    return {};
}

void MqttConnection::refuse(const mqtt::Publish& publish, Refusal refusal) {
    record(refusal, std::string{publish.topic});
    if (publish.qos != Qos::at_most_once) acknowledge_in_turn(publish, refusal);
}

void MqttConnection::acknowledge_in_turn(const mqtt::Publish& publish,
                                         std::optional<Refusal> refusal) {
    if (pending_ == 0)
        acknowledge(publisher_of(publish), refusal);
    else
        ask(AcknowledgeInTurn{publisher_of(publish), refusal});  // [MQTT-4.6.0-2] [MQTT-4.6.0-3]
}

}  // namespace fieldcast::server
