#pragma once
// Questions to the person at the terminal.

#include <optional>
#include <string>
#include <string_view>

namespace fieldcast::app {

/// Whether standard input and standard error are a person's.
[[nodiscard]] bool at_terminal();

/// The next line of standard input without its end; nothing at the end of input.
[[nodiscard]] std::optional<std::string> read_line();

/// Puts `question` and reads one line; only `y` and `yes` are a yes.
[[nodiscard]] bool ask_yes(std::string_view question);

/// Puts `question` and reads one line that is not shown.
[[nodiscard]] std::optional<std::string> ask_secret(std::string_view question);

}  // namespace fieldcast::app
