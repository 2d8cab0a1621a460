#include "storage/embedded/errors.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace fieldcast::storage {

StoreErrorKind kind_of_system_error(int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT: return StoreErrorKind::disk_full;
        case EROFS:
        case EACCES:
        case EPERM: return StoreErrorKind::read_only;
        default: return StoreErrorKind::io;
    }
}

std::string_view remedy_of(StoreErrorKind kind) {
    switch (kind) {
        case StoreErrorKind::locked: return "end the other program that has the file open";
        case StoreErrorKind::read_only: return "let the server's user write the folder and file";
        case StoreErrorKind::newer_format: return "use the newer version of fieldcast";
        case StoreErrorKind::disk_full: return "free some space; nothing is stored until then";
        case StoreErrorKind::damaged: return "check the disk; a restart saves what is readable";
        case StoreErrorKind::io: return "check the disk and the system's log";
    }
    return {};
}

StoreError system_error(const std::string& path, int error) {
    const StoreErrorKind kind = kind_of_system_error(error);
    return {kind, fmt::format("{}: {}; {}", path, std::strerror(error), remedy_of(kind))};
}

}  // namespace fieldcast::storage
