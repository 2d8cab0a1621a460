#pragma once
// Commands of administration as a person gives them: turned into a request, sent to the running
// server or carried out on the folder when none runs, and the answer printed.

#include <string>
#include <vector>

#include "app/command_line.h"
#include "app/program.h"

namespace fieldcast::app {

/// The request of admin_commands.h that `invocation` means. Passwords are not in it.
[[nodiscard]] std::string request_of(const Invocation& invocation);

/// The answer to `request`, a line as admin_commands.h has it, in the data folder that `invocation`
/// means; a failure with its sentence.
[[nodiscard]] base::Result<std::string, Outcome> ask_administration(
    const Invocation& invocation, const std::vector<std::string>& environment,
    const std::string& request);

/// Asks at the terminal where the command needs it.
[[nodiscard]] Outcome run_administration(const Invocation& invocation,
                                         const std::vector<std::string>& environment);

}  // namespace fieldcast::app
