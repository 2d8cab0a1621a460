#include "broker/outgoing_publish.h"

#include "mqtt/encode.h"

namespace fieldcast::broker {

const base::Bytes& OutgoingPublish::packet(base::Qos qos) {
    base::Bytes& packet = packets_[static_cast<std::size_t>(qos)];
    if (packet.empty()) {
        mqtt::append_publish(packet, {.qos = qos,
                                      .retain = retain_,
                                      .topic = message_->topic,
                                      .packet_id = 0,
                                      .payload = message_->payload});
    }
    return packet;
}

void OutgoingPublish::append_to(base::Bytes& out, base::Qos qos, std::uint16_t packet_id) {
    const base::Bytes& bytes = packet(qos);
    const std::size_t start = out.size();
    out.append(bytes);
    if (qos == base::Qos::at_most_once) return;
    const std::size_t id_at = start + bytes.size() - message_->payload.size() - 2;
    out[id_at] = static_cast<char>(packet_id >> 8);
    out[id_at + 1] = static_cast<char>(packet_id & 0xff);
}

}  // namespace fieldcast::broker
