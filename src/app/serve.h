#pragma once
// `fieldcast serve`: from a configuration to a running server and back.

#include <string>

#include "app/configuration.h"
#include "base/result.h"

namespace fieldcast::app {

/// Runs until SIGINT or SIGTERM. The error is a sentence: why the server did not start.
[[nodiscard]] base::Result<void, std::string> serve(const Configuration& configuration);

}  // namespace fieldcast::app
