#include "mqtt/encode.h"

#include "mqtt/field_writer.h"
#include "mqtt/properties.h"
#include "mqtt/property_writer.h"

namespace fieldcast::mqtt {
namespace {

/// Flags of the packet types that have a fixed value other than zero, table 2-2.
constexpr unsigned reserved_flags(PacketType type) {
    const bool has_bit_1 = type == PacketType::pubrel || type == PacketType::subscribe ||
                           type == PacketType::unsubscribe;
    return has_bit_1 ? 0b0010 : 0;  // [MQTT-3.6.1-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1]
}

void append_header(Bytes& out, PacketType type, unsigned flags, std::size_t remaining_length) {
    base::append_u8(out, static_cast<unsigned>(type) << 4 | flags);
    append_variable_byte_integer(out, remaining_length);
}

void append_header(Bytes& out, PacketType type, std::size_t remaining_length) {
    append_header(out, type, reserved_flags(type), remaining_length);
}

void append_packet(Bytes& out, PacketType type, BytesView body) {
    append_header(out, type, body.size());
    out.append(body);
}

void append_reason(Bytes& out, ReasonCode reason) {
    base::append_u8(out, static_cast<unsigned>(reason));
}

/// Nothing if there is no text.
void append_text_property(Bytes& out, PropertyId id, BytesView text) {
    if (!text.empty()) append_string_property(out, id, text);
}

void append_number_property(Bytes& out, PropertyId id, std::optional<std::uint32_t> number) {
    if (number) append_u32_property(out, id, *number);
}

void append_number_property(Bytes& out, PropertyId id, std::optional<std::uint16_t> number) {
    if (number) append_u16_property(out, id, *number);
}

Bytes reason_string_property(std::string_view reason_string) {
    Bytes properties;
    append_text_property(properties, PropertyId::reason_string, reason_string);
    return properties;
}

Bytes connack_properties(const Connack& connack) {
    Bytes out;
    append_number_property(out, PropertyId::session_expiry_interval, connack.session_expiry_s);
    append_number_property(out, PropertyId::receive_maximum, connack.receive_maximum);
    append_number_property(out, PropertyId::maximum_packet_size, connack.maximum_packet_size);
    append_text_property(out, PropertyId::assigned_client_identifier, connack.assigned_client_id);
    append_number_property(out, PropertyId::topic_alias_maximum, connack.topic_alias_maximum);
    append_text_property(out, PropertyId::reason_string, connack.reason_string);
    append_number_property(out, PropertyId::server_keep_alive, connack.server_keep_alive_s);
    append_text_property(out, PropertyId::response_information, connack.response_information);
    return out;
}

/// MQTT 3.1 reserves the byte that tells of a session.
bool tells_session(ProtocolVersion version, const Connack& connack) {
    return version != ProtocolVersion::v3_1 && connack.session_present &&
           connack.reason == ReasonCode::success;  // [MQTT-3.2.2-6]; 3.1.1 [MQTT-3.2.2-4]
}

unsigned publish_flags(const Publish& publish) {
    return (publish.dup ? 8U : 0U) | static_cast<unsigned>(publish.qos) << 1 |
           (publish.retain ? 1U : 0U);
}

BytesView protocol_name(ProtocolVersion version) {
    return version == ProtocolVersion::v3_1 ? "MQIsdp" : "MQTT";
}

unsigned connect_flags(const Connect& connect) {
    unsigned flags = connect.clean_start ? 0x02 : 0;
    if (connect.user_name) flags |= 0x80;
    if (connect.password) flags |= 0x40;
    if (connect.will) {
        flags |= 0x04 | static_cast<unsigned>(connect.will->qos) << 3;
        if (connect.will->retain) flags |= 0x20;
    }
    return flags;
}

/// Those that say something else than their absence does.
Bytes connect_properties(const Connect& connect) {
    Bytes out;
    if (connect.session_expiry_s != 0)
        append_u32_property(out, PropertyId::session_expiry_interval, connect.session_expiry_s);
    if (connect.receive_maximum != 65'535)
        append_u16_property(out, PropertyId::receive_maximum, connect.receive_maximum);
    append_number_property(out, PropertyId::maximum_packet_size, connect.maximum_packet_size);
    if (connect.topic_alias_maximum != 0)
        append_u16_property(out, PropertyId::topic_alias_maximum, connect.topic_alias_maximum);
    if (connect.request_response_information)
        append_u8_property(out, PropertyId::request_response_information, 1);
    if (!connect.request_problem_information)
        append_u8_property(out, PropertyId::request_problem_information, 0);
    if (const auto& method = connect.authentication_method)
        append_string_property(out, PropertyId::authentication_method, *method);
    if (const auto& secret = connect.authentication_data)
        append_string_property(out, PropertyId::authentication_data, *secret);
    return out;
}

void append_will(Bytes& out, ProtocolVersion version, const Will& will) {
    if (version == ProtocolVersion::v5) append_property_section(out, will.properties);
    append_string(out, will.topic);
    append_string(out, will.payload);
}

Bytes subscribe_properties(const Subscribe& subscribe) {
    Bytes out;
    if (const auto identifier = subscribe.subscription_identifier; identifier != 0)
        append_subscription_identifier(out, identifier);
    return out;
}

/// 3.8.3.1. Older versions have the QoS alone.
unsigned subscription_options(ProtocolVersion version, const RequestedSubscription& wanted) {
    const auto qos = static_cast<unsigned>(wanted.qos);
    if (version != ProtocolVersion::v5) return qos;
    return qos | (wanted.no_local ? 0x04U : 0U) | (wanted.retain_as_published ? 0x08U : 0U) |
           static_cast<unsigned>(wanted.retain_handling) << 4;
}

/// The start of SUBACK and UNSUBACK.
Bytes answer_head(ProtocolVersion version, const SubscriptionAnswer& answer) {
    Bytes body;
    base::append_u16(body, answer.packet_id);  // [MQTT-2.2.1-6]
    if (version == ProtocolVersion::v5)
        append_property_section(body, reason_string_property(answer.reason_string));
    return body;
}

}  // namespace

void append_connack(Bytes& out, ProtocolVersion version, const Connack& connack) {
    Bytes body;
    base::append_u8(body, tells_session(version, connack) ? 1 : 0);  // [MQTT-3.2.2-1]
    if (version == ProtocolVersion::v5) {
        append_reason(body, connack.reason);
        append_property_section(body, connack_properties(connack));
    } else {
        base::append_u8(body, connect_return_code(connack.reason));
    }
    append_packet(out, PacketType::connack, body);
}

void append_publish(Bytes& out, ProtocolVersion version, const Publish& publish) {
    const bool has_id = publish.qos != Qos::at_most_once;  // [MQTT-2.2.1-2]
    const bool has_properties = version == ProtocolVersion::v5;
    const std::size_t size = string_size(publish.topic) + (has_id ? 2 : 0) +
                             (has_properties ? property_section_size(publish.properties) : 0) +
                             publish.payload.size();
    append_header(out, PacketType::publish, publish_flags(publish), size);
    append_string(out, publish.topic);
    if (has_id) base::append_u16(out, publish.packet_id);
    if (has_properties) append_property_section(out, publish.properties);
    out.append(publish.payload);
}

void append_acknowledgement(Bytes& out, ProtocolVersion version, PacketType type,
                            const Acknowledgement& acknowledgement) {
    const bool has_text = !acknowledgement.reason_string.empty();
    const bool has_reason = has_text || acknowledgement.reason != ReasonCode::success;
    if (version != ProtocolVersion::v5 || !has_reason) {
        append_header(out, type, sizeof acknowledgement.packet_id);
        return base::append_u16(out, acknowledgement.packet_id);  // [MQTT-2.2.1-5]
    }
    Bytes body;
    base::append_u16(body, acknowledgement.packet_id);
    append_reason(body, acknowledgement.reason);
    if (has_text)
        append_property_section(body, reason_string_property(acknowledgement.reason_string));
    append_packet(out, type, body);
}

void append_suback(Bytes& out, ProtocolVersion version, const SubscriptionAnswer& answer) {
    Bytes body = answer_head(version, answer);
    for (const ReasonCode reason : answer.reasons)  // [MQTT-3.9.3-1]
        base::append_u8(body, version == ProtocolVersion::v5 ? static_cast<unsigned>(reason)
                                                             : suback_code(reason));
    append_packet(out, PacketType::suback, body);
}

void append_unsuback(Bytes& out, ProtocolVersion version, const SubscriptionAnswer& answer) {
    Bytes body = answer_head(version, answer);
    if (version == ProtocolVersion::v5)
        for (const ReasonCode reason : answer.reasons) append_reason(body, reason);
    append_packet(out, PacketType::unsuback, body);  // [MQTT-3.11.3-1]
}

void append_pingresp(Bytes& out) {
    append_header(out, PacketType::pingresp, 0);
}

void append_disconnect(Bytes& out, ProtocolVersion version, const Disconnect& disconnect) {
    if (version != ProtocolVersion::v5) return append_header(out, PacketType::disconnect, 0);
    Bytes properties;
    append_number_property(properties, PropertyId::session_expiry_interval,
                           disconnect.session_expiry_s);
    append_text_property(properties, PropertyId::reason_string, disconnect.reason_string);
    Bytes body;
    if (disconnect.reason != ReasonCode::success || !properties.empty())
        append_reason(body, disconnect.reason);
    if (!properties.empty()) append_property_section(body, properties);
    append_packet(out, PacketType::disconnect, body);
}

void append_connect(Bytes& out, const Connect& connect) {
    const bool is_v5 = connect.version == ProtocolVersion::v5;
    Bytes body;
    append_string(body, protocol_name(connect.version));
    base::append_u8(body, static_cast<unsigned>(connect.version));
    base::append_u8(body, connect_flags(connect));
    base::append_u16(body, connect.keep_alive_s);
    if (is_v5) append_property_section(body, connect_properties(connect));
    append_string(body, connect.client_id);  // [MQTT-3.1.3-1] sets the order
    if (connect.will) append_will(body, connect.version, *connect.will);
    if (connect.user_name) append_string(body, *connect.user_name);
    if (connect.password) append_string(body, *connect.password);
    append_packet(out, PacketType::connect, body);
}

void append_subscribe(Bytes& out, ProtocolVersion version, const Subscribe& subscribe) {
    Bytes body;
    base::append_u16(body, subscribe.packet_id);
    if (version == ProtocolVersion::v5)
        append_property_section(body, subscribe_properties(subscribe));
    for (const auto& wanted : subscribe.subscriptions) {
        append_string(body, wanted.filter);
        base::append_u8(body, subscription_options(version, wanted));
    }
    append_packet(out, PacketType::subscribe, body);
}

void append_unsubscribe(Bytes& out, ProtocolVersion version, const Unsubscribe& unsubscribe) {
    Bytes body;
    base::append_u16(body, unsubscribe.packet_id);
    if (version == ProtocolVersion::v5) append_property_section(body, {});
    for (const BytesView filter : unsubscribe.filters) append_string(body, filter);
    append_packet(out, PacketType::unsubscribe, body);
}

void append_pingreq(Bytes& out) {
    append_header(out, PacketType::pingreq, 0);
}

}  // namespace fieldcast::mqtt
