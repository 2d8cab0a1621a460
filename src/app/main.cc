#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "app/program.h"

namespace {

std::vector<std::string> environment_variables() {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable; ++variable) variables.emplace_back(*variable);
    return variables;
}

bool print(const std::string& output) {
    return std::fwrite(output.data(), 1, output.size(), stdout) == output.size() &&
           std::fflush(stdout) == 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + std::min(count, 1), arguments + count);
    const auto outcome = fieldcast::app::run(words, environment_variables());
    const bool written = print(outcome.output);
    if (!outcome.error.empty()) fmt::print(stderr, "fieldcast: {}\n", outcome.error);
    return written ? outcome.status : std::max(outcome.status, 1);
}
