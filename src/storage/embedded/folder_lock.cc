#include "storage/embedded/folder_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "storage/embedded/errors.h"

namespace fieldcast::storage {
namespace {

std::string read_start(int file) {
    char bytes[32];
    const auto size = ::pread(file, bytes, sizeof bytes, 0);
    std::string text(bytes, size > 0 ? static_cast<std::size_t>(size) : 0);
    return text.substr(0, text.find('\n'));
}

StoreError taken(const std::string& folder, int file) {
    return {StoreErrorKind::locked,
            fmt::format("{} is in use by process {}; end that one or give another folder", folder,
                        read_start(file))};
}

void write_process_id(int file) {
    const std::string line = fmt::format("{}\n", ::getpid());
    // Only for people: without it the lock holds just as well.
    if (::ftruncate(file, 0) == 0) [[maybe_unused]]
        const auto written = ::pwrite(file, line.data(), line.size(), 0);
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& folder) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return std::unexpected(system_error(folder, errno));
    const std::string path = folder + "/lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return std::unexpected(system_error(path, errno));
    FolderLock lock(file);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) return std::unexpected(taken(folder, file));
    write_process_id(file);
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FolderLock::~FolderLock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace fieldcast::storage
