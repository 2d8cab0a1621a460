#pragma once
// The directory of a data folder, as it is when a process opens it.

#include "devices/directory.h"
#include "storage/store.h"

namespace fieldcast::server {

/// Reads all of it; call once, since every call makes its own records.
[[nodiscard]] storage::Result<devices::Directory> load_directory(storage::Store& store);

}  // namespace fieldcast::server
