#include "mqtt/properties.h"

#include "mqtt/property_writer.h"

namespace fieldcast::mqtt {
namespace {

constexpr PropertySet forwarded{
    PropertyId::payload_format_indicator,  // [MQTT-3.3.2-4]
    PropertyId::response_topic,            // [MQTT-3.3.2-15]
    PropertyId::correlation_data,          // [MQTT-3.3.2-16]
    PropertyId::user_property,             // [MQTT-3.3.2-17] [MQTT-3.3.2-18] [MQTT-3.1.3-10]
    PropertyId::content_type,              // [MQTT-3.3.2-20]
};

}  // namespace

void append_forwarded_properties(Bytes& out, BytesView properties) {
    FieldReader fields(properties);
    while (!fields.at_end()) {
        const Property property = take_property(fields);
        if (forwarded.contains(property.id)) out.append(property.encoded);
    }
    ASSERT(!fields.has_failed());
}

bool is_payload_declared_utf8(BytesView properties) {
    FieldReader fields(properties);
    while (!fields.at_end()) {
        const Property property = take_property(fields);
        if (property.id == PropertyId::payload_format_indicator) return property.number == 1;
    }
    return false;
}

void append_message_expiry(Bytes& out, std::uint32_t seconds) {
    append_u32_property(out, PropertyId::message_expiry_interval, seconds);
}

void append_topic_alias(Bytes& out, std::uint16_t alias) {
    append_u16_property(out, PropertyId::topic_alias, alias);
}

void append_subscription_identifier(Bytes& out, std::uint32_t identifier) {
    append_property_id(out, PropertyId::subscription_identifier);
    append_variable_byte_integer(out, identifier);
}

}  // namespace fieldcast::mqtt
