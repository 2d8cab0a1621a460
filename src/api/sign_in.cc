#include "api/sign_in.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/v1.h"
#include "devices/welcome_token.h"

namespace fieldcast::api {
namespace {

constexpr std::string_view secure_cookie = "__Host-fieldcast";
constexpr std::string_view plain_cookie = "fieldcast";
constexpr auto cookie_lasts = std::chrono::seconds{std::chrono::days{30}};

std::string_view cookie_name(const Context& context) {
    return context.is_secure ? secure_cookie : plain_cookie;
}

/// The value of one cookie of `a=1; b=2` (RFC 6265, 4.2.1); empty: there is none.
std::string_view find_cookie(std::string_view cookies, std::string_view name) {
    while (!cookies.empty()) {
        const std::size_t end = cookies.find("; ");
        const std::string_view cookie = cookies.substr(0, end);
        if (cookie.starts_with(name) && cookie.substr(name.size()).starts_with('='))
            return cookie.substr(name.size() + 1);
        cookies.remove_prefix(end == cookies.npos ? cookies.size() : end + 2);
    }
    return {};
}

http::Header cookie(const Context& context, std::string_view value, std::chrono::seconds lasts) {
    return {"Set-Cookie", fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}",
                                      cookie_name(context), value, lasts.count(),
                                      context.is_secure ? "; Secure" : "")};
}

std::string to_hex(std::string_view bytes) {
    std::string hex;
    for (const char byte : bytes)
        fmt::format_to(std::back_inserter(hex), "{:02x}", static_cast<unsigned char>(byte));
    return hex;
}

/// `Origin: https://raspberry:8443` has the host of `Host: raspberry:8443`.
bool is_own_origin(const http::Request& request, std::string_view origin) {
    const std::size_t scheme_end = origin.find("://");
    return scheme_end != origin.npos && origin.substr(scheme_end + 3) == request.header("Host");
}

Json doors_json(const ServerFacts& facts) {
    Json doors = Json::array();
    for (const DoorFacts& door : facts.doors)
        doors.push_back({{"transport", door.transport}, {"port", door.port}, {"url", door.url}});
    return doors;
}

}  // namespace

model::SignInRecord sign_in_of(const http::Request& request, const Context& context) {
    const std::string_view token = find_cookie(request.header("Cookie"), cookie_name(context));
    if (token.empty()) return nullptr;
    const auto sign_in =
        context.directory.find_sign_in(devices::hash_device_password(context.secret, token));
    return sign_in && context.now < sign_in->ends_at ? sign_in : nullptr;
}

bool is_cross_site(const http::Request& request) {
    const std::string_view site = request.header("Sec-Fetch-Site");
    if (!site.empty()) return site != "same-origin" && site != "none";
    const std::string_view origin = request.header("Origin");
    return !origin.empty() && !is_own_origin(request, origin);
}

bool is_same_site(const http::Request& request) {
    if (request.header("Sec-Fetch-Site") == "same-origin") return true;
    return !is_cross_site(request) && !request.header("Origin").empty();
}

AfterTask sign_in(const CallRef& call, const Context& context, const std::string& user_name) {
    const std::string token = devices::generate_device_password(context.random);
    return administer(
        "sign-in add",
        {{"name", user_name},
         {"token_hash", to_hex(devices::hash_device_password(context.secret, token))},
         {"address", context.peer_address},
         {"browser", std::string{call->request.header("User-Agent")}}},
        [user_name, token](const Json&, const Context& now) -> Reply {
            http::Response response = session_answer(now.directory.find_user(user_name), now);
            response.headers.push_back(cookie(now, token, cookie_lasts));
            return response;
        },
        tell_failure);
}

http::Header expired_cookie(const Context& context) {
    return cookie(context, "", std::chrono::seconds{0});
}

http::Response session_answer(const model::UserRecord& user, const Context& context) {
    Json json{{"is_set_up", !devices::awaits_set_up(context.directory)},
              {"user", user ? user_json(*user) : Json(nullptr)}};
    json["server"] = {{"version", context.facts.version},
                      {"host_name", context.facts.host_name},
                      {"doors", doors_json(context.facts)},
                      {"has_own_ca", context.facts.has_own_ca}};
    http::Response response = json_with_status(200, json);
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

}  // namespace fieldcast::api
