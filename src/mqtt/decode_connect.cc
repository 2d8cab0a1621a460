#include "mqtt/decode.h"
#include "mqtt/property.h"
#include "mqtt/topic.h"

namespace fieldcast::mqtt {
namespace {

constexpr PropertySet connect_properties{
    PropertyId::session_expiry_interval,      PropertyId::authentication_method,
    PropertyId::authentication_data,          PropertyId::request_problem_information,
    PropertyId::request_response_information, PropertyId::receive_maximum,
    PropertyId::topic_alias_maximum,          PropertyId::user_property,
    PropertyId::maximum_packet_size,
};
constexpr PropertySet will_properties{
    PropertyId::payload_format_indicator,
    PropertyId::message_expiry_interval,
    PropertyId::content_type,
    PropertyId::response_topic,
    PropertyId::correlation_data,
    PropertyId::will_delay_interval,
    PropertyId::user_property,
};

/// The Connect Flags byte, 3.1.2.3.
struct ConnectFlags {
    bool user_name, password, will_retain;
    unsigned will_qos;
    bool will, clean_start, reserved;
};

ConnectFlags connect_flags(unsigned bits) {
    return {.user_name = (bits & 0x80) != 0,
            .password = (bits & 0x40) != 0,
            .will_retain = (bits & 0x20) != 0,
            .will_qos = (bits >> 3) & 3,
            .will = (bits & 0x04) != 0,
            .clean_start = (bits & 0x02) != 0,
            .reserved = (bits & 0x01) != 0};
}

ConnectFlags take_flags(FieldReader& fields, ProtocolVersion version) {
    const ConnectFlags flags = connect_flags(fields.take_u8());
    const bool is_bit_0_used = version != ProtocolVersion::v3_1;
    fields.require(!is_bit_0_used || !flags.reserved);  // [MQTT-3.1.2-3]
    fields.require(flags.will || flags.will_qos == 0);  // [MQTT-3.1.2-11]
    fields.require(flags.will_qos <= 2);                // [MQTT-3.1.2-12]
    fields.require(flags.will || !flags.will_retain);   // [MQTT-3.1.2-13]
    const bool may_stand_alone = version == ProtocolVersion::v5;
    fields.require(may_stand_alone || flags.user_name || !flags.password);  // 3.1.1 [MQTT-3.1.2-22]
    return flags;
}

bool is_served(std::uint8_t level, bool is_3_1) {
    return is_3_1 ? level == 3 : level == 4 || level == 5;
}

Result<ProtocolVersion> take_version(FieldReader& fields) {
    const BytesView name = fields.take_binary();
    const std::uint8_t level = fields.take_u8();
    if (fields.has_failed()) return fields.error();
    const bool is_3_1 = name == "MQIsdp";
    if (!is_3_1 && name != "MQTT")
        return std::unexpected(ReasonCode::protocol_error);  // [MQTT-3.1.2-1]
    if (!is_served(level, is_3_1))
        return std::unexpected(ReasonCode::unsupported_protocol_version);  // [MQTT-3.1.2-2]
    return static_cast<ProtocolVersion>(level);
}

void set_property(Connect& connect, const Property& property) {
    switch (property.id) {
        case PropertyId::session_expiry_interval:
            connect.session_expiry_s = property.number;
            return;
        case PropertyId::receive_maximum:
            connect.receive_maximum = static_cast<std::uint16_t>(property.number);
            return;
        case PropertyId::maximum_packet_size: connect.maximum_packet_size = property.number; return;
        case PropertyId::topic_alias_maximum:
            connect.topic_alias_maximum = static_cast<std::uint16_t>(property.number);
            return;
        case PropertyId::request_response_information:
            connect.request_response_information = property.number == 1;
            return;
        case PropertyId::request_problem_information:
            connect.request_problem_information = property.number == 1;
            return;
        case PropertyId::authentication_method:
            connect.authentication_method = property.text;
            return;
        case PropertyId::authentication_data: connect.authentication_data = property.text; return;
        default: return;  // user properties, which mean nothing to us
    }
}

void take_connect_properties(FieldReader& fields, Connect& connect) {
    PropertyReader properties(fields, connect_properties);
    while (const auto property = properties.next()) set_property(connect, *property);
    const bool has_method = connect.authentication_method || !connect.authentication_data;
    fields.require(has_method, ReasonCode::protocol_error);  // 3.1.2.11.10
}

void take_will_properties(FieldReader& fields, Will& will) {
    PropertyReader properties(fields, will_properties);
    will.properties = properties.all();
    while (const auto property = properties.next()) {
        if (property->id == PropertyId::will_delay_interval) will.delay_s = property->number;
        if (property->id == PropertyId::message_expiry_interval)
            will.message_expiry_s = property->number;
    }
}

Will take_will(FieldReader& fields, const ConnectFlags& flags, ProtocolVersion version) {
    Will will{.qos = static_cast<Qos>(flags.will_qos), .retain = flags.will_retain};
    if (version == ProtocolVersion::v5) take_will_properties(fields, will);
    will.topic = fields.take_binary();
    fields.require(is_topic_name(will.topic));  // [MQTT-3.1.3-11]
    will.payload = fields.take_binary();
    return will;
}

/// MQTT 3.1, section 3.1, lets the packet end before a credential that its flags announce; later
/// versions do not.
bool is_omitted(ProtocolVersion version, const FieldReader& fields) {
    return version == ProtocolVersion::v3_1 && fields.at_end();
}

/// [MQTT-3.1.3-1] sets the order.
void take_payload(FieldReader& fields, const ConnectFlags& flags, Connect& connect) {
    connect.client_id = fields.take_printable_text();  // [MQTT-3.1.3-3] [MQTT-3.1.3-4]
    if (flags.will) connect.will = take_will(fields, flags, connect.version);  // [MQTT-3.1.2-9]
    if (flags.user_name && !is_omitted(connect.version, fields))
        connect.user_name = fields.take_printable_text();  // [MQTT-3.1.2-17] [MQTT-3.1.3-12]
    if (flags.password && !is_omitted(connect.version, fields))
        connect.password = fields.take_binary();  // [MQTT-3.1.2-19]
    fields.require(fields.at_end());              // [MQTT-3.1.2-16] [MQTT-3.1.2-18]
}

}  // namespace

Result<Connect> decode_connect(BytesView body) {
    FieldReader fields(body);
    Connect connect;
    connect.version = TRY(take_version(fields));
    const ConnectFlags flags = take_flags(fields, connect.version);
    connect.clean_start = flags.clean_start;
    connect.keep_alive_s = fields.take_u16();
    if (connect.version == ProtocolVersion::v5)
        take_connect_properties(fields, connect);
    else
        connect.session_expiry_s = flags.clean_start ? 0 : never_expires;
    take_payload(fields, flags, connect);
    if (fields.has_failed()) return fields.error();
    return connect;
}

}  // namespace fieldcast::mqtt
