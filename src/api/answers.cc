#include "api/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "channels/render.h"

namespace fieldcast::api {
namespace {

constexpr std::string_view json_type = "application/json; charset=utf-8";

struct ErrorName {
    int status;
    std::string_view code;
    std::string_view message;
};
constexpr std::array error_names = {
    ErrorName{400, "error_bad_request", "Bad Request"},
    ErrorName{401, "error_auth_required", "Authorization Required"},
    ErrorName{403, "error_forbidden", "Forbidden"},
    ErrorName{404, "error_resource_not_found", "Resource Not Found"},
    ErrorName{405, "error_method_invalid", "Method Not Allowed"},
    ErrorName{409, "error_conflict", "Conflict"},
    ErrorName{413, "error_request_too_large", "Request Entity Too Large"},
    ErrorName{422, "error_invalid_byte_sequence", "Unprocessable Entity"},
    ErrorName{429, "error_too_many_requests", "Too Many Requests"},
    ErrorName{507, "error_storage_failed", "Insufficient Storage"},
};

const ErrorName& name_of_status(int status) {
    const auto found = std::ranges::find(error_names, status, &ErrorName::status);
    return found == error_names.end() ? error_names.front() : *found;
}

http::Header detail(std::string_view details) {
    return {"X-Error-Detail", header_text(details)};
}

std::string error_json(const ErrorName& name, std::string_view details) {
    std::string out = fmt::format(R"({{"status":"{}","error":{{"error_code":"{}","message":"{}",)"
                                  R"("details":)",
                                  name.status, name.code, name.message);
    channels::append_json_string(out, details);
    return out + "}}";
}

std::string error_xml(const ErrorName& name, std::string_view details) {
    std::string out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error>\n"
        "  <error-code>{}</error-code>\n  <message>{}</message>\n"
        "  <details>",
        name.code, name.message);
    channels::append_xml_text(out, details);
    return out + "</details>\n</error>\n";
}

/// A JavaScript name such as `jQuery.fn1`: anything else could be a script of somebody's.
bool is_callback_name(std::string_view text) {
    constexpr std::size_t bytes_max = 128;
    const auto is_harmless = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || c == '.';
    };
    return !text.empty() && text.size() <= bytes_max &&
           !std::isdigit(static_cast<unsigned char>(text.front())) &&
           std::ranges::all_of(text, is_harmless);
}

}  // namespace

std::string header_text(std::string_view text) {
    std::string out{text};
    std::ranges::replace_if(
        out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || (c & 0x80) != 0; }, '?');
    return out;
}

std::string_view content_type_of(Format format) {
    switch (format) {
        case Format::json: return json_type;
        case Format::xml: return "application/xml; charset=utf-8";
        case Format::csv: return "text/csv; charset=utf-8";
        case Format::txt: return "text/plain; charset=utf-8";
        case Format::none: break;
    }
    return "text/html; charset=utf-8";
}

http::Response answer(Format format, std::string body) {
    return {.content_type = std::string{content_type_of(format)}, .body = std::move(body)};
}

http::Response answer(const Call& call, std::string body) {
    return answer(call.format, std::move(body));
}

http::Response json_answer(const Call& call, std::string json) {
    const std::string_view callback = call.parameters.text("callback");
    if (!is_callback_name(callback)) return answer(Format::json, std::move(json));
    return {.content_type = "text/javascript; charset=utf-8",
            .body = fmt::format("{}({})", callback, json),
            .headers = {{"X-Content-Type-Options", "nosniff"}}};
}

http::Response error(const Call& call, int status, std::string_view details) {
    const ErrorName& name = name_of_status(status);
    http::Response response{.status = status};
    response.headers.push_back(detail(details));
    response.content_type = content_type_of(call.format == Format::csv ? Format::txt : call.format);
    switch (call.format) {
        case Format::json: response.body = error_json(name, details); break;
        case Format::xml: response.body = error_xml(name, details); break;
        default: response.body = name.code;
    }
    return response;
}

http::Response json_error(int status, std::string_view details) {
    return {.status = status,
            .content_type = std::string{json_type},
            .body = error_json(name_of_status(status), details),
            .headers = {detail(details)}};
}

http::Response bare(const Call& call, int status, std::string_view body, std::string_view details) {
    http::Response response = answer(call, std::string{body});
    response.status = status;
    response.headers.push_back(detail(details));
    return response;
}

int status_of(model::Refusal refusal) {
    using enum model::Refusal;
    switch (refusal) {
        case unknown_channel: return 404;
        case invalid_utf8: return 422;
        case too_fast: return 429;
        case duplicate_created_at: return 409;
        case storage_failed: return 507;
        default: return 400;
    }
}

}  // namespace fieldcast::api
