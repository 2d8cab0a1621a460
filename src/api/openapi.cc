// The OpenAPI document of all paths, made from the table of routes, so that it cannot forget one.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <ranges>

#include "api/administer.h"
#include "api/answers.h"
#include "api/routes.h"

namespace fieldcast::api {
namespace {

/// Names of what a pattern captures, by the segment before it.
std::string_view parameter_behind(std::string_view segment) {
    if (segment.starts_with("channels")) return "channel_id";
    if (segment.starts_with("devices")) return "device_id";
    if (segment.starts_with("users")) return "user";
    if (segment.starts_with("sessions")) return "session_id";
    if (segment.starts_with("fields")) return "field";
    return "entry_id";
}

struct Path {
    std::string text;
    Json parameters = Json::array();
};

Path path_of(const Route& route) {
    Path path;
    std::string_view before;
    for (const auto part : std::views::split(route.pattern, '/')) {
        std::string_view segment{part.begin(), part.end()};
        if (segment == ":") {
            const std::string_view name = parameter_behind(before);
            path.text += fmt::format("/{{{}}}", name);
            path.parameters.push_back({{"name", name},
                                       {"in", "path"},
                                       {"required", true},
                                       {"schema", {{"type", "string"}}}});
        } else {
            path.text += fmt::format("/{}", segment.substr(0, segment.find('|')));
        }
        before = segment;
    }
    return path;
}

Json operation(const Route& route, const Path& path) {
    Json json{{"summary", route.summary}};
    if (!path.parameters.empty()) json["parameters"] = path.parameters;
    json["responses"]["default"]["description"] =
        "The answer, or an error object whose details say what to do";
    return json;
}

Json document() {
    Json json{{"openapi", "3.1.0"},
              {"info",
               {{"title", "Fieldcast"},
                {"version", "1"},
                {"description",
                 "ThingSpeak's HTTP interface, whose paths take .json, .xml, .csv and .txt where "
                 "they make sense, and administration under /api/v1."}}}};
    json["components"]["securitySchemes"] = {
        {"user_key", {{"type", "http"}, {"scheme", "bearer"}}},
        {"api_key", {{"type", "apiKey"}, {"in", "header"}, {"name", "X-THINGSPEAKAPIKEY"}}}};
    json["security"] = Json::array({{{"user_key", Json::array()}}, {{"api_key", Json::array()}}});
    for (const Route& route : routes()) {
        const Path path = path_of(route);
        for (const auto part : std::views::split(route.methods, ' ')) {
            std::string method{part.begin(), part.end()};
            std::ranges::transform(method, method.begin(),
                                   [](char c) { return static_cast<char>(std::tolower(c)); });
            json["paths"][path.text][method] = operation(route, path);
        }
    }
    return json;
}

}  // namespace

Reply openapi(const CallRef& call, const Context&) {
    return json_answer(*call, document().dump(2));
}

}  // namespace fieldcast::api
