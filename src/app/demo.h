#pragma once
// The first start: a user, a channel and two devices to try the server with.

#include <string>

#include "app/data_folder.h"
#include "base/result.h"
#include "server/settings.h"

namespace fieldcast::app {

/// Makes them through the same requests that the command line sends. Returns what to show, with
/// credentials and two commands to paste; empty if the folder has a user already. The error is a
/// sentence.
[[nodiscard]] base::Result<std::string, std::string> make_demo(DataFolder& folder,
                                                               const server::Settings& settings,
                                                               base::Timestamp now);

}  // namespace fieldcast::app
