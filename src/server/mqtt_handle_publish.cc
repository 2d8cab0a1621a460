// PUBLISH, and the will that is published in its client's stead. MQTT 3.1.1, 3.3 and 3.1.2.5.
//
// A channel's topic leads to the store, whose outcome is the answer; a general topic is relayed and
// answered at once. Acknowledgements keep the order of the PUBLISH packets [MQTT-4.6.0-2].

#include "channels/topics.h"
#include "channels/update.h"
#include "mqtt/topic.h"
#include "server/mqtt_connection.h"
#include "server/shard.h"

namespace fieldcast::server {

using base::Qos;
using model::Refusal;

bool MqttConnection::handle_publish(const mqtt::Frame& frame) {
    const auto packet = mqtt::decode_publish(frame.flags, frame.body);
    if (!packet) return false;
    if (packet->qos == Qos::exactly_once) {
        switch (session().receive_exactly_once(packet->packet_id)) {
            case broker::Receipt::fresh: break;
            case broker::Receipt::duplicate: return true;
            case broker::Receipt::duplicate_stored:
                session().acknowledge(packet->packet_id, packet->qos);
                return true;
        }
    }
    publish(*packet);
    return true;
}

void MqttConnection::publish(const mqtt::Publish& publish) {
    if (channels::is_channel_topic(publish.topic)) {
        publish_to_channel(publish);
    } else {
        publish_general(publish);
    }
}

void MqttConnection::publish_to_channel(const mqtt::Publish& publish) {
    auto update = parse_channel_publish(publish.topic, publish.payload);
    if (!update) {
        record(update.error(), std::string{publish.topic});
        // 3.1.1 cannot say no; the device's owner reads why.
        acknowledge_in_order(publish);
        return;
    }
    send_to_store({.content = std::move(*update), .retain = publish.retain}, publish);
}

base::Result<model::FeedUpdate, Refusal> MqttConnection::parse_channel_publish(
    std::string_view topic, std::string_view payload) {
    const auto parsed = channels::parse_publish_topic(topic);
    if (!parsed) return std::unexpected(Refusal::topic_not_publishable);
    if (!device_ || !devices::may_publish(*device_, parsed->channel)) {
        const bool exists = shard().directory().find_channel(parsed->channel) != nullptr;
        return std::unexpected(exists ? Refusal::publish_not_allowed : Refusal::unknown_channel);
    }
    return channels::parse_update(*parsed, payload, shard().update_rules());
}

void MqttConnection::publish_general(const mqtt::Publish& publish) {
    if (!may_publish_general(publish.topic)) {
        record(Refusal::topic_not_publishable, std::string{publish.topic});
    } else {
        shard().publish(std::make_shared<const model::Message>(
            model::Message{.topic = std::string{publish.topic},
                           .payload = std::string{publish.payload},
                           .qos = publish.qos,
                           .retain = publish.retain}));
    }
    acknowledge_in_order(publish);
}

bool MqttConnection::may_publish_general(std::string_view topic) const {
    return is_within_limits(topic) && shard().general_topics().may_publish(topic);
}

bool MqttConnection::is_within_limits(std::string_view topic) const {
    const Settings& settings = shard().settings();
    return topic.size() <= settings.topic_bytes_max &&
           mqtt::level_count(topic) <= settings.topic_levels_max;
}

void MqttConnection::acknowledge_in_order(const mqtt::Publish& publish) {
    if (publish.qos == Qos::at_most_once) return;
    if (pending_stores_ == 0) {
        session().acknowledge(publish.packet_id, publish.qos);
    } else {
        send_to_store({.content = AcknowledgeOnly{}}, publish);
    }
}

void MqttConnection::send_to_store(PublishToChannel letter, const mqtt::Publish& publish) {
    letter.publisher = {.shard = shard().index(),
                        .connection = id(),
                        .packet_id = publish.packet_id,
                        .qos = publish.qos};
    shard().post(std::move(letter));
    shard().count_pending(+1);
    if (++pending_stores_ >= shard().settings().pending_stores_max) pause_reading(true);
}

void MqttConnection::publish_will() {
    std::optional<model::Message> will = std::exchange(session().will, std::nullopt);
    if (!will) return;
    if (!channels::is_channel_topic(will->topic)) {
        if (may_publish_general(will->topic))
            shard().publish(std::make_shared<const model::Message>(std::move(*will)));
        return;
    }
    auto update = parse_channel_publish(will->topic, will->payload);
    if (!update) return record(update.error(), will->topic);
    PublishToChannel letter{.content = std::move(*update), .retain = will->retain};
    letter.publisher.shard = shard().index();
    letter.on_refusal =
        std::make_unique<model::DeviceEvent>(make_event(Refusal::storage_failed, will->topic));
    shard().post(std::move(letter));
}

}  // namespace fieldcast::server
