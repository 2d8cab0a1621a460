#include "mqtt/decode.h"
#include "mqtt/property.h"
#include "mqtt/topic.h"

namespace fieldcast::mqtt {
namespace {

constexpr PropertySet subscribe_properties{PropertyId::subscription_identifier,
                                           PropertyId::user_property};
constexpr PropertySet unsubscribe_properties{PropertyId::user_property};

/// 0 if there is none.
std::uint32_t take_subscription_identifier(FieldReader& fields) {
    std::uint32_t identifier = 0;
    PropertyReader properties(fields, subscribe_properties);
    while (const auto property = properties.next())
        if (property->id == PropertyId::subscription_identifier) identifier = property->number;
    return identifier;
}

void pass_unsubscribe_properties(FieldReader& fields) {
    PropertyReader properties(fields, unsubscribe_properties);
    while (properties.next()) continue;
}

BytesView take_filter(FieldReader& fields) {
    const BytesView filter = fields.take_binary();
    fields.require(is_topic_filter(filter));  // [MQTT-3.8.3-1] [MQTT-3.10.3-1]
    return filter;
}

/// Before 5.0 the options were the QoS alone.
RequestedSubscription take_old_subscription(FieldReader& fields) {
    const BytesView filter = take_filter(fields);
    const std::uint8_t qos = fields.take_u8();
    fields.require(qos <= 2);  // 3.1.1 [MQTT-3.8.3-4]
    return {filter, static_cast<Qos>(qos)};
}

/// 3.8.3.1.
RequestedSubscription take_subscription(FieldReader& fields) {
    const BytesView filter = take_filter(fields);
    const std::uint8_t options = fields.take_u8();
    const unsigned qos = options & 0x03;
    const bool no_local = (options & 0x04) != 0;
    const unsigned retain_handling = (options >> 4) & 0x03;
    fields.require((options & 0xc0) == 0);  // [MQTT-3.8.3-5]
    fields.require(qos <= 2, ReasonCode::protocol_error);
    fields.require(retain_handling <= 2, ReasonCode::protocol_error);
    if (is_shared_filter(filter)) {
        fields.require(!no_local, ReasonCode::protocol_error);  // [MQTT-3.8.3-4]
        // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
        fields.require(parse_shared(filter).has_value(), ReasonCode::protocol_error);
    }
    return {.filter = filter,
            .qos = static_cast<Qos>(qos),
            .no_local = no_local,
            .retain_as_published = (options & 0x08) != 0,
            .retain_handling = static_cast<RetainHandling>(retain_handling)};
}

}  // namespace

Result<Subscribe> decode_subscribe(ProtocolVersion version, BytesView body) {
    const bool is_v5 = version == ProtocolVersion::v5;
    FieldReader fields(body);
    Subscribe subscribe{.packet_id = fields.take_packet_id()};
    if (is_v5) subscribe.subscription_identifier = take_subscription_identifier(fields);
    fields.require(!fields.at_end(), ReasonCode::protocol_error);  // [MQTT-3.8.3-2]
    while (!fields.at_end())
        subscribe.subscriptions.push_back(is_v5 ? take_subscription(fields)
                                                : take_old_subscription(fields));
    if (fields.has_failed()) return fields.error();
    return subscribe;
}

Result<Unsubscribe> decode_unsubscribe(ProtocolVersion version, BytesView body) {
    FieldReader fields(body);
    Unsubscribe unsubscribe{.packet_id = fields.take_packet_id()};
    if (version == ProtocolVersion::v5) pass_unsubscribe_properties(fields);
    fields.require(!fields.at_end(), ReasonCode::protocol_error);  // [MQTT-3.10.3-2]
    while (!fields.at_end()) unsubscribe.filters.push_back(take_filter(fields));
    if (fields.has_failed()) return fields.error();
    return unsubscribe;
}

}  // namespace fieldcast::mqtt
