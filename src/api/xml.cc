#include "api/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "channels/render.h"

namespace fieldcast::api {
namespace {

std::string dashed(std::string_view name) {
    std::string text{name};
    std::ranges::replace(text, '_', '-');
    return text;
}

/// Members whose texts, and whose absence, have a type of their own.
struct TypedMember {
    std::string_view name;
    std::string_view type;
};
constexpr std::array typed_members = {
    TypedMember{"latitude", "decimal"},
    TypedMember{"longitude", "decimal"},
    TypedMember{"created-at", "dateTime"},
    TypedMember{"last-entry-id", "integer"},
};

std::string_view type_of(std::string_view name, const Json& json) {
    if (json.is_number_integer()) return "integer";
    if (json.is_boolean()) return "boolean";
    if (json.is_array()) return "array";
    const auto typed = std::ranges::find(typed_members, name, &TypedMember::name);
    return typed == typed_members.end() ? std::string_view{} : typed->type;
}

std::string_view without_plural(std::string_view name) {
    return name.substr(0, name.size() - (name.ends_with('s') ? 1 : 0));
}

void append(std::string& out, std::string_view name, const Json& json, std::size_t depth) {
    const std::string indent(2 * depth, ' ');
    out += fmt::format("{}<{}", indent, name);
    if (const auto type = type_of(name, json); !type.empty())
        out += fmt::format(R"( type="{}")", type);
    if (json.is_null()) {
        out += " nil=\"true\"/>\n";
        return;
    }
    if (json.empty() && json.is_structured()) {
        out += "/>\n";
        return;
    }
    out += '>';
    if (json.is_structured()) {
        out += '\n';
        for (const auto& [key, value] : json.items())
            append(out, json.is_array() ? without_plural(name) : dashed(key), value, depth + 1);
        out += indent;
    } else {
        channels::append_xml_text(out, json.is_string() ? json.get<std::string>() : json.dump());
    }
    out += fmt::format("</{}>\n", name);
}

}  // namespace

std::string to_xml(std::string_view root, const Json& json) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    append(out, root, json, 0);
    return out;
}

}  // namespace fieldcast::api
