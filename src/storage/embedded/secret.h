#pragma once
// The server's secret, under which the passwords of devices are hashed: file `secret.key`, outside
// the database. Kind of state: stored.

#include <array>
#include <string>

#include "base/random.h"
#include "storage/store.h"

namespace fieldcast::storage {

using Secret = std::array<unsigned char, 32>;

/// The secret of `folder`, which must exist; made from `random` and stored at the first call. The
/// file holds it twice, each with a checksum, since every device's password hangs on it.
/// Errors: damaged if neither copy holds; read_only, disk_full, io.
[[nodiscard]] Result<Secret> load_or_create_secret(const std::string& folder,
                                                   const base::RandomSource& random);

}  // namespace fieldcast::storage
