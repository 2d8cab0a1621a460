#include "channels/csv.h"

#include <algorithm>

#include "channels/text.h"

namespace fieldcast::channels {

CsvReader::CsvReader(std::string_view text) : rest_(text) {
    skip(rest_, "\xEF\xBB\xBF");
    const std::string_view line = rest_.substr(0, rest_.find_first_of("\r\n"));
    if (const auto found = line.find_first_of(",;\t"); found != line.npos) separator_ = line[found];
}

bool CsvReader::next() {
    if (rest_.empty()) return false;
    cells_.clear();
    unescaped_.clear();
    is_malformed_ = false;
    ++row_;
    do {
        if (rest_.starts_with('"'))
            read_quoted_cell();
        else
            read_plain_cell();
    } while (!ends_row());
    return true;
}

void CsvReader::read_plain_cell() {
    const char ends[] = {separator_, '\r', '\n', '\0'};
    const std::size_t end = std::min(rest_.find_first_of(ends), rest_.size());
    cells_.push_back({.text = rest_.substr(0, end)});
    rest_.remove_prefix(end);
}

void CsvReader::read_quoted_cell() {
    rest_.remove_prefix(1);
    std::string_view text;
    std::string* unescaped = nullptr;
    for (;;) {
        const std::size_t quote = rest_.find('"');
        is_malformed_ |= quote == rest_.npos;
        text = rest_.substr(0, quote);
        rest_.remove_prefix(std::min(text.size() + 1, rest_.size()));
        if (unescaped) unescaped->append(text);
        if (!skip(rest_, "\"")) break;
        if (!unescaped) unescaped = &unescaped_.emplace_back(text);
        *unescaped += '"';
    }
    cells_.push_back({.text = unescaped ? *unescaped : text, .is_quoted = true});
}

/// Takes what stands behind a cell; false if that is one more.
bool CsvReader::ends_row() {
    if (rest_.empty() || skip(rest_, "\r\n") || skip(rest_, "\n") || skip(rest_, "\r")) return true;
    if (rest_.front() == separator_) {
        rest_.remove_prefix(1);
        return false;
    }
    // Text behind a closing quote: go on behind this line.
    is_malformed_ = true;
    rest_.remove_prefix(std::min(rest_.find_first_of("\r\n"), rest_.size()));
    return ends_row();
}

}  // namespace fieldcast::channels
