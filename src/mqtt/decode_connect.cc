#include "mqtt/decode.h"
#include "mqtt/field_reader.h"
#include "mqtt/topic.h"

namespace fieldcast::mqtt {
namespace {

/// The Connect Flags byte, 3.1.2.3.
struct ConnectFlags {
    bool user_name, password, will_retain;
    unsigned will_qos;
    bool will, clean_session, reserved;
};

ConnectFlags connect_flags(unsigned bits) {
    return {.user_name = (bits & 0x80) != 0,
            .password = (bits & 0x40) != 0,
            .will_retain = (bits & 0x20) != 0,
            .will_qos = (bits >> 3) & 3,
            .will = (bits & 0x04) != 0,
            .clean_session = (bits & 0x02) != 0,
            .reserved = (bits & 0x01) != 0};
}

ConnectFlags take_flags(FieldReader& fields) {
    const ConnectFlags flags = connect_flags(fields.take_u8());
    fields.require(!flags.reserved);                     // [MQTT-3.1.2-3]
    fields.require(flags.will || flags.will_qos == 0);   // [MQTT-3.1.2-13]
    fields.require(flags.will_qos <= 2);                 // [MQTT-3.1.2-14]
    fields.require(flags.will || !flags.will_retain);    // [MQTT-3.1.2-15]
    fields.require(flags.user_name || !flags.password);  // [MQTT-3.1.2-22]
    return flags;
}

Result<ProtocolVersion> take_version(FieldReader& fields) {
    const BytesView name = fields.take_binary();
    const auto level = static_cast<ProtocolVersion>(fields.take_u8());
    if (fields.has_failed()) return malformed_packet();
    const bool is_3_1 = name == "MQIsdp";
    if (!is_3_1 && name != "MQTT")
        return std::unexpected(DecodeError::protocol_error);  // [MQTT-3.1.2-1]
    if (level != (is_3_1 ? ProtocolVersion::v3_1 : ProtocolVersion::v3_1_1))
        return std::unexpected(DecodeError::unacceptable_protocol_version);  // [MQTT-3.1.2-2]
    return level;
}

Will take_will(FieldReader& fields, const ConnectFlags& flags) {
    const BytesView topic = fields.take_binary();
    fields.require(is_topic_name(topic));  // [MQTT-3.1.3-10]
    return {.topic = topic,
            .payload = fields.take_binary(),
            .qos = static_cast<Qos>(flags.will_qos),
            .retain = flags.will_retain};
}

/// MQTT 3.1, section 3.1, lets the packet end before a credential that its flags announce; 3.1.1
/// does not.
bool is_omitted(ProtocolVersion version, const FieldReader& fields) {
    return version == ProtocolVersion::v3_1 && fields.at_end();
}

}  // namespace

Result<Connect> decode_connect(BytesView body) {
    FieldReader fields(body);
    Connect connect;
    connect.version = TRY(take_version(fields));
    const ConnectFlags flags = take_flags(fields);
    connect.clean_session = flags.clean_session;
    connect.keep_alive_s = fields.take_u16();
    // [MQTT-3.1.3-1] sets the order.
    connect.client_id = fields.take_text();                   // [MQTT-3.1.3-3] [MQTT-3.1.3-4]
    if (flags.will) connect.will = take_will(fields, flags);  // [MQTT-3.1.2-9]
    if (flags.user_name && !is_omitted(connect.version, fields))
        connect.user_name = fields.take_text();  // [MQTT-3.1.2-19] [MQTT-3.1.3-11]
    if (flags.password && !is_omitted(connect.version, fields))
        connect.password = fields.take_binary();  // [MQTT-3.1.2-21]
    if (fields.has_failed() || !fields.at_end()) return malformed_packet();
    return connect;
}

}  // namespace fieldcast::mqtt
