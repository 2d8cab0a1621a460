#include "app/administration.h"

#include <fmt/format.h>
#include <poll.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/admin_socket.h"
#include "app/answer_text.h"
#include "app/configuration.h"
#include "app/data_folder.h"
#include "app/new_password.h"
#include "app/terminal.h"
#include "base/clock.h"
#include "server/administration.h"

namespace fieldcast::app {
namespace {

using Json = nlohmann::ordered_json;
using Text = base::Result<std::string, Outcome>;

constexpr int failed = 1;
constexpr int wrongly_used = 2;
constexpr int attempts_max = 40;  ///< a moment apart, two seconds in all

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

/// argon2id takes tens of milliseconds and 19 MiB, so it is done here and not by the server.
Text password_hash(const Invocation& invocation) {
    const bool is_piped = invocation.has("password-stdin");
    if (!is_piped && !at_terminal())
        return stop(fmt::format("{} reads the password from a terminal; elsewhere give it on "
                                "standard input and say --password-stdin",
                                invocation.command->words),
                    wrongly_used);
    const auto password = is_piped ? password_from_input() : password_from_terminal();
    if (!password) return stop(password.error());
    auto hash = hash_of_new_password(*password);
    if (!hash) return stop(std::move(hash).error());
    return std::move(*hash);
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
    const std::string warning = fmt::format(fmt::runtime(command.warning), invocation.arguments[0]);
    if (!ask_yes(warning + ". Go on? [y/N]")) return stop("Nothing was removed.");
    return {};
}

/// Users come first, so their commands may make the folder; others would hide a mistyped one.
bool may_make_folder(const Command& command) {
    return command.words.starts_with("user ");
}

base::Result<void, Outcome> check_folder(const Command& command, const std::string& folder) {
    std::error_code unknown;
    if (may_make_folder(command) || std::filesystem::exists(folder, unknown)) return {};
    return stop(
        fmt::format("There is no data folder {}. Name it with --data DIR or FIELDCAST_DATA, or "
                    "begin one: fieldcast user add NAME --data {}.",
                    folder, folder));
}

/// The answer of the server on the folder, or of this process where none runs. Error `locked`
/// while another process has the folder and does not listen: a server that starts or stops.
storage::Result<std::string> try_once(const std::string& folder, const std::string& request) {
    auto answered = ask_server(folder, request);
    if (!answered)
        return std::unexpected(
            storage::StoreError{storage::StoreErrorKind::io, std::move(answered).error()});
    if (*answered) return std::move(**answered);
    DataFolder opened = TRY(open_data_folder(folder));
    return administer(opened, request, base::SystemClock{}.wall_time());
}

/// No event tells when another process begins to listen or lets go of the folder.
void wait_a_moment() {
    ::poll(nullptr, 0, 50);
}

Text answer_to(const std::string& folder, const std::string& request) {
    for (int attempt = 1;; ++attempt) {
        auto answer = try_once(folder, request);
        if (answer) return std::move(*answer);
        if (answer.error().kind != storage::StoreErrorKind::locked)
            return stop(std::move(answer).error().text);
        if (attempt == attempts_max)
            return stop(
                fmt::format("{}. It does not answer on {} either; if it is a server that "
                            "still starts, try again.",
                            answer.error().text, server::admin_socket_name));
        wait_a_moment();
    }
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
    return ask_administration(invocation, environment, request);
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

base::Result<std::string, Outcome> ask_administration(const Invocation& invocation,
                                                      const std::vector<std::string>& environment,
                                                      const std::string& request) {
    const std::string folder = data_folder_of(invocation.find("data"), environment);
    TRY(check_folder(*invocation.command, folder));
    return successful(TRY(answer_to(folder, request)));
}

Outcome run_administration(const Invocation& invocation,
                           const std::vector<std::string>& environment) {
    Text text = output(invocation, environment);
    if (!text) return std::move(text).error();
    return {.output = std::move(*text), .error = {}, .status = 0};
}

}  // namespace fieldcast::app
