#include "mqtt/decode.h"
#include "mqtt/property.h"
#include "mqtt/topic.h"

namespace fieldcast::mqtt {
namespace {

constexpr PropertySet publish_properties{
    PropertyId::payload_format_indicator,
    PropertyId::message_expiry_interval,
    PropertyId::content_type,
    PropertyId::response_topic,
    PropertyId::correlation_data,
    PropertyId::topic_alias,
    PropertyId::user_property,
    PropertyId::subscription_identifier,
};

/// What the decoder asks of a PUBLISH's properties.
struct PublishProperties {
    BytesView all;
    std::uint16_t topic_alias = 0;
    std::optional<std::uint32_t> message_expiry_s;
};

PublishProperties take_properties(FieldReader& fields) {
    PropertyReader properties(fields, publish_properties);
    PublishProperties taken{.all = properties.all()};
    while (const auto property = properties.next()) {
        if (property->id == PropertyId::topic_alias)
            taken.topic_alias = static_cast<std::uint16_t>(property->number);
        if (property->id == PropertyId::message_expiry_interval)
            taken.message_expiry_s = property->number;
        // Only a server may tell whose subscription it was. [MQTT-3.3.4-6]
        fields.require(property->id != PropertyId::subscription_identifier,
                       ReasonCode::protocol_error);
    }
    return taken;
}

/// For packets without a topic alias, or with both.
void check_topic(FieldReader& fields, ProtocolVersion version, BytesView topic) {
    const bool lacks_alias = version == ProtocolVersion::v5 && topic.empty();  // 3.3.2.1
    fields.require(!lacks_alias, ReasonCode::protocol_error);
    fields.require(is_topic_name(topic));  // [MQTT-3.3.2-2]
}

}  // namespace

Result<Publish> decode_publish(ProtocolVersion version, std::uint8_t flags, BytesView body) {
    const bool dup = (flags & 0x08) != 0;
    const auto qos = static_cast<Qos>((flags >> 1) & 3U);
    const bool retain = (flags & 0x01) != 0;

    FieldReader fields(body);
    fields.require(qos <= Qos::exactly_once);          // [MQTT-3.3.1-4]
    fields.require(!dup || qos != Qos::at_most_once);  // [MQTT-3.3.1-2]
    const BytesView topic = fields.take_binary();      // [MQTT-3.3.2-1]
    const bool has_id = qos != Qos::at_most_once;      // [MQTT-2.2.1-2]
    const std::uint16_t packet_id = has_id ? fields.take_packet_id() : std::uint16_t{0};
    PublishProperties properties;
    if (version == ProtocolVersion::v5) properties = take_properties(fields);
    if (!topic.empty() || properties.topic_alias == 0) check_topic(fields, version, topic);
    if (fields.has_failed()) return fields.error();
    // Built in its place: copying it behind single-byte stores would take longer than the rest.
    return Result<Publish>(std::in_place, dup, qos, retain, packet_id, properties.topic_alias,
                           properties.message_expiry_s, topic, properties.all, fields.rest());
}

}  // namespace fieldcast::mqtt
