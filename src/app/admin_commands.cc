#include "app/admin_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "app/admin_request.h"
#include "app/command_line.h"

namespace fieldcast::app {
namespace {

using server::AdminContext;

const AdminCommand* find_command(std::string_view words) {
    for (const auto& noun :
         {server_administration(), user_administration(), sign_in_administration(),
          channel_administration(), feed_administration(), device_administration(),
          activity_administration()})
        for (const AdminCommand& command : noun)
            if (command.words == words) return &command;
    return nullptr;
}

/// Whether the command line of this version could have sent `key`.
bool takes(const Command& command, std::string_view key) {
    if (command.task == Task::import_feed && key == "text") return true;
    if (command.task == Task::export_feed && key == "first") return true;
    if (key == "password_hash") return command.password != Password::none;
    return std::ranges::find(command.arguments, key, &CommandArgument::key) !=
               command.arguments.end() ||
           std::ranges::any_of(command.options, [key](const CommandOption& option) {
               return request_key(option) == key;
           });
}

bool is_among(std::string_view words, std::string_view wanted) {
    return std::ranges::any_of(std::views::split(words, ' '), [&](const auto word) {
        return std::string_view{word.begin(), word.end()} == wanted;
    });
}

/// Whether `key` may stand in a request for `words`, from the command line or from the page.
bool takes(const AdminCommand& meant, std::string_view key) {
    if (!meant.keys.empty()) return is_among(meant.keys, key);
    const auto command = std::ranges::find(commands(), meant.words, &Command::words);
    return command != commands().end() && takes(*command, key);
}

/// A server that ignored what a newer program asks for would do something else than was meant.
Answer<void> check_keys(const AdminRequest& request, const AdminCommand& command) {
    for (const auto& [key, texts] : request.values())
        if (!takes(command, key))
            return std::unexpected(fmt::format(
                "This server does not know \"{}\" of {}. It may be older than this program: "
                "restart it.",
                key, request.command()));
    return {};
}

Answer<Json> carry_out(AdminContext& context, std::string_view line) {
    const AdminRequest request = TRY(AdminRequest::parse(line));
    const AdminCommand* command = find_command(request.command());
    if (!command)
        return std::unexpected(fmt::format(
            "This server does not know the command \"{}\". It may be older than this program: "
            "restart it.",
            request.command()));
    TRY(check_keys(request, *command));
    Json answer = TRY(command->carry_out(context, request));
    if (command->changes) TRY(told(context.store.commit()));
    return answer;
}

}  // namespace

std::string handle_admin_request(AdminContext& context, std::string_view request) {
    const Answer<Json> answer = carry_out(context, request);
    if (answer) return to_line(*answer);
    context.store.roll_back();
    context.changes.clear();
    context.cleared.clear();
    return to_line({{"error", answer.error()}});
}

}  // namespace fieldcast::app
