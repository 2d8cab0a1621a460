#pragma once
// Reading CSV as people and programs write it: RFC 4180, with any line ends, with or without a byte
// order mark, and with the separators that spreadsheets choose.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace fieldcast::channels {

struct CsvCell {
    std::string_view text;   ///< without its quotes
    bool is_quoted = false;  ///< so that empty text can be told from nothing
};

/// Views the text that it reads.
class CsvReader {
  public:
    /// The first line tells the separator: whichever of comma, semicolon and tab it has first.
    explicit CsvReader(std::string_view text);

    /// Goes to the next row; false behind the last. An empty line is a row with one cell.
    [[nodiscard]] bool next();

    /// The cells of this row; they live until the next call of next().
    [[nodiscard]] const std::vector<CsvCell>& cells() const { return cells_; }

    /// The row's number as a spreadsheet shows it, from 1: line ends within quotes do not count.
    [[nodiscard]] std::size_t row() const { return row_; }

    /// Whether this row has a quote that is never closed, or text behind a closed one. Its cells
    /// are not to be relied on.
    [[nodiscard]] bool is_malformed() const { return is_malformed_; }

  private:
    void read_plain_cell();
    void read_quoted_cell();
    bool ends_row();

    std::string_view rest_;
    char separator_ = ',';
    std::vector<CsvCell> cells_;
    std::deque<std::string> unescaped_;  ///< what cells with quotes inside view
    std::size_t row_ = 0;
    bool is_malformed_ = false;
};

}  // namespace fieldcast::channels
