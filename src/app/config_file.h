#pragma once
// The configuration file: flat TOML, one key per option. Only its form is read here; what the
// keys mean is configuration.h's.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace fieldcast::app {

struct FileEntry {
    std::string key;
    std::vector<std::string> values;  ///< one, or the items of an array
    unsigned line = 0;
};

/// The error is a sentence with the line number, without the file's name.
[[nodiscard]] base::Result<std::vector<FileEntry>, std::string> parse_config(std::string_view toml);

}  // namespace fieldcast::app
