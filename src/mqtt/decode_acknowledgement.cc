// The packets that carry little more than a reason code, or nothing.

#include "mqtt/decode.h"
#include "mqtt/property.h"

namespace fieldcast::mqtt {
namespace {

constexpr PropertySet acknowledgement_properties{PropertyId::reason_string,
                                                 PropertyId::user_property};
constexpr PropertySet disconnect_properties{PropertyId::session_expiry_interval,
                                            PropertyId::reason_string, PropertyId::user_property,
                                            PropertyId::server_reference};

/// Tables 3-4 and 3-5.
bool is_answer_to_publish(ReasonCode reason) {
    switch (reason) {
        case ReasonCode::success:
        case ReasonCode::no_matching_subscribers:
        case ReasonCode::unspecified_error:
        case ReasonCode::implementation_specific_error:
        case ReasonCode::not_authorized:
        case ReasonCode::topic_name_invalid:
        case ReasonCode::packet_identifier_in_use:
        case ReasonCode::quota_exceeded:
        case ReasonCode::payload_format_invalid: return true;
        default: return false;
    }
}

bool may_acknowledge(PacketType type, ReasonCode reason) {
    // [MQTT-3.4.2-1] [MQTT-3.5.2-1]
    if (type == PacketType::puback || type == PacketType::pubrec)
        return is_answer_to_publish(reason);
    // Tables 3-6 and 3-7. [MQTT-3.6.2-1] [MQTT-3.7.2-1]
    return reason == ReasonCode::success || reason == ReasonCode::packet_identifier_not_found;
}

/// Table 3-10, of which a server may send more. [MQTT-3.14.2-1]
bool may_disconnect_client(ReasonCode reason) {
    switch (reason) {
        case ReasonCode::success:
        case ReasonCode::disconnect_with_will:
        case ReasonCode::unspecified_error:
        case ReasonCode::malformed_packet:
        case ReasonCode::protocol_error:
        case ReasonCode::implementation_specific_error:
        case ReasonCode::topic_name_invalid:
        case ReasonCode::receive_maximum_exceeded:
        case ReasonCode::topic_alias_invalid:
        case ReasonCode::packet_too_large:
        case ReasonCode::message_rate_too_high:
        case ReasonCode::quota_exceeded:
        case ReasonCode::administrative_action:
        case ReasonCode::payload_format_invalid: return true;
        default: return false;
    }
}

/// Success if the packet ends before it (3.4.2.1, 3.14.2.1).
ReasonCode take_reason(FieldReader& fields) {
    return fields.at_end() ? ReasonCode::success : static_cast<ReasonCode>(fields.take_u8());
}

/// Checks properties that nothing is done with. The packet may end before them (3.4.2.2.1).
void pass_properties(FieldReader& fields) {
    if (fields.at_end()) return;
    PropertyReader properties(fields, acknowledgement_properties);
    while (properties.next()) continue;
}

std::optional<std::uint32_t> take_session_expiry(FieldReader& fields) {
    std::optional<std::uint32_t> session_expiry_s;
    if (fields.at_end()) return session_expiry_s;  // 3.14.2.2.1
    PropertyReader properties(fields, disconnect_properties);
    while (const auto property = properties.next())
        if (property->id == PropertyId::session_expiry_interval)
            session_expiry_s = property->number;
    return session_expiry_s;
}

}  // namespace

Result<Acknowledgement> decode_acknowledgement(ProtocolVersion version, PacketType type,
                                               BytesView body) {
    FieldReader fields(body);
    Acknowledgement acknowledgement{.packet_id = fields.take_packet_id()};
    if (version == ProtocolVersion::v5) {
        acknowledgement.reason = take_reason(fields);
        fields.require(may_acknowledge(type, acknowledgement.reason), ReasonCode::protocol_error);
        pass_properties(fields);
    }
    fields.require(fields.at_end());
    if (fields.has_failed()) return fields.error();
    return acknowledgement;
}

Result<Disconnect> decode_disconnect(ProtocolVersion version, BytesView body) {
    FieldReader fields(body);
    Disconnect disconnect;
    if (version == ProtocolVersion::v5) {
        disconnect.reason = take_reason(fields);
        fields.require(may_disconnect_client(disconnect.reason), ReasonCode::protocol_error);
        disconnect.session_expiry_s = take_session_expiry(fields);
    }
    fields.require(fields.at_end());
    if (fields.has_failed()) return fields.error();
    return disconnect;
}

Result<void> decode_empty(BytesView body) {
    if (!body.empty()) return std::unexpected(ReasonCode::malformed_packet);
    return {};
}

}  // namespace fieldcast::mqtt
