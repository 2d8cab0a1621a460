#include "app/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace fieldcast::app {
namespace {

std::optional<std::string> scalar_text(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return fmt::to_string(number->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    return std::nullopt;
}

std::optional<std::vector<std::string>> texts(const toml::node& node) {
    std::vector<std::string> values;
    if (const auto* array = node.as_array()) {
        for (const toml::node& item : *array) {
            auto value = scalar_text(item);
            if (!value) return std::nullopt;
            values.push_back(std::move(*value));
        }
        return values;
    }
    auto value = scalar_text(node);
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
    return values;
}

}  // namespace

base::Result<std::vector<FileEntry>, std::string> parse_config(std::string_view toml) {
    const toml::parse_result parsed = toml::parse(toml);
    if (!parsed)
        return std::unexpected(fmt::format("line {}: {}", parsed.error().source().begin.line,
                                           parsed.error().description()));
    std::vector<FileEntry> entries;
    for (const auto& [key, node] : parsed.table()) {
        const unsigned line = key.source().begin.line;
        auto values = texts(node);
        if (!values)
            return std::unexpected(fmt::format(
                "line {}: {} must be a text, a whole number, true or false, or an array of texts; "
                "the file has no sections",
                line, key.str()));
        entries.push_back({std::string{key.str()}, std::move(*values), line});
    }
    // The parser sorts by key; people read from the top.
    std::ranges::stable_sort(entries, {}, &FileEntry::line);
    return entries;
}

}  // namespace fieldcast::app
