#include "app/text_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fieldcast::app {

base::Result<std::string, std::string> read_text_file(std::string_view what,
                                                      const std::string& path) {
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown))
        return std::unexpected(fmt::format("The {} {} is a folder.", what, path));
    std::ifstream file{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (file.is_open() && !file.bad()) return text;
    return std::unexpected(
        fmt::format("The {} {} cannot be read: {}.", what, path, std::strerror(errno)));
}

}  // namespace fieldcast::app
