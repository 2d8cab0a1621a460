#include "http/request_parser.h"

#include <fmt/format.h>
#include <http_parser.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "http/header_list.h"
#include "http/request_line.h"

namespace fieldcast::http {
namespace {

/// What the library is given instead of the request line, which is read here.
constexpr std::string_view stand_in_lines[] = {"POST / HTTP/1.0\r\n", "POST / HTTP/1.1\r\n"};

constexpr std::string_view bad_header =
    "A header has a character that none may have there. Write: Name: value";

/// Of programs; browsers send some more.
constexpr std::size_t usual_header_count = 8;

/// Where the empty line behind `head` ends, searched from `from`; npos: not there yet.
std::size_t find_head_end(base::BytesView head, std::size_t from) {
    for (;;) {
        const std::size_t line_end = head.find('\n', from);
        if (line_end == head.npos) return head.npos;
        from = line_end + 1;
        if (head.substr(from).starts_with('\n')) return from + 1;
        if (head.substr(from).starts_with("\r\n")) return from + 2;
    }
}

BadRequest describe(http_errno error) {
    switch (error) {
        case HPE_UNEXPECTED_CONTENT_LENGTH:
            return {400,
                    "Content-Length comes twice, or together with Transfer-Encoding. Send one of "
                    "them once."};
        case HPE_INVALID_CONTENT_LENGTH:
            return {400, "Content-Length is no number. Send the length of the body in bytes."};
        case HPE_INVALID_CHUNK_SIZE:
            return {400, "The length of a chunk is no hexadecimal number, or too large."};
        case HPE_INVALID_HEADER_TOKEN: return {400, std::string(bad_header)};
        case HPE_HEADER_OVERFLOW:
            return {431, "What is written between the chunks is too long. Leave it out."};
        default: return {400, std::string("This is no HTTP: ") + http_errno_description(error)};
    }
}

/// The library overlooks what some proxies read otherwise: a return that ends a line alone, and a
/// line that goes on in the next one (RFC 9112, 2.2 and 5.2).
bool has_plain_lines(base::BytesView headers) {
    while (!headers.empty()) {
        const std::size_t end = headers.find('\n');
        const std::size_t first_return = headers.find('\r');
        if (first_return < end && first_return + 1 != end) return false;
        if (headers.front() == ' ' || headers.front() == '\t') return false;
        headers.remove_prefix(std::min(end, headers.size() - 1) + 1);
    }
    return true;
}

int count_headers(const Request& request, std::string_view name) {
    return static_cast<int>(std::ranges::count_if(
        request.headers, [&](const Header& header) { return is_same_word(header.name, name); }));
}

}  // namespace

/// The request line is read here and the rest by the library, once the head is whole: so nothing of
/// a head is ever cut in two, and its length is known.
struct RequestParser::State {
    explicit State(const Limits& given_limits) : limits(given_limits) {
        http_parser_init(&library, HTTP_REQUEST);
        library.data = this;
        request.headers.reserve(usual_header_count);
    }

    [[nodiscard]] base::Result<Parsed, BadRequest> parse(base::BytesView bytes);

    Limits limits;
    http_parser library{};
    Request request;
    base::Bytes head;  ///< what has come of it, while it is not whole
    std::optional<BadRequest> failure;
    bool is_line_read = false;
    bool is_head_read = false;
    bool is_whole = false;
    bool is_continue_wanted = false;

  private:
    base::Result<std::size_t, BadRequest> take_head(base::BytesView bytes);
    base::Result<void, BadRequest> read_line(base::BytesView seen);
    base::Result<void, BadRequest> read_head(base::BytesView whole);
    base::Result<std::size_t, BadRequest> execute(base::BytesView bytes);

