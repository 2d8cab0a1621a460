#include "app/new_password.h"

#include <fmt/format.h>

#include "app/terminal.h"
#include "devices/credentials.h"

namespace fieldcast::app {
namespace {

using Text = base::Result<std::string, std::string>;

using devices::user_password_bytes_max;
using devices::user_password_bytes_min;

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
    if (password.size() < user_password_bytes_min || password.size() > user_password_bytes_max)
        return std::unexpected(fmt::format("The password must have {} to {} bytes.",
                                           user_password_bytes_min, user_password_bytes_max));
    std::string hash = devices::hash_user_password(password);
    if (hash.empty()) return std::unexpected("There is not enough memory to hash the password.");
    return hash;
}

}  // namespace fieldcast::app
