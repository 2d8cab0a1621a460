#pragma once
// The program as a function: words in, texts and an exit status out.

#include <string>
#include <vector>

namespace fieldcast::app {

/// What a command came to.
struct Outcome {
    std::string output;  ///< for standard output
    std::string error;   ///< a sentence for standard error; empty: none
    int status = 0;      ///< 0: done; 1: failed; 2: wrongly used
};

/// `words` follow the program's name; `environment` is `NAME=VALUE` each. For `serve` it returns
/// when the server has stopped. With --json a failure is on the output as JSON too.
[[nodiscard]] Outcome run(const std::vector<std::string>& words,
                          const std::vector<std::string>& environment);

}  // namespace fieldcast::app
