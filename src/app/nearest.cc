#include "app/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace fieldcast::app {
namespace {

/// Rows of the table of optimal string alignment; `older` is two letters back, for swaps.
struct Rows {
    std::vector<std::size_t> older, previous, current;
};

std::size_t cheapest_step(const Rows& rows, std::size_t j, bool same_letter) {
    const std::size_t change = rows.previous[j - 1] + (same_letter ? 0 : 1);
    return std::min({rows.previous[j] + 1, rows.current[j - 1] + 1, change});
}

}  // namespace

std::size_t edit_distance(std::string_view from, std::string_view to) {
    Rows rows{.older = std::vector<std::size_t>(to.size() + 1), .previous = {}, .current = {}};
    rows.previous = rows.current = rows.older;
    std::iota(rows.previous.begin(), rows.previous.end(), 0U);
    for (std::size_t i = 1; i <= from.size(); ++i) {
        rows.current[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            rows.current[j] = cheapest_step(rows, j, from[i - 1] == to[j - 1]);
            const bool swapped =
                i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (swapped) rows.current[j] = std::min(rows.current[j], rows.older[j - 2] + 1);
        }
        std::swap(rows.older, rows.previous);
        std::swap(rows.previous, rows.current);
    }
    return rows.previous[to.size()];
}

std::string_view nearest(std::string_view word, std::span<const std::string> right_words) {
    if (right_words.empty()) return {};
    return *std::ranges::min_element(
        right_words, {}, [word](const std::string& right) { return edit_distance(word, right); });
}

}  // namespace fieldcast::app
