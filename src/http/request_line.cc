#include "http/request_line.h"

#include <algorithm>

#include "http/header_list.h"

namespace fieldcast::http {
namespace {

constexpr char tls_handshake = 0x16;
constexpr char mqtt_connect = 0x10;

std::unexpected<BadRequest> refuse(int status, std::string_view details,
                                   Protocol spoken = Protocol::http) {
    return std::unexpected(BadRequest{status, std::string(details), spoken});
}

bool is_token_character(char character) {
    const char lower = lower_case(character);
    return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.contains(character);
}

base::Result<int, BadRequest> minor_version_of(std::string_view version) {
    if (version == "HTTP/1.1") return 1;
    if (version == "HTTP/1.0") return 0;
    if (version.starts_with("HTTP/1.") && version.size() == 8) return 1;  // RFC 9110, 2.5
    if (version.starts_with("HTTP/"))
        return refuse(505, "This version of HTTP is not spoken here. Send HTTP/1.1.");
    return refuse(400, "The first line does not end in a version. Write: GET /path HTTP/1.1");
}

/// `http://host/path` names the same as `/path` (RFC 9112, 3.2.2).
std::string_view without_origin(std::string_view target) {
    const std::size_t scheme_end = target.find("://");
    if (target.starts_with('/') || scheme_end == target.npos) return target;
    const std::size_t path = target.find_first_of("/?", scheme_end + 3);
    return path == target.npos ? std::string_view{"/"} : target.substr(path);
}

base::Result<void, BadRequest> read_target(std::string_view target, Request& request) {
    target = without_origin(target);
    const std::size_t question_mark = std::min(target.find('?'), target.size());
    request.path = target.substr(0, question_mark);
    if (question_mark < target.size()) request.query = target.substr(question_mark + 1);
    if (request.path.empty() && question_mark < target.size()) request.path = "/";
    if (!request.path.starts_with('/') && request.path != "*")
        return refuse(400, "The first line has no path. Write: GET /path HTTP/1.1");
    return {};
}

}  // namespace

bool is_token(std::string_view text) {
    return std::ranges::all_of(text, is_token_character);
}

base::Result<void, BadRequest> check_first_byte(char first) {
    if (is_token_character(first)) return {};
    if (first == tls_handshake)
        return refuse(400,
                      "The client began with TLS, and this port speaks plain HTTP. Write http:// "
                      "instead of https://, or use the port of --https-port.",
                      Protocol::tls);
    if (first == mqtt_connect)
        return refuse(400,
                      "The client began with MQTT, and this port speaks HTTP. Use the port of "
                      "--mqtt-port, or MQTT over WebSocket with the path /mqtt.",
                      Protocol::mqtt);
    return refuse(400, "These bytes are no HTTP request. Begin with: GET /path HTTP/1.1");
}

base::Result<void, BadRequest> read_request_line(std::string_view line, Request& request) {
    if (std::ranges::any_of(line, is_control_character))
        return refuse(400, "The first line has a control character. Percent-encode it.");
    const std::size_t method_end = line.find(' ');
    const std::size_t version_begin = line.find_last_of(' ') + 1;
    request.method = line.substr(0, method_end);
    if (!is_token(request.method))
        return refuse(400, "The method has a character that none has. Send GET or POST.");
    request.minor_version = TRY(minor_version_of(line.substr(version_begin)));
    return read_target(trimmed(line.substr(method_end, version_begin - method_end)), request);
}

}  // namespace fieldcast::http
