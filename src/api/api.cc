#include "api/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "api/answers.h"
#include "api/call.h"
#include "api/page.h"
#include "api/routes.h"
#include "api/sign_in.h"

namespace fieldcast::api {
namespace {

bool has_word(std::string_view words, std::string_view wanted) {
    return std::ranges::any_of(std::views::split(words, ' '), [&](const auto word) {
        return std::string_view{word.begin(), word.end()} == wanted;
    });
}

http::Response unknown_path(const Call& call) {
    if (auto page = not_found_page(call.request)) return *std::move(page);
    return error(call, 404,
                 fmt::format("There is nothing at {:.200}. All paths: /api/v1/openapi.json.",
                             call.request.path));
}

http::Response wrong_method(const Call& call, const std::string& allowed) {
    auto response = error(
        call, 405, fmt::format("{:.20} is not possible here; possible: {}.", call.method, allowed));
    response.headers.push_back({"Allow", allowed});
    return response;
}

/// What a browser sends with its cookie though no page of ours has asked for it.
bool is_forged(const Call& call, const Context& context) {
    return call.method != "GET" && call.key.empty() && sign_in_of(call.request, context) &&
           !is_same_site(call.request);
}

}  // namespace

Reply handle(http::Request request, const Context& context) {
    // What browsers ask before they send a request from another site's page.
    if (request.method == "OPTIONS") return http::Response{};
    if (auto page = page_response(request)) return std::move(*page);
    Call call = read_call(std::move(request));
    if (!call.is_body_readable)
        return error(call, 400, "The body is not a JSON object, though its Content-Type says so.");
    if (is_forged(call, context))
        return json_error(
            403,
            "Whoever has signed in with a browser can change things only from this server's "
            "own page. Programs send a user API key: Authorization: Bearer KEY.");
    std::string allowed;
    for (const Route& route : routes()) {
        if (!fits(route, call)) continue;
        if (has_word(route.methods, call.method))
            return route.handle(std::make_shared<const Call>(std::move(call)), context);
        if (!allowed.empty()) allowed += ", ";
        allowed += route.methods == "GET POST" ? "GET, POST" : route.methods;
    }
    return allowed.empty() ? unknown_path(call) : wrong_method(call, allowed);
}

}  // namespace fieldcast::api
