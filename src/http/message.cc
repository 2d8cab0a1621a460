#include "http/message.h"

#include <algorithm>

#include "http/header_list.h"

namespace fieldcast::http {

std::string_view Request::header(std::string_view name) const {
    const auto found = std::ranges::find_if(
        headers, [&](const Header& header) { return is_same_word(header.name, name); });
    return found == headers.end() ? std::string_view{} : std::string_view{found->value};
}

}  // namespace fieldcast::http
