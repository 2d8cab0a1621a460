#include "app/csv_parts.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace fieldcast::app {
namespace {

/// Where rows end in a text that begins with one: behind line ends outside quotes.
struct RowEnds {
    std::size_t first = 0;  ///< 0: there is none
    std::size_t last = 0;
    std::size_t count = 0;
};

RowEnds find_row_ends(std::string_view text) {
    RowEnds ends;
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') is_quoted = !is_quoted;
        if (text[i] != '\n' || is_quoted) continue;
        ends.last = i + 1;
        if (ends.count++ == 0) ends.first = i + 1;
    }
    return ends;
}

}  // namespace

base::Result<CsvParts, std::string> CsvParts::open(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file.is_open())
        return std::unexpected(
            fmt::format("The file {} cannot be read: {}.", path, std::strerror(errno)));
    return CsvParts{std::move(file)};
}

base::Result<std::optional<CsvParts::Part>, std::string> CsvParts::next() {
    const std::size_t kept = read_.size();
    read_.resize(part_bytes);
    file_.read(read_.data() + kept, static_cast<std::streamsize>(part_bytes - kept));
    if (file_.bad()) return std::unexpected(std::string{"The file cannot be read to its end."});
    read_.resize(kept + static_cast<std::size_t>(file_.gcount()));
    if (read_.empty()) return std::nullopt;
    RowEnds ends = find_row_ends(read_);
    if (file_.eof() && ends.last < read_.size()) {  // the last row needs no line end
        ends.last = read_.size();
        ++ends.count;
    }
    if (ends.count == 0)
        return std::unexpected(
            fmt::format("Row {} is too long, or has a quote that is never closed.",
                        rows_before_ + (header_.empty() ? 1 : 2)));
    Part part{.text = header_ + read_.substr(0, ends.last), .rows_before = rows_before_};
    if (header_.empty()) {
        header_ = read_.substr(0, ends.first);
        --ends.count;
    }
    rows_before_ += ends.count;
    read_.erase(0, ends.last);
    return part;
}

}  // namespace fieldcast::app
