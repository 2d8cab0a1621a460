#include "app/terminal.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>

namespace fieldcast::app {
namespace {

/// Typed letters stay hidden while this lives.
class HiddenInput {
  public:
    HiddenInput() {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &hidden) == 0;
    }
    HiddenInput(const HiddenInput&) = delete;
    HiddenInput& operator=(const HiddenInput&) = delete;
    ~HiddenInput() {
        if (changed_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
    }

  private:
    termios before_{};
    bool changed_ = false;
};

void put(std::string_view question) {
    fmt::print(stderr, "{} ", question);
    std::fflush(stderr);
}

}  // namespace

bool at_terminal() {
    return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
}

std::optional<std::string> read_line() {
    std::string line;
    for (int c = std::getchar(); c != EOF; c = std::getchar()) {
        if (c == '\n') return line;
        line.push_back(static_cast<char>(c));
    }
    if (line.empty()) return std::nullopt;
    return line;
}

bool ask_yes(std::string_view question) {
    put(question);
    const auto answer = read_line();
    return answer == "y" || answer == "yes";
}

std::optional<std::string> ask_secret(std::string_view question) {
    put(question);
    const HiddenInput hidden;
    auto line = read_line();
    fmt::print(stderr, "\n");
    return line;
}

}  // namespace fieldcast::app
