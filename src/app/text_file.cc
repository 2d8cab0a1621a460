#include "app/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "net/file_descriptor.h"

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

base::Result<void, std::string> write_text_file(const std::string& path, std::string_view text,
                                                unsigned mode) {
    const auto failed = [&path] {
        return std::unexpected(
            fmt::format("The file {} cannot be written: {}.", path, std::strerror(errno)));
    };
    const std::string unfinished = path + ".new";
    ::unlink(unfinished.c_str());
    const net::FileDescriptor file{
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
    if (!file.is_open()) return failed();
    if (::write(file.number(), text.data(), text.size()) != std::ssize(text)) return failed();
    if (::fsync(file.number()) != 0) return failed();
    if (std::rename(unfinished.c_str(), path.c_str()) != 0) return failed();
    return {};
}

}  // namespace fieldcast::app
