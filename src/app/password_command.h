#pragma once
// `fieldcast password hash`: the line that gives a user of the access file a password.

#include "app/command_line.h"
#include "app/program.h"

namespace fieldcast::app {

/// Asks at the terminal, elsewhere reads the first line of standard input. With --generate it makes
/// the password and prints it too.
[[nodiscard]] Outcome run_password_hash(const Invocation& invocation);

}  // namespace fieldcast::app
