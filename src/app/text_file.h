#pragma once
// Files of text, read and written whole.

#include <string>
#include <string_view>

#include "base/result.h"

namespace fieldcast::app {

/// The whole file. The error is a sentence that calls it `The <what> <path>`.
[[nodiscard]] base::Result<std::string, std::string> read_text_file(std::string_view what,
                                                                    const std::string& path);

/// Puts the text in the place of the file, in one step and durably; `mode` as chmod has it. The
/// error is a sentence.
[[nodiscard]] base::Result<void, std::string> write_text_file(const std::string& path,
                                                              std::string_view text, unsigned mode);

}  // namespace fieldcast::app
