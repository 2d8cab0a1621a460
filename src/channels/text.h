#pragma once
// Small steps over text that the parsers of this folder share.

#include <string_view>

namespace fieldcast::channels {

/// Takes `expected` off the front of `text`; false, and nothing taken, if it is not there.
inline bool skip(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

inline std::string_view without_trailing(std::string_view text, std::string_view unwanted) {
    return text.substr(0, text.find_last_not_of(unwanted) + 1);
}

inline std::string_view without_blanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

}  // namespace fieldcast::channels
