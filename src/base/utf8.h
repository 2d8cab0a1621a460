#pragma once
// UTF-8 as Unicode 15, table 3-7 defines it: no overlong forms, no surrogates, nothing above
// U+10FFFF.

#include <string_view>

namespace fieldcast::base {

/// True if all of `text` is well-formed. NUL is well-formed; who forbids it says so.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

}  // namespace fieldcast::base
