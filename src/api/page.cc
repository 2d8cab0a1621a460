#include "api/page.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <ranges>
#include <vector>

#include "page/assets.h"

namespace fieldcast::api {
namespace {

/// What the page loads comes from here; nothing runs that is written into its document.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self'";

/// The page's views, besides those of one channel.
constexpr std::array<std::string_view, 9> views = {"welcome",  "sign-in", "channels",
                                                   "charts",   "public",  "devices",
                                                   "activity", "account", "administration"};
constexpr std::array<std::string_view, 5> channel_views = {"settings", "sharing", "keys", "data",
                                                           "activity"};

enum class Document : std::uint8_t { none, page, embedded };

bool is_number(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    for (const auto part : std::views::split(path, '/'))
        if (!part.empty()) segments.emplace_back(part.begin(), part.end());
    return segments;
}

bool is_view(std::span<const std::string_view> path) {
    if (path.empty()) return true;
    if (path[0] == "channels" && path.size() == 2) return is_number(path[1]);
    if (path[0] == "channels" && path.size() == 3)
        return is_number(path[1]) && std::ranges::count(channel_views, path[2]) > 0;
    if (path[0] == "devices" && path.size() == 2) return is_number(path[1]);
    return path.size() == 1 && std::ranges::count(views, path[0]) > 0;
}

/// `/channels/12a`: where programs may ask for a channel, and no channel can be.
bool is_mistyped_channel(std::string_view path) {
    const auto segments = segments_of(path);
    return segments.size() == 2 && segments[0] == "channels" && segments[1] != "public" &&
           !segments[1].contains('.') && !is_number(segments[1]);
}

bool accepts_html(const http::Request& request) {
    return request.header("Accept").find("text/html") != std::string_view::npos;
}

bool is_read(const http::Request& request) {
    return request.method == "GET" || request.method == "HEAD";
}

/// `channels/1/charts/2`, `channels/1/maps/channel_show` and, as people shorten it,
/// `channels/1/maps`.
bool is_embedded(std::span<const std::string_view> path) {
    if (path.size() < 3 || path[0] != "channels" || !is_number(path[1])) return false;
    if (path[2] == "charts") return path.size() == 4 && is_number(path[3]);
    return path[2] == "maps" &&
           (path.size() == 3 || (path.size() == 4 && path[3] == "channel_show"));
}

Document document_of(const http::Request& request) {
    const auto path = segments_of(request.path);
    if (is_embedded(path)) return Document::embedded;
    return accepts_html(request) && is_view(path) ? Document::page : Document::none;
}

http::Response response_of(const page::Asset& asset, const http::Request& request) {
    http::Response response{.content_type = std::string{asset.content_type}};
    response.headers = {
        {"ETag", std::string{asset.etag}},
        {"Cache-Control", asset.is_immutable ? "public, max-age=31536000, immutable" : "no-cache"},
        {"X-Content-Type-Options", "nosniff"},
    };
    if (request.header("If-None-Match") == asset.etag) {
        response.status = 304;
        return response;
    }
    response.body = std::string{asset.gzip};
    response.is_gzip = true;
    return response;
}

/// Charts and maps may stand in other sites' pages; the page itself, whose buttons act, may not.
http::Response document_response(Document document, const http::Request& request) {
    const bool is_embedded = document == Document::embedded;
    const page::Asset* asset = page::find_asset(is_embedded ? "/embed.html" : "/index.html");
    if (!asset)
        return {.status = 404,
                .content_type = "text/plain; charset=utf-8",
                .body = "This program was built without its page (FIELDCAST_PAGE=OFF).\n"};
    http::Response response = response_of(*asset, request);
    response.headers.push_back(
        {"Content-Security-Policy",
         std::string{policy} + (is_embedded ? "" : "; frame-ancestors 'none'")});
    response.headers.push_back({"Referrer-Policy", "same-origin"});
    if (!is_embedded) response.headers.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
    return response;
}

}  // namespace

std::optional<http::Response> page_response(const http::Request& request) {
    if (!is_read(request)) return std::nullopt;
    if (const Document document = document_of(request); document != Document::none)
        return document_response(document, request);
    if (is_mistyped_channel(request.path)) return not_found_page(request);
    const bool may_be_file = request.path != "/index.html" && request.path != "/embed.html";
    const page::Asset* asset = may_be_file ? page::find_asset(request.path) : nullptr;
    if (!asset) return std::nullopt;
    return response_of(*asset, request);
}

std::optional<http::Response> not_found_page(const http::Request& request) {
    const bool is_of_programs = request.path.starts_with("/api/");
    const bool has_page = page::find_asset("/index.html") != nullptr;
    if (!is_read(request) || !accepts_html(request) || is_of_programs || !has_page)
        return std::nullopt;
    // Whatever the browser has of it is another answer than this.
    auto response = document_response(Document::page, {});
    response.status = 404;
    return response;
}

}  // namespace fieldcast::api
