#include "storage/embedded/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "storage/embedded/errors.h"

namespace fieldcast::storage {

File::File(const std::string& path, int flags)
    : file_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}

File::~File() {
    if (file_ >= 0) ::close(file_);
}

Result<void> sync_folder(const std::string& folder) {
    const File file(folder, O_RDONLY | O_DIRECTORY);
    if (file.get() < 0 || ::fsync(file.get()) != 0)
        return std::unexpected(system_error(folder, errno));
    return {};
}

}  // namespace fieldcast::storage
