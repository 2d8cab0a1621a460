#include "app/password_command.h"

#include <fmt/format.h>

#include "app/new_password.h"
#include "app/terminal.h"
#include "devices/credentials.h"

namespace fieldcast::app {
namespace {

using Text = base::Result<std::string, std::string>;

/// Base64 and the characters of argon2id's text form need no escapes in TOML.
std::string access_line(std::string_view hash) {
    return fmt::format("password = \"{}\"\n", hash);
}

Text generated_password() {
    const std::string password = devices::generate_device_password(devices::system_random());
    const std::string hash = TRY(hash_of_new_password(password));
    return fmt::format(
        "The password, which is not shown again:\n{}\n"
        "The line for its section of the access file:\n{}",
        password, access_line(hash));
}

Text chosen_password() {
    const std::string password =
        TRY(at_terminal() ? password_from_terminal() : password_from_input());
    const std::string hash = TRY(hash_of_new_password(password));
    return access_line(hash);
}

}  // namespace

Outcome run_password_hash(const Invocation& invocation) {
    Text text = invocation.has("generate") ? generated_password() : chosen_password();
    if (!text) return {.output = {}, .error = std::move(text).error(), .status = 1};
    return {.output = std::move(*text), .error = {}, .status = 0};
}

}  // namespace fieldcast::app
