#include "app/new_password.h"

#include <fmt/format.h>

#include "app/terminal.h"
#include "devices/credentials.h"

namespace fieldcast::app {
namespace {

using Text = base::Result<std::string, std::string>;

constexpr std::size_t password_bytes_min = 8;
constexpr std::size_t password_bytes_max = 1024;

}  // namespace

Text password_from_terminal() {
    const auto first = ask_secret("New password:");
    const auto second = ask_secret("Once more:");
    if (!first || first != second)
        return std::unexpected("The two passwords differ; nothing was changed.");
    return *first;
}

Text password_from_input() {
    auto line = read_line();
    if (!line) return std::unexpected("There is no password on standard input.");
    if (line->ends_with('\r')) line->pop_back();
    return *line;
}

Text hash_of_new_password(const std::string& password) {
    if (password.size() < password_bytes_min || password.size() > password_bytes_max)
        return std::unexpected(fmt::format("The password must have {} to {} bytes.",
                                           password_bytes_min, password_bytes_max));
    std::string hash = devices::hash_user_password(password);
    if (hash.empty()) return std::unexpected("There is not enough memory to hash the password.");
    return hash;
}

}  // namespace fieldcast::app
