#pragma once
// An HTTP request as it came in and a response as it goes out (RFC 9110). Plain data.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fieldcast::http {

struct Header {
    std::string name;
    std::string value;
};

struct Request {
    std::string method;  ///< GET, POST, …
    std::string path;    ///< as sent, without query, percent sequences not decoded
    std::string query;   ///< behind the `?`, as sent; empty: none
    std::vector<Header> headers;
    std::string body;
    int minor_version = 1;  ///< HTTP/1.0 or 1.1
    bool keep_alive = true;
    bool is_upgrade = false;  ///< asks to go on with another protocol; what follows is not HTTP

    /// The value of the first header of this name, in whatever case; empty if there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string content_type = {};  ///< empty: the body has none
    std::string body = {};
    std::vector<Header> headers = {};  ///< besides those that every response has
    bool is_gzip = false;              ///< the body is compressed already
};

}  // namespace fieldcast::http
