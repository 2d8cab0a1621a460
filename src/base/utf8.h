#pragma once
// UTF-8 as Unicode 15, table 3-7 defines it: no overlong forms, no surrogates, nothing above
// U+10FFFF.

#include <string_view>

namespace fieldcast::base {

/// True if all of `text` is well-formed. NUL is well-formed; who forbids it says so.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// The same, without control characters (U+0000 to U+001F, U+007F to U+009F) and the code points
/// that Unicode defines to be no characters (U+FFFE, U+FDD0 and the like).
[[nodiscard]] bool is_printable_utf8(std::string_view text);

}  // namespace fieldcast::base
