#pragma once
// `fieldcast channel import` and `channel export`: feeds as CSV files of any length, part by part.

#include "app/command_line.h"
#include "app/program.h"

namespace fieldcast::app {

/// Checks all parts of the file before it imports the first, and tells how far it is at a terminal.
[[nodiscard]] Outcome run_import(const Invocation& invocation,
                                 const std::vector<std::string>& environment);

/// To the file, or without one to standard output.
[[nodiscard]] Outcome run_export(const Invocation& invocation,
                                 const std::vector<std::string>& environment);

}  // namespace fieldcast::app
