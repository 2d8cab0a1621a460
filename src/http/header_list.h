#pragma once
// Header values that are lists, `a, b;q=0.5, c` (RFC 9110, 5.6.1), and words in whatever case.

#include <algorithm>
#include <ranges>
#include <string_view>

namespace fieldcast::http {

/// `text` without the blanks and tabs around it.
constexpr std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

constexpr char lower_case(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character | 0x20) : character;
}

/// Equal but for the case of ASCII letters.
constexpr bool is_same_word(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower_case, lower_case);
}

/// The first element of `list` that `accepts` agrees to; empty: none.
template <class Predicate>
constexpr std::string_view find_element(std::string_view list, Predicate accepts) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view element = trimmed(list.substr(0, comma));
        if (!element.empty() && accepts(element)) return element;
        list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
    }
    return {};
}

constexpr bool has_word(std::string_view list, std::string_view word) {
    return !find_element(list, [&](auto element) { return is_same_word(element, word); }).empty();
}

}  // namespace fieldcast::http
