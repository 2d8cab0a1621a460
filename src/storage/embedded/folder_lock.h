#pragma once
// The data folder itself: made when missing, used by one process at a time. Kind of state: stored.

#include <string>

#include "storage/store.h"

namespace fieldcast::storage {

/// Holds file `lock` in the folder, which names our process, as long as it lives.
class FolderLock {
  public:
    /// Makes the folder (0700) if there is none.
    /// Errors: locked, naming the process that has it; read_only; io.
    [[nodiscard]] static Result<FolderLock> take(const std::string& folder);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

  private:
    explicit FolderLock(int file) : file_(file) {}

    int file_;
};

}  // namespace fieldcast::storage
