// What --help prints, from the table of commands.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/command_line.h"
#include "app/text_layout.h"

namespace fieldcast::app {
namespace {

std::string command_list(std::string_view first_word) {
    std::vector<TableRow> rows;
    for (const Command& command : commands())
        if (first_word.empty() || command.words.starts_with(fmt::format("{} ", first_word)))
            rows.push_back({"fieldcast " + command.words, command.doc});
    return aligned(rows, 2);
}

std::string usage(const Command& command) {
    std::string text = "fieldcast " + command.words;
    for (const CommandArgument& argument : command.arguments) {
        const std::string word = argument.placeholder + (argument.repeated ? "…" : "");
        text += argument.optional ? fmt::format(" [{}]", word) : ' ' + word;
    }
    for (const CommandOption& option : command.options)
        if (option.required) text += fmt::format(" --{} {}", option.name, option.placeholder);
    return text + (command.options.empty() ? "" : " [options]");
}

std::string option_help(const CommandOption& option) {
    const std::string value = option.placeholder.empty() ? "" : ' ' + option.placeholder;
    return fmt::format("  --{}{}{}\n{}", option.name, value,
                       option.repeated ? "  (repeatable)" : "", wrapped(option.doc, 6));
}

std::string command_help(const Command& command) {
    std::string text = fmt::format("{}\n\n  {}\n", command.doc, usage(command));
    std::string_view group;
    for (const CommandOption& option : command.options) {
        if (option.group != group) text += fmt::format("\n{}:\n", option.group);
        group = option.group;
        text += option_help(option);
    }
    return text + fmt::format("\nExample:\n  {}\n", command.example);
}

constexpr std::string_view overview =
    "fieldcast {}: channels for devices over MQTT, on your own machine\n\n{}\n"
    "Every command explains itself: fieldcast device add --help\n";

}  // namespace

std::string help_text(std::span<const std::string> words) {
    const std::string given =
        fmt::format("{}", fmt::join(words.first(std::min<std::size_t>(words.size(), 2)), " "));
    for (const Command& command : commands())
        if (command.words == given || (!words.empty() && command.words == words[0]))
            return command_help(command);
    const std::string group = words.empty() ? "" : command_list(words[0]);
    if (!group.empty()) return group;
    return fmt::format(overview, version(), command_list(""));
}

}  // namespace fieldcast::app