    // What the library calls. Not 0: the request is refused, and `failure` says why.
    static const http_parser_settings callbacks;
    static State& state_of(http_parser* parser) { return *static_cast<State*>(parser->data); }
    int on_name(std::string_view name);
    int on_value(std::string_view value);
    int on_head_end();
    int check_transfer_encoding();
    int check_body(std::uint64_t more_bytes);
    int on_end();
    int refuse(int status, std::string_view details);
};

// --- the head ---

base::Result<RequestParser::Parsed, BadRequest> RequestParser::State::parse(base::BytesView bytes) {
    ASSERT(!is_whole);
    std::size_t used = 0;
    if (!is_head_read) used = TRY(take_head(bytes));
    if (is_head_read && !is_whole) {
        const std::size_t of_body = TRY(execute(bytes.substr(used)));
        used += of_body;
    }
    Parsed parsed{.used = used};
    if (is_whole) parsed.request = std::move(request);
    return parsed;
}

/// How many of `bytes` belong to the head. Without a copy if they have all of it.
base::Result<std::size_t, BadRequest> RequestParser::State::take_head(base::BytesView bytes) {
    // Empty lines before a request are tolerated (RFC 9112, 2.2).
    const std::size_t skipped = head.empty() ? bytes.find_first_not_of("\r\n") : 0;
    if (skipped >= bytes.size()) return bytes.size();
    const base::BytesView rest = bytes.substr(skipped);
    const std::size_t known = head.size();
    if (known == 0) TRY(check_first_byte(rest.front()));
    if (known > 0) head.append(rest.substr(0, limits.head_bytes_max + 1 - known));
    const base::BytesView seen = known > 0 ? base::BytesView{head} : rest;

    TRY(read_line(seen));
    const std::size_t end = find_head_end(seen, known - std::min<std::size_t>(known, 3));
    if (std::min(end, seen.size()) > limits.head_bytes_max)
        return std::unexpected(BadRequest{
            431, fmt::format("The headers have more than {} bytes. Send fewer or shorter ones.",
                             limits.head_bytes_max)});
    if (end == seen.npos) {
        if (known == 0) head = rest;
        return bytes.size();
    }
    TRY(read_head(seen.substr(0, end)));
    head = {};
    return skipped + end - known;
}

/// Reads the first line of `seen` as soon as it is whole.
base::Result<void, BadRequest> RequestParser::State::read_line(base::BytesView seen) {
    if (is_line_read) return {};
    const std::size_t end = seen.find('\n');
    if ((end == seen.npos ? seen.size() : end + 1) > limits.head_bytes_max)
        return std::unexpected(BadRequest{
            414, fmt::format("The first line has more than {} bytes. Send a POST with the values "
                             "in its body.",
                             limits.head_bytes_max)});
    if (end == seen.npos) return {};
    is_line_read = true;
    const bool has_return = end > 0 && seen[end - 1] == '\r';
    return read_request_line(seen.substr(0, end - (has_return ? 1 : 0)), request);
}

base::Result<void, BadRequest> RequestParser::State::read_head(base::BytesView whole) {
    const base::BytesView headers = whole.substr(whole.find('\n') + 1);
    if (!has_plain_lines(headers))
        return std::unexpected(
            BadRequest{400, "A header has a line end inside. Write it in one line: Name: value"});
    TRY(execute(stand_in_lines[request.minor_version]));
    const std::size_t used = TRY(execute(headers));
    if (!is_head_read || used != headers.size())
        return std::unexpected(BadRequest{400, "The headers do not end in an empty line."});
    return {};
}

base::Result<std::size_t, BadRequest> RequestParser::State::execute(base::BytesView bytes) {
    if (bytes.empty()) return std::size_t{0};  // would mean the end of the connection
    const std::size_t used = http_parser_execute(&library, &callbacks, bytes.data(), bytes.size());
    if (failure) return std::unexpected(*std::move(failure));
    const http_errno error = HTTP_PARSER_ERRNO(&library);
    if (error != HPE_OK && error != HPE_PAUSED) return std::unexpected(describe(error));
    return used;
}

// --- what the library calls ---

const http_parser_settings RequestParser::State::callbacks = {
    .on_message_begin = nullptr,
    .on_url = nullptr,
    .on_status = nullptr,
    .on_header_field =
        [](http_parser* parser, const char* text, std::size_t size) {
            return state_of(parser).on_name({text, size});
        },
    .on_header_value =
        [](http_parser* parser, const char* text, std::size_t size) {
            return state_of(parser).on_value({text, size});
        },
    .on_headers_complete = [](http_parser* parser) { return state_of(parser).on_head_end(); },
    .on_body =
        [](http_parser* parser, const char* text, std::size_t size) {
            state_of(parser).request.body.append(text, size);
            return 0;
        },
    .on_message_complete = [](http_parser* parser) { return state_of(parser).on_end(); },
    .on_chunk_header =
        [](http_parser* parser) { return state_of(parser).check_body(parser->content_length); },
    .on_chunk_complete = nullptr,
};

int RequestParser::State::refuse(int status, std::string_view details) {
    failure = BadRequest{status, std::string(details)};
    return -1;
}

int RequestParser::State::on_name(std::string_view name) {
    if (is_head_read) return 0;  // trailers are passed over
    if (!is_token(name)) return refuse(400, bad_header);
    request.headers.push_back({std::string(name), {}});
    return 0;
}

int RequestParser::State::on_value(std::string_view value) {
    if (is_head_read) return 0;
    const auto is_bad = [](char byte) { return is_control_character(byte) && byte != '\t'; };
    if (std::ranges::any_of(value, is_bad)) return refuse(400, bad_header);
    request.headers.back().value = trimmed(value);
    return 0;
}

int RequestParser::State::on_head_end() {
    is_head_read = true;
    request.keep_alive = http_should_keep_alive(&library) != 0;
    request.is_upgrade = library.upgrade != 0;
    if (count_headers(request, "Host") > 1)
        return refuse(400, "The header Host comes twice. Send it once.");
    is_continue_wanted =
        request.minor_version > 0 && has_word(request.header("Expect"), "100-continue");
    if (library.uses_transfer_encoding != 0) return check_transfer_encoding();
    if ((library.flags & F_CONTENTLENGTH) != 0) return check_body(library.content_length);
    return 0;
}

/// One proxy may read two codings otherwise than the next, and so find other requests in the same
/// bytes; hence only the plainest form passes.
int RequestParser::State::check_transfer_encoding() {
    if (request.minor_version == 0)
        return refuse(400, "HTTP/1.0 has no Transfer-Encoding. Send Content-Length.");
    if (count_headers(request, "Transfer-Encoding") > 1 ||
        !is_same_word(request.header("Transfer-Encoding"), "chunked"))
        return refuse(501, "Of transfer codings only chunked is known. Send Content-Length.");
    return 0;
}

int RequestParser::State::check_body(std::uint64_t more_bytes) {
    if (more_bytes <= limits.body_bytes_max - request.body.size()) return 0;
    return refuse(413, fmt::format("The body has more than {} bytes. Send it in parts.",
                                   limits.body_bytes_max));
}

int RequestParser::State::on_end() {
    is_whole = true;
    http_parser_pause(&library, 1);  // what follows is the next request's
    return 0;
}

// --- the parser ---

RequestParser::RequestParser(const Limits& limits) : state_(std::make_unique<State>(limits)) {}

RequestParser::~RequestParser() = default;

base::Result<RequestParser::Parsed, BadRequest> RequestParser::parse(base::BytesView bytes) {
    return state_->parse(bytes);
}

bool RequestParser::wants_continue() {
    return std::exchange(state_->is_continue_wanted, false) && !state_->is_whole;
}

}  // namespace fieldcast::http
