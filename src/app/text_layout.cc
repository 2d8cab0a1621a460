#include "app/text_layout.h"

#include <algorithm>
#include <ranges>

namespace fieldcast::app {
namespace {

/// Code points, which is what most scripts take in columns.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::vector<std::size_t> column_widths(const std::vector<TableRow>& rows) {
    std::vector<std::size_t> widths;
    for (const TableRow& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    return widths;
}

std::string aligned_row(const TableRow& row, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
        line += row[i];
        line.append(widths[i] - width(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent) {
    std::string lines;
    std::string line;
    const auto end_line = [&] {
        if (!line.empty()) lines.append(indent, ' ').append(line).push_back('\n');
        line.clear();
    };
    for (const auto part : std::views::split(text, ' ')) {
        const std::string_view word{part.begin(), part.end()};
        if (indent + width(line) + 1 + width(word) > terminal_columns) end_line();
        if (!line.empty()) line += ' ';
        line += word;
    }
    end_line();
    return lines;
}

std::string aligned(const std::vector<TableRow>& rows, std::size_t indent) {
    const std::vector<std::size_t> widths = column_widths(rows);
    std::string text;
    for (const TableRow& row : rows) {
        std::string line = aligned_row(row, widths);
        std::ranges::replace_if(line, is_control, ' ');
        text.append(indent, ' ').append(line).push_back('\n');
    }
    return text;
}

}  // namespace fieldcast::app
