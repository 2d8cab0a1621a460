#pragma once
// Bodies of /api/v1: from JSON with types to the texts that administration takes.

#include <string>
#include <string_view>

#include "api/administer.h"
#include "base/result.h"

namespace fieldcast::api {

/// The error is a sentence that names the member and what it must be.
using V1Values = base::Result<Json, std::string>;

/// `name`, `description`, `public`, `interval` (seconds), `fields` (labels from field 1 on, null
/// disables one), `tags`, `url`, `github_url`, `metadata`, `latitude`, `longitude`, `elevation`,
/// `last_entry_on_subscribe`, `shared_with` (names of users, in place of all before),
/// `retention_days`, `retention_entries`, `new_write_key`, `add_read_key` (its note),
/// `remove_read_key`.
[[nodiscard]] V1Values channel_values(std::string_view body);

/// `name`, `description`, `channels`: `[{"id": 1, "publish": true, "subscribe": false}]`, which
/// are given to administration under `permissions_key`.
[[nodiscard]] V1Values device_values(std::string_view body, std::string_view permissions_key);

/// `keep_old_hours`; the body may be empty.
[[nodiscard]] V1Values password_values(std::string_view body);

}  // namespace fieldcast::api
