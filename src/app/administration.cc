#include "app/administration.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/admin_socket.h"
#include "app/answer_text.h"
#include "app/configuration.h"
#include "app/data_folder.h"
#include "app/terminal.h"
#include "base/clock.h"
#include "devices/credentials.h"
#include "server/administration.h"

namespace fieldcast::app {
namespace {

using Json = nlohmann::ordered_json;
using Text = base::Result<std::string, Outcome>;

constexpr std::size_t password_bytes_min = 8;
constexpr std::size_t password_bytes_max = 1024;
constexpr int failed = 1;
constexpr int wrongly_used = 2;

std::unexpected<Outcome> stop(std::string sentence, int status = failed) {
    return std::unexpected(Outcome{.output = {}, .error = std::move(sentence), .status = status});
}

void put_arguments(Json& request, const Invocation& invocation) {
    std::size_t next = 0;
    for (const CommandArgument& argument : invocation.command->arguments) {
        if (!argument.repeated)
            request[argument.key] = invocation.arguments[next++];
        else
            while (next < invocation.arguments.size())
                request[argument.key].push_back(invocation.arguments[next++]);
    }
}

void put_options(Json& request, const Invocation& invocation) {
    for (const CommandOption& option : invocation.command->options) {
        const std::string key = request_key(option);
        if (option.stays_here || !invocation.find(option.name)) continue;
        if (option.repeated)
            request[key] = invocation.all(option.name);
        else if (!option.placeholder.empty())
            request[key] = *invocation.find(option.name);
        else if (invocation.has(option.name))
            request[key] = true;
    }
}

/// Twice from the terminal, so that nobody locks himself out by a slip.
Text password_from_terminal() {
    const auto first = ask_secret("New password:");
    const auto second = ask_secret("Once more:");
    if (!first || first != second) return stop("The two passwords differ; nothing was changed.");
    return *first;
}

Text password_from(const Invocation& invocation) {
    if (!invocation.has("password-stdin")) {
        if (at_terminal()) return password_from_terminal();
        return stop(fmt::format("{} reads the password from a terminal; elsewhere give it on "
                                "standard input and say --password-stdin",
                                invocation.command->words),
                    wrongly_used);
    }
    auto line = read_line();
    if (!line) return stop("There is no password on standard input.");
    if (line->ends_with('\r')) line->pop_back();
    return *line;
}

/// argon2id takes tens of milliseconds and 19 MiB, so it is done here and not by the server.
Text password_hash(const Invocation& invocation) {
    const std::string password = TRY(password_from(invocation));
    if (password.size() < password_bytes_min || password.size() > password_bytes_max)
        return stop(fmt::format("The password must have {} to {} bytes.", password_bytes_min,
                                password_bytes_max));
    std::string hash = devices::hash_user_password(password);
    if (hash.empty()) return stop("There is not enough memory to hash the password.");
    return hash;
}

bool needs_password(const Invocation& invocation) {
    const Password password = invocation.command->password;
    return password == Password::must_be_read ||
           (password == Password::may_be_read && invocation.has("password-stdin"));
}

base::Result<void, Outcome> confirm(const Invocation& invocation) {
    const Command& command = *invocation.command;
    if (command.warning.empty() || invocation.has("yes")) return {};
    if (!at_terminal())
        return stop(fmt::format("{} asks before it removes anything; where there is no terminal, "
                                "say --yes",
                                command.words),
                    wrongly_used);
    if (!ask_yes(fmt::format("{} {}. Go on? [y/N]", command.warning, invocation.arguments[0])))
        return stop("Nothing was removed.");
    return {};
}

/// Users come first, so their commands may make the folder; others would hide a mistyped one.
bool may_make_folder(const Command& command) {
    return command.words.starts_with("user ");
}

std::string why_not_opened(const storage::StoreError& error) {
    if (error.kind != storage::StoreErrorKind::locked) return error.text;
    return fmt::format("{}. It does not answer on {}; if it is just starting, try again.",
                       error.text, server::admin_socket_name);
}

Text answer_to(const Invocation& invocation, const std::string& request,
               const std::string& folder) {
    auto answered = ask_server(folder, request);
    if (!answered) return stop(std::move(answered).error());
    if (*answered) return std::move(**answered);
    std::error_code unknown;
    if (!may_make_folder(*invocation.command) && !std::filesystem::exists(folder, unknown))
        return stop(
            fmt::format("There is no data folder {}. Name it with --data DIR or "
                        "FIELDCAST_DATA, or begin one: fieldcast user add NAME --data {}.",
                        folder, folder));
    auto opened = open_data_folder(folder);
    if (!opened) return stop(why_not_opened(opened.error()));
    return administer(*opened, request, base::SystemClock{}.wall_time());
}

/// Tells a failure from an answer.
Text successful(std::string answer) {
    const Json json = Json::parse(answer, nullptr, false);
    if (json.is_discarded()) return stop("The server's answer is not JSON: " + answer);
    if (json.is_object() && json.contains("error") && json["error"].is_string())
        return stop(json["error"].get<std::string>());
    return answer;
}

Text ask(const Invocation& invocation, const std::vector<std::string>& environment) {
    TRY(confirm(invocation));
    std::string request = request_of(invocation);
    if (needs_password(invocation)) {
        Json with_password = Json::parse(request);
        with_password["password_hash"] = TRY(password_hash(invocation));
        request = with_password.dump();
    }
    return successful(
        TRY(answer_to(invocation, request, data_folder_of(invocation.find("data"), environment))));
}

Text output(const Invocation& invocation, const std::vector<std::string>& environment) {
    const std::string answer = TRY(ask(invocation, environment));
    const bool is_feed = invocation.command->words == "channel feed";
    if (invocation.has("json") && !is_feed) return answer + '\n';
    return answer_text(invocation.command->words, answer);
}

}  // namespace

std::string request_of(const Invocation& invocation) {
    Json request{{"command", invocation.command->words}};
    put_arguments(request, invocation);
    put_options(request, invocation);
    return request.dump();
}

Outcome run_administration(const Invocation& invocation,
                           const std::vector<std::string>& environment) {
    Text text = output(invocation, environment);
    if (!text) return std::move(text).error();
    return {.output = std::move(*text), .error = {}, .status = 0};
}

}  // namespace fieldcast::app
