#pragma once
// Files of text that a person wrote and named.

#include <string>
#include <string_view>

#include "base/result.h"

namespace fieldcast::app {

/// The whole file. The error is a sentence that calls it `The <what> <path>`.
[[nodiscard]] base::Result<std::string, std::string> read_text_file(std::string_view what,
                                                                    const std::string& path);

}  // namespace fieldcast::app
