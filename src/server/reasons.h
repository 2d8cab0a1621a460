#pragma once
// What a refusal is called on the wire. Every refusal has one answer here, for all packets.

#include "model/refusal.h"
#include "mqtt/protocol.h"

namespace fieldcast::server {

/// The reason code that MQTT 5.0 has for a refused packet.
[[nodiscard]] mqtt::ReasonCode reason_of(model::Refusal refusal);

}  // namespace fieldcast::server
