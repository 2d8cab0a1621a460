#include "app/command_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/nearest.h"
#include "base/utf8.h"

namespace fieldcast::app {
namespace {

using Words = std::span<const std::string>;
using Parsed = base::Result<Invocation, std::string>;
using Done = base::Result<void, std::string>;

std::string joined(Words words) {
    return fmt::format("{}", fmt::join(words, " "));
}

const Command* find_command(std::string_view words) {
    const auto found = std::ranges::find(commands(), words, &Command::words);
    return found == commands().end() ? nullptr : &*found;
}

/// The command that one or two words begin with; takes them off.
const Command* take_command(Words& words) {
    for (const std::size_t count : {2U, 1U}) {
        if (words.size() < count) continue;
        if (const Command* command = find_command(joined(words.first(count)))) {
            words = words.subspan(count);
            return command;
        }
    }
    return nullptr;
}

/// `add`, `list`, … for `user`.
std::vector<std::string> second_words(std::string_view first) {
    std::vector<std::string> words;
    for (const Command& command : commands())
        if (command.words.starts_with(fmt::format("{} ", first)))
            words.push_back(command.words.substr(first.size() + 1));
    return words;
}

std::vector<std::string> first_words() {
    std::vector<std::string> words;
    for (const Command& command : commands())
        words.push_back(command.words.substr(0, command.words.find(' ')));
    return words;
}

std::string unknown_command(Words words) {
    if (words.empty()) return "say what to do; fieldcast --help lists the commands";
    const std::vector<std::string> seconds = second_words(words[0]);
    if (seconds.empty())
        return fmt::format("there is no command {}; did you mean {}?", words[0],
                           nearest(words[0], first_words()));
    if (words.size() == 1 || words[1].starts_with('-'))
        return fmt::format("{} needs one of these words: {}", words[0], fmt::join(seconds, ", "));
    return fmt::format("there is no command {} {}; did you mean {} {}?", words[0], words[1],
                       words[0], nearest(words[1], seconds));
}

std::string unknown_option(const Command& command, std::string_view name) {
    std::vector<std::string> right;
    for (const CommandOption& option : command.options) right.push_back("--" + option.name);
    right.emplace_back("--help");
    const std::string written = fmt::format("--{}", name);
    return fmt::format("{} has no option {}; did you mean {}?", command.words, written,
                       nearest(written, right));
}

/// Reads the words after a command's name, one option or argument at a time.
class WordReader {
  public:
    WordReader(const Command& command, Words rest)
        : invocation_{.command = &command, .arguments = {}, .options = {}}, rest_(rest) {}

    Parsed read() {
        while (!rest_.empty()) {
            const std::string& word = take();
            if (word == "--" && !only_arguments_)
                only_arguments_ = true;
            else if (word.starts_with("--") && !only_arguments_)
                TRY(read_option(word.substr(2)));
            else
                invocation_.arguments.push_back(word);
        }
        TRY(check_arguments());
        TRY(check_options());
        return std::move(invocation_);
    }

  private:
    const std::string& take() {
        const std::string& word = rest_.front();
        rest_ = rest_.subspan(1);
        return word;
    }

    Done read_option(const std::string& text) {
        const std::size_t equals = text.find('=');
        const std::string name = text.substr(0, equals);
        const auto& known = invocation_.command->options;
        const auto option = std::ranges::find(known, name, &CommandOption::name);
        if (option == known.end())
            return std::unexpected(unknown_option(*invocation_.command, name));
        if (!option->repeated && invocation_.find(name))
            return std::unexpected(fmt::format("--{} is given twice", name));
        std::optional<std::string> value;
        if (equals != std::string::npos) value = text.substr(equals + 1);
        std::string given = TRY(value_for(*option, std::move(value)));
        invocation_.options.push_back({name, std::move(given)});
        return {};
    }

    /// What follows `=`, or else the next word; a switch needs neither.
    base::Result<std::string, std::string> value_for(const CommandOption& option,
                                                     std::optional<std::string> after_equals) {
        if (option.placeholder.empty()) {
            const std::string value = after_equals.value_or("true");
            if (value == "true" || value == "false") return value;
            return std::unexpected(
                fmt::format("--{} is a switch: leave out ={}, or write =true or "
                            "=false",
                            option.name, value));
        }
        if (after_equals) return *after_equals;
        if (!rest_.empty()) return take();
        return std::unexpected(fmt::format("--{} needs a value: --{} {}", option.name, option.name,
                                           option.placeholder));
    }

    [[nodiscard]] Done check_arguments() const {
        const auto& wanted = invocation_.command->arguments;
        const std::size_t given = invocation_.arguments.size();
        if (given < wanted.size() && !wanted[given].optional)
            return wrong_use(fmt::format("needs {}", wanted[given].placeholder));
        const bool open_end = !wanted.empty() && wanted.back().repeated;
        if (given > wanted.size() && !open_end)
            return wrong_use(
                fmt::format("does not take the word {}", invocation_.arguments[wanted.size()]));
        return {};
    }

    [[nodiscard]] Done check_options() const {
        for (const CommandOption& option : invocation_.command->options)
            if (option.required && !invocation_.find(option.name))
                return wrong_use(fmt::format("needs --{} {}", option.name, option.placeholder));
        return {};
    }

    [[nodiscard]] Done wrong_use(std::string_view what) const {
        return std::unexpected(fmt::format("{} {}; for example: {}", invocation_.command->words,
                                           what, invocation_.command->example));
    }

    Invocation invocation_;
    Words rest_;
    bool only_arguments_ = false;
};

Invocation help_about(Words words) {
    return {
        .command = find_command("help"), .arguments = {words.begin(), words.end()}, .options = {}};
}

}  // namespace

std::optional<std::string> Invocation::find(std::string_view option) const {
    const auto found = std::ranges::find(options, option, &GivenOption::name);
    if (found == options.end()) return std::nullopt;
    return found->value;
}

bool Invocation::has(std::string_view option) const {
    return find(option).value_or("false") != "false";
}

std::vector<std::string> Invocation::all(std::string_view option) const {
    std::vector<std::string> values;
    for (const GivenOption& given : options)
        if (given.name == option) values.push_back(given.value);
    return values;
}

base::Result<Invocation, std::string> parse_command_line(Words words) {
    for (const std::string& word : words)
        if (!base::is_valid_utf8(word)) return std::unexpected("the command is not UTF-8 text");
    const auto help = std::ranges::find(words, "--help");
    if (help != words.end())
        return help_about(words.first(static_cast<std::size_t>(help - words.begin())));
    if (!words.empty() && words[0] == "--version")
        return Invocation{.command = find_command("version"), .arguments = {}, .options = {}};
    Words rest = words;
    const Command* command = take_command(rest);
    if (!command) return std::unexpected(unknown_command(words));
    return WordReader{*command, rest}.read();
}

std::string request_key(const CommandOption& option) {
    std::string key = option.name;
    std::ranges::replace(key, '-', '_');
    return key;
}

std::string_view version() {
    return FIELDCAST_VERSION;
}

}  // namespace fieldcast::app
