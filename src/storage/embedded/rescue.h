#pragma once
// What happens when SQLite itself finds its file damaged: what can be read moves to a new file,
// and the damaged one stays beside it. Rows that were altered are found later, by their checksums.

#include <memory>
#include <string>

#include "storage/embedded/bounds.h"
#include "storage/embedded/sqlite.h"

namespace fieldcast::storage {

/// Opens the database; if it is damaged, or was found so before, rescues it first. One of an older
/// format is written again in ours, which takes its size on disk once more for a while.
/// Errors: newer_format, read_only, disk_full, io.
[[nodiscard]] Result<std::unique_ptr<Database>> open_or_rescue_database(const std::string& path,
                                                                        const Bounds& bounds);

}  // namespace fieldcast::storage
