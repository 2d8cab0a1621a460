#pragma once
// Plain text for terminals: wrapped paragraphs and aligned tables. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fieldcast::app {

inline constexpr std::size_t terminal_columns = 80;

/// `text` in lines of at most `terminal_columns`, each indented by `indent` spaces, with line end.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent);

using TableRow = std::vector<std::string>;

/// Columns two spaces apart and as wide as their widest cell; the last one ends ragged. Control
/// characters become spaces.
[[nodiscard]] std::string aligned(const std::vector<TableRow>& rows, std::size_t indent = 0);

}  // namespace fieldcast::app
