#pragma once
// Files by their descriptors, where SQLite is not in between. Owned by whoever holds one.

#include <string>

#include "storage/store.h"

namespace fieldcast::storage {

/// A file that closes itself.
class File {
  public:
    /// Opens it with flags as open(2) has them; made with mode 0600.
    File(const std::string& path, int flags);
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();

    /// The descriptor; below zero, and errno tells why, if it could not be opened.
    [[nodiscard]] int get() const { return file_; }

  private:
    int file_;
};

/// Makes names that were given or taken in `folder` durable.
[[nodiscard]] Result<void> sync_folder(const std::string& folder);

}  // namespace fieldcast::storage
