#include "mqtt/property.h"

#include "mqtt/topic.h"

namespace fieldcast::mqtt {
namespace {

void check_flag(FieldReader& fields, std::uint32_t number) {
    fields.require(number <= 1, ReasonCode::protocol_error);
}

/// What 3.1.2.11, 3.1.3.2, 3.3.2.3 and 3.8.2.1 say about the values of single properties.
void check_value(FieldReader& fields, const Property& property) {
    switch (property.id) {
        case PropertyId::payload_format_indicator:
        case PropertyId::request_problem_information:
        case PropertyId::request_response_information: return check_flag(fields, property.number);
        case PropertyId::subscription_identifier:
        case PropertyId::receive_maximum:
        case PropertyId::maximum_packet_size:
            return fields.require(property.number != 0, ReasonCode::protocol_error);
        case PropertyId::topic_alias:  // [MQTT-3.3.2-8]
            return fields.require(property.number != 0, ReasonCode::topic_alias_invalid);
        case PropertyId::response_topic:  // [MQTT-3.3.2-14]
            fields.require(base::is_printable_utf8(property.text));
            return fields.require(is_topic_name(property.text), ReasonCode::protocol_error);
        default: return;
    }
}

/// Two strings [MQTT-1.5.7-1], which nobody here asks for one by one.
void take_text_pair(FieldReader& fields) {
    fields.take_text();
    fields.take_text();
}

void take_value(FieldReader& fields, Property& property) {
    switch (property.id) {
        case PropertyId::payload_format_indicator:
        case PropertyId::request_problem_information:
        case PropertyId::request_response_information:
        case PropertyId::maximum_qos:
        case PropertyId::retain_available:
        case PropertyId::wildcard_subscription_available:
        case PropertyId::subscription_identifier_available:
        case PropertyId::shared_subscription_available: property.number = fields.take_u8(); return;
        case PropertyId::server_keep_alive:
        case PropertyId::receive_maximum:
        case PropertyId::topic_alias_maximum:
        case PropertyId::topic_alias: property.number = fields.take_u16(); return;
        case PropertyId::message_expiry_interval:
        case PropertyId::session_expiry_interval:
        case PropertyId::will_delay_interval:
        case PropertyId::maximum_packet_size: property.number = fields.take_u32(); return;
        case PropertyId::subscription_identifier:
            property.number = fields.take_variable_byte_integer();
            return;
        case PropertyId::correlation_data:
        case PropertyId::authentication_data: property.text = fields.take_binary(); return;
        case PropertyId::content_type:    // [MQTT-3.3.2-19]
        case PropertyId::response_topic:  // [MQTT-3.3.2-13]
        case PropertyId::assigned_client_identifier:
        case PropertyId::authentication_method:
        case PropertyId::response_information:
        case PropertyId::server_reference:
        case PropertyId::reason_string: property.text = fields.take_text(); return;
        case PropertyId::user_property: return take_text_pair(fields);
    }
    fields.require(false);  // 2.2.2.2: an identifier that is not in table 2-4
}

}  // namespace

Property take_property(FieldReader& fields) {
    const BytesView from_here = fields.rest();
    // A variable byte integer by the standard; all that it defines are one byte.
    Property property{.id = static_cast<PropertyId>(fields.take_u8())};
    take_value(fields, property);
    property.encoded = from_here.substr(0, from_here.size() - fields.rest().size());
    return property;
}

std::optional<Property> PropertyReader::next() {
    if (rest_.at_end()) return std::nullopt;
    const Property property = take_property(rest_);
    if (!rest_.has_failed()) check(property);
    packet_.require(rest_);
    if (packet_.has_failed()) return std::nullopt;
    return property;
}

void PropertyReader::check(const Property& property) {
    const PropertyId id = property.id;
    rest_.require(allowed_.contains(id));  // 2.2.2.2
    const bool is_first = !seen_.contains(id) || id == PropertyId::user_property;
    rest_.require(is_first, ReasonCode::protocol_error);
    seen_.insert(id);
    check_value(rest_, property);
}

}  // namespace fieldcast::mqtt
