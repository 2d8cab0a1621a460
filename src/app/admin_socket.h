#pragma once
// The command line's end of the Unix socket on which a running server takes administration.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace fieldcast::app {

/// Sends one request line to the server on `data_folder` and returns its answer. Nothing if no
/// server listens there. The error is a sentence for people, also when the server does not answer
/// within `patience`.
[[nodiscard]] base::Result<std::optional<std::string>, std::string> ask_server(
    const std::string& data_folder, std::string_view request,
    base::Milliseconds patience = base::Seconds{60});

}  // namespace fieldcast::app
