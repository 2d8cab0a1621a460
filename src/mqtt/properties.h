#pragma once
// The property sections of MQTT 5.0 (2.2.2), as far as others than the codec build or carry them.

#include "mqtt/protocol.h"

namespace fieldcast::mqtt {

/// Appends those of a PUBLISH's or will's properties that every receiver gets unaltered and in
/// their order: payload format, response topic, correlation data, user properties, content type
/// [MQTT-3.3.2-4] [MQTT-3.3.2-15] [MQTT-3.3.2-16] [MQTT-3.3.2-17] [MQTT-3.3.2-18] [MQTT-3.3.2-20].
/// `properties` must have been validated by a decoder.
void append_forwarded_properties(Bytes& out, BytesView properties);

/// The Payload Format Indicator says that the payload is UTF-8 (3.3.2.3.2). `properties` as above.
[[nodiscard]] bool is_payload_declared_utf8(BytesView properties);

// For the properties that the server sets itself for each receiver.
void append_message_expiry(Bytes& out, std::uint32_t seconds);
void append_topic_alias(Bytes& out, std::uint16_t alias);
/// `identifier`: 1 to 268,435,455.
void append_subscription_identifier(Bytes& out, std::uint32_t identifier);

}  // namespace fieldcast::mqtt
