#pragma once
// The words after `fieldcast`: a table of commands from which parsing and help are made. What a
// command does is told elsewhere. Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace fieldcast::app {

enum class Task : std::uint8_t {
    serve,
    administer,
    import_feed,
    export_feed,
    password_hash,
    config_sample,
    config_docs,
    version,
    help
};

/// A person's password, which no command takes as a word: it would be seen in lists of processes.
enum class Password : std::uint8_t { none, may_be_read, must_be_read };

struct CommandArgument {
    std::string placeholder;  ///< `ID`
    std::string key;          ///< its name in an administration request: `id`
    bool repeated = false;    ///< one or more; only the last argument
    bool optional = false;
};

struct CommandOption {
    std::string name;         ///< without its dashes
    std::string placeholder;  ///< empty: a switch
    std::string doc;
    std::string group = "Options";  ///< its heading in help
    bool required = false;
    bool repeated = false;
    bool stays_here = false;  ///< not part of an administration request
};

struct Command {
    Task task;
    std::string words;  ///< `device add`
    std::string doc;    ///< one line
    std::string example;
    std::vector<CommandArgument> arguments;
    std::vector<CommandOption> options;
    Password password = Password::none;
    std::string warning;  ///< what a yes will do to its first argument `{}`; empty: never asks
};

/// The table, in the order of help.
[[nodiscard]] std::span<const Command> commands();

/// A command as given. Switches have the value `true`.
struct Invocation {
    struct GivenOption {
        std::string name;
        std::string value;
    };

    const Command* command;
    std::vector<std::string> arguments;
    std::vector<GivenOption> options;

    [[nodiscard]] std::optional<std::string> find(std::string_view option) const;
    [[nodiscard]] std::vector<std::string> all(std::string_view option) const;
    /// Given, and not as `--option=false`.
    [[nodiscard]] bool has(std::string_view option) const;
};

/// `--help` anywhere gives the command `help` with the words before it as arguments. The error is
/// a sentence that names the nearest right word.
[[nodiscard]] base::Result<Invocation, std::string> parse_command_line(
    std::span<const std::string> words);

/// Help for everything, for a word that begins several commands, or for one command.
[[nodiscard]] std::string help_text(std::span<const std::string> words);

/// The option's name in an administration request: `github_url`.
[[nodiscard]] std::string request_key(const CommandOption& option);

[[nodiscard]] std::string_view version();

}  // namespace fieldcast::app
