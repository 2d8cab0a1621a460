#pragma once
// What is shown of the activity of devices. Kind of state: plain data.

#include "app/admin_request.h"

namespace fieldcast::app {

/// What the server knows of the device's connections since its start; null where no server runs.
[[nodiscard]] Json activity_of(const server::AdminContext& context, model::DeviceId device);

[[nodiscard]] Json shown_event(const model::DeviceEvent& event);

}  // namespace fieldcast::app
