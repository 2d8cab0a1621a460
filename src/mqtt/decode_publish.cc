#include "mqtt/decode.h"
#include "mqtt/field_reader.h"
#include "mqtt/topic.h"

namespace fieldcast::mqtt {

Result<Publish> decode_publish(std::uint8_t flags, BytesView body) {
    const bool dup = (flags & 0x08) != 0;
    const auto qos = static_cast<Qos>((flags >> 1) & 3U);
    const bool retain = (flags & 0x01) != 0;

    FieldReader fields(body);
    fields.require(qos <= Qos::exactly_once);          // [MQTT-3.3.1-4]
    fields.require(!dup || qos != Qos::at_most_once);  // [MQTT-3.3.1-2]
    const BytesView topic = fields.take_binary();
    fields.require(is_topic_name(topic));  // [MQTT-3.3.2-1] [MQTT-3.3.2-2]
    const bool has_id = qos != Qos::at_most_once;
    const std::uint16_t packet_id = has_id ? fields.take_packet_id() : std::uint16_t{0};
    if (fields.has_failed()) return malformed_packet();
    // Built in its place: copying it behind single-byte stores would take longer than the rest.
    return Result<Publish>(std::in_place, dup, qos, retain, topic, packet_id, fields.rest());
}

Result<std::uint16_t> decode_packet_id(BytesView body) {
    FieldReader fields(body);
    const std::uint16_t id = fields.take_packet_id();
    if (fields.has_failed() || !fields.at_end()) return malformed_packet();
    return id;
}

Result<void> decode_empty(BytesView body) {
    if (!body.empty()) return malformed_packet();
    return {};
}

}  // namespace fieldcast::mqtt
