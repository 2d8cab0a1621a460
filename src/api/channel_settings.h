#pragma once
// Settings of a channel, from ThingSpeak's parameters to the texts that administration takes.

#include "api/administer.h"
#include "api/call.h"

namespace fieldcast::api {

/// What `parameters` set. Names that mean no setting are left out: clients send back the whole
/// object that they have read. An empty label disables its field; an empty position says nothing.
[[nodiscard]] Json channel_settings(const Parameters& parameters);

}  // namespace fieldcast::api
