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
    while (skip(text, " ")) continue;
    return without_trailing(text, " ");
}

}  // namespace fieldcast::channels
