#pragma once
// A CSV file in parts that each begin with its header, so that no part needs the others. Kind of
// state: an open file.

#include <fstream>
#include <optional>
#include <string>

#include "base/result.h"

namespace fieldcast::app {

class CsvParts {
  public:
    struct Part {
        std::string text;
        std::size_t rows_before = 0;  ///< what to add to the number of a row behind the header
    };

    /// The error is a sentence.
    [[nodiscard]] static base::Result<CsvParts, std::string> open(const std::string& path);

    /// The next part, cut between two rows and about `part_bytes` long; nothing at the end. Errors:
    /// a row that is longer than that, a file that cannot be read.
    [[nodiscard]] base::Result<std::optional<Part>, std::string> next();

    static constexpr std::size_t part_bytes = 256 * 1024;

  private:
    explicit CsvParts(std::ifstream file) : file_(std::move(file)) {}

    std::ifstream file_;
    std::string header_;
    std::string read_;  ///< and not yet given
    std::size_t rows_before_ = 0;
};

}  // namespace fieldcast::app
