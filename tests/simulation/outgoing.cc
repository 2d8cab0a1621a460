#include "simulation/outgoing.h"

#include <algorithm>

#include "mqtt/encode.h"

namespace fieldcast::simulation {

using mqtt::PacketType;
using mqtt::Qos;

void Outgoing::publish(MessageNumber number, base::Bytes& out, mqtt::ProtocolVersion version) {
    Exchange exchange{.packet_id = 0, .message = number};
    if (messages_[number].qos != Qos::at_most_once) exchange.packet_id = next_packet_id();
    append(exchange, false, out, version);
    history_.note("{}: #{} as {} to {} at QoS {}", name_, number, exchange.packet_id,
                  messages_[number].topic, static_cast<int>(messages_[number].qos));
    if (exchange.packet_id != 0) exchanges_.push_back(exchange);
}

std::uint16_t Outgoing::next_packet_id() {
    constexpr std::uint16_t few = 50;  // so that they come round
    do {
        last_packet_id_ = static_cast<std::uint16_t>(last_packet_id_ % few + 1);
    } while (std::ranges::find(exchanges_, last_packet_id_, &Exchange::packet_id) !=
             exchanges_.end());
    return last_packet_id_;
}

void Outgoing::append(const Exchange& exchange, bool dup, base::Bytes& out,
                      mqtt::ProtocolVersion version) const {
    const Message& message = messages_[exchange.message];
    const std::string payload = messages_.payload_of(exchange.message);
    mqtt::append_publish(out, version,
                         {.dup = dup,
                          .qos = message.qos,
                          .packet_id = exchange.packet_id,
                          .topic = message.topic,
                          .payload = payload});
}

void Outgoing::repeat(base::Bytes& out, mqtt::ProtocolVersion version) {
    for (const Exchange& exchange : exchanges_) {
        if (exchange.is_released) {
            mqtt::append_acknowledgement(out, version, PacketType::pubrel, {exchange.packet_id});
        } else {
            messages_[exchange.message].was_repeated = true;
            history_.note("{}: #{} again as {}", name_, exchange.message, exchange.packet_id);
            append(exchange, true, out, version);
        }
    }
}

void Outgoing::take(PacketType type, const mqtt::Acknowledgement& answer, base::Bytes& out,
                    mqtt::ProtocolVersion version) {
    const Place place = find(type, answer.packet_id);
    history_.demand(place != exchanges_.end(), "{} gets {} {} for nothing", name_,
                    mqtt::name_of(type), answer.packet_id);
    if (place == exchanges_.end()) return;
    if (type != PacketType::pubcomp && !place->is_released) {
        check_turn(place);
        settle(place->message, answer.reason);
    }
    const bool goes_on = type == PacketType::pubrec && !mqtt::is_error(answer.reason);
    if (goes_on) {
        place->is_released = true;
        mqtt::append_acknowledgement(out, version, PacketType::pubrel, {answer.packet_id});
    } else {
        exchanges_.erase(place);
    }
}

Outgoing::Place Outgoing::find(PacketType type, std::uint16_t packet_id) {
    return std::ranges::find_if(exchanges_, [&](const Exchange& exchange) {
        const bool is_once = messages_[exchange.message].qos == Qos::exactly_once;
        return exchange.packet_id == packet_id && is_once == (type != PacketType::puback) &&
               (type != PacketType::pubcomp || exchange.is_released);
    });
}

/// Acknowledgements keep the order of the PUBLISH packets [MQTT-4.6.0-2] [MQTT-4.6.0-3]; unless a
/// later one was stored and an earlier one was not.
void Outgoing::check_turn(Place place) {
    const Qos qos = messages_[place->message].qos;
    const bool is_first = std::none_of(exchanges_.begin(), place, [&](const Exchange& earlier) {
        return messages_[earlier.message].qos == qos && !earlier.is_released;
    });
    history_.demand(is_first || messages_.has_disk_failed(), "{} gets {} acknowledged out of order",
                    name_, place->packet_id);
}

void Outgoing::settle(MessageNumber number, mqtt::ReasonCode reason) {
    if (mqtt::is_error(reason))
        messages_.refuse(number);
    else
        messages_[number].acknowledged = history_.step();
}

}  // namespace fieldcast::simulation
