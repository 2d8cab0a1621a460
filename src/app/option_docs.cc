#include "app/option_docs.h"

#include <fmt/format.h>

#include <cctype>

#include "app/text_layout.h"

namespace fieldcast::app {
namespace {

std::string default_of(const Option& option) {
    return value_of(option, Configuration{});
}

std::string with_capital(std::string text) {
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

bool needs_no_range(const Option& option) {
    return option.unit == Unit::text || option.unit == Unit::on_off;
}

std::string toml_value(const Option& option) {
    const std::string value = default_of(option);
    switch (option.unit) {
        case Unit::filters:
        case Unit::names:
        case Unit::urls: return "[]";
        case Unit::on_off:
        case Unit::count: return value;
        default: return fmt::format("\"{}\"", value.empty() ? option.placeholder : value);
    }
}

std::string commented(std::string_view text) {
    std::string lines = wrapped(text, 2);
    for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) lines[at] = '#';
    return lines;
}

std::string sample_entry(const Option& option) {
    return fmt::format("{}#{} = {}\n\n", commented(full_doc(option)),
                       spelled(option.name, Source::file), toml_value(option));
}

std::string manual_row(const Option& option) {
    const std::string value = default_of(option);
    const std::string placeholder{option.placeholder};
    return fmt::format(
        "| `{}{}` | `{}` | {} | {} | {}{} |\n", spelled(option.name, Source::flag),
        placeholder.empty() ? "" : " " + placeholder, spelled(option.name, Source::environment),
        may_stand_in(option, Source::file) ? '`' + spelled(option.name, Source::file) + '`' : "–",
        value.empty() ? "–" : '`' + value + '`', option.doc,
        needs_no_range(option) ? "" : fmt::format(" {}.", with_capital(allowed_values(option))));
}

constexpr std::string_view sample_head =
    "# Configuration of fieldcast. Every line that sets something is commented out and shows the\n"
    "# default, or what to write where there is none. Flags and environment variables go before\n"
    "# this file; see fieldcast serve --help.\n\n";

constexpr std::string_view manual_head = R"(# Configuration

<!-- Made by `fieldcast config docs`; change src/app/options.cc instead. -->

`fieldcast serve` takes each option as a flag, as an environment variable or as a key of the
configuration file. Flags go before environment variables, these before the file, the file before
the defaults. The file is TOML without sections, by default `fieldcast.toml` in the data folder;
`fieldcast config sample` prints one that explains every key. In keys `-` and `_` mean the same.

Sizes are written `3000`, `256KiB`, `1MiB`; times `250ms`, `90s`, `5min`, `1h`, `7d`. A flag that
takes a list may be given several times; an environment variable holds a list with commas, the file
holds an array: `general_topics = ["home/#", "+/state"]`. Switches are `--anonymous` or
`--anonymous=false`, and `true` or `false` elsewhere.

A wrong name or value ends the start with a sentence that names the right one.
)";

}  // namespace

std::string full_doc(const Option& option) {
    std::string text{option.doc};
    if (!needs_no_range(option)) text += ' ' + with_capital(allowed_values(option)) + '.';
    const std::string value = default_of(option);
    if (!value.empty() && option.unit != Unit::on_off) text += fmt::format(" Default: {}.", value);
    return text;
}

std::string sample_config() {
    std::string text{sample_head};
    const Option* previous = nullptr;
    for (const Option& option : options()) {
        if (!may_stand_in(option, Source::file)) continue;
        if (!previous || previous->group != option.group)
            text += fmt::format("# {}\n\n", title_of(option.group));
        text += sample_entry(option);
        previous = &option;
    }
    text.pop_back();
    return text;
}

std::string configuration_manual() {
    std::string text{manual_head};
    const Option* previous = nullptr;
    for (const Option& option : options()) {
        if (!previous || previous->group != option.group)
            text += fmt::format(
                "\n## {}\n\n| flag | variable | key | default | meaning |\n"
                "| --- | --- | --- | --- | --- |\n",
                title_of(option.group));
        text += manual_row(option);
        previous = &option;
    }
    return text;
}

}  // namespace fieldcast::app
