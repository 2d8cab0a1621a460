#include "simulation/incoming.h"

#include "mqtt/encode.h"

namespace fieldcast::simulation {

using mqtt::PacketType;
using mqtt::Qos;

void Incoming::begin_connection(std::size_t receive_maximum) {
    receive_maximum_ = receive_maximum;
}

void Incoming::end_connection() {
    here_.clear();
    due_.clear();
}

void Incoming::end_session() {
    end_connection();
    open_.clear();
}

bool Incoming::take(const mqtt::Publish& publish) {
    const auto known = open_.find(publish.packet_id);
    check(publish, known == open_.end() ? nullptr : &known->second);
    here_.insert(publish.packet_id);
    history_.demand(here_.size() <= receive_maximum_,  // [MQTT-3.3.4-9]
                    "{} gets {} messages at a time, Receive Maximum is {}", name_, here_.size(),
                    receive_maximum_);
    const bool is_once = publish.qos == Qos::exactly_once;
    due_.push_back({is_once ? PacketType::pubrec : PacketType::puback, publish.packet_id});
    if (known == open_.end())
        open_.emplace(publish.packet_id, Exchange{publish.qos, std::string{publish.payload}});
    return known == open_.end() || !is_once;  // [MQTT-4.3.3-10]
}

void Incoming::check(const mqtt::Publish& publish, const Exchange* known) {
    const bool is_in_use = here_.contains(publish.packet_id) || (known && known->is_released);
    history_.demand(!is_in_use, "{} gets Packet Identifier {} while it is in use",  // 2.2.1
                    name_, publish.packet_id);
    if (!known) return;
    history_.demand(publish.dup, "{} gets {} again without DUP", name_, publish.packet_id);
    const bool is_same = known->qos == publish.qos && known->payload == publish.payload;
    history_.demand(is_same, "{} gets another message as {}, which it has not answered", name_,
                    publish.packet_id);
}

void Incoming::take_pubrel(std::uint16_t packet_id) {
    const auto known = open_.find(packet_id);
    if (known != open_.end()) {
        history_.demand(known->second.qos == Qos::exactly_once,
                        "{} gets PUBREL {} for a message of QoS 1", name_, packet_id);
        known->second.is_released = true;
    }
    due_.push_back({PacketType::pubcomp, packet_id});
}

bool Incoming::answer(base::Bytes& out, mqtt::ProtocolVersion version) {
    if (due_.empty()) return false;
    const auto [type, packet_id] = due_.front();
    due_.pop_front();
    mqtt::append_acknowledgement(out, version, type, {.packet_id = packet_id});
    if (type != PacketType::pubrec) {
        open_.erase(packet_id);
        here_.erase(packet_id);
    }
    return true;
}

}  // namespace fieldcast::simulation
