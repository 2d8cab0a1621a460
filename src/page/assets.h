#pragma once
// The web page, as web/ builds it, inside the program: every file compressed. Kind of state:
// constant. web/embed.mjs writes what is behind these functions; a program built without the page
// (FIELDCAST_PAGE=OFF) has none.

#include <string_view>

namespace fieldcast::page {

struct Asset {
    std::string_view path;  ///< `/assets/index-Cn6KaDto.js`
    std::string_view content_type;
    std::string_view etag;  ///< with its quotes
    std::string_view gzip;  ///< the file, compressed
    bool is_immutable;      ///< its name changes with its content
};

/// Null: there is no such file.
[[nodiscard]] const Asset* find_asset(std::string_view path);

}  // namespace fieldcast::page
