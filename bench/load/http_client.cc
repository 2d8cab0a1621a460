#include "load/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace fieldcast::load {
namespace {

constexpr std::string_view status_line = "HTTP/1.1 ";
constexpr std::string_view length_name = "\r\nContent-Length: ";
constexpr std::string_view head_end = "\r\n\r\n";

/// The decimal number behind the first `mark` in `text`.
template <class Number>
std::optional<Number> number_behind(std::string_view text, std::string_view mark) {
    const std::size_t place = text.find(mark);
    if (place == text.npos) return std::nullopt;
    Number number{};
    const char* begin = text.data() + place + mark.size();
    if (std::from_chars(begin, text.data() + text.size(), number).ec != std::errc())
        return std::nullopt;
    return number;
}

}  // namespace

std::string HttpClient::name() const {
    return fmt::format("connection {}", number());
}

std::size_t HttpClient::take(base::BytesView bytes) {
    std::size_t taken = 0;
    if (!body_left_) taken = take_head(bytes);
    if (!body_left_) return taken;
    const std::size_t of_body = std::min(*body_left_, bytes.size() - taken);
    *body_left_ -= of_body;
    if (*body_left_ == 0) {
        body_left_.reset();
        answered_.on_answer(*this, status_, body_bytes_);
    }
    return taken + of_body;
}

std::size_t HttpClient::take_head(base::BytesView bytes) {
    const std::size_t end = bytes.find(head_end);
    if (end == bytes.npos) return 0;
    const base::BytesView head = bytes.substr(0, end);
    const auto status = number_behind<int>(head, status_line);
    const auto length = number_behind<std::size_t>(head, length_name);
    if (!status || !length) {
        fail("an answer without status or Content-Length");
        return 0;
    }
    status_ = *status;
    body_bytes_ = *length;
    body_left_ = *length;
    return end + head_end.size();
}

}  // namespace fieldcast::load
