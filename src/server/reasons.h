#pragma once
// What a refusal is called on the wire. Every refusal has one answer here, for all packets.

#include "model/refusal.h"
#include "mqtt/protocol.h"

namespace fieldcast::server {

/// The reason code that MQTT 5.0 has for a refused packet.
[[nodiscard]] mqtt::ReasonCode reason_of(model::Refusal refusal);

/// What a client that does not speak MQTT should do, by the byte it began with where CONNECT was
/// due; empty for any other client.
[[nodiscard]] std::string_view remedy_of_first_byte(char first);

}  // namespace fieldcast::server
