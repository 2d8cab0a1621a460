#include "mqtt/decode.h"
#include "mqtt/field_reader.h"
#include "mqtt/topic.h"

namespace fieldcast::mqtt {
namespace {

BytesView take_filter(FieldReader& fields) {
    const BytesView filter = fields.take_binary();
    fields.require(is_topic_filter(filter));  // [MQTT-3.8.3-1] [MQTT-3.10.3-1]
    return filter;
}

Qos take_requested_qos(FieldReader& fields) {
    const std::uint8_t bits = fields.take_u8();
    fields.require(bits <= 2);  // [MQTT-3.8.3-4]
    return static_cast<Qos>(bits);
}

RequestedSubscription take_subscription(FieldReader& fields) {
    const BytesView filter = take_filter(fields);
    return {filter, take_requested_qos(fields)};
}

/// A body of a Packet Identifier alone, which asks for nothing.
bool has_only_packet_id(const FieldReader& fields) {
    return !fields.has_failed() && fields.at_end();
}

}  // namespace

Result<Subscribe> decode_subscribe(BytesView body) {
    FieldReader fields(body);
    Subscribe subscribe;
    subscribe.packet_id = fields.take_packet_id();
    if (has_only_packet_id(fields))
        return std::unexpected(DecodeError::protocol_error);  // [MQTT-3.8.3-3]
    while (!fields.at_end()) subscribe.subscriptions.push_back(take_subscription(fields));
    if (fields.has_failed()) return malformed_packet();
    return subscribe;
}

Result<Unsubscribe> decode_unsubscribe(BytesView body) {
    FieldReader fields(body);
    Unsubscribe unsubscribe;
    unsubscribe.packet_id = fields.take_packet_id();
    if (has_only_packet_id(fields))
        return std::unexpected(DecodeError::protocol_error);  // [MQTT-3.10.3-2]
    while (!fields.at_end()) unsubscribe.filters.push_back(take_filter(fields));
    if (fields.has_failed()) return malformed_packet();
    return unsubscribe;
}

}  // namespace fieldcast::mqtt
