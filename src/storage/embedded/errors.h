#pragma once
// System and SQLite errors as StoreErrors: the kind, and what to do. Pure.

#include <string>

#include "storage/store.h"

namespace fieldcast::storage {

/// The kind that an errno value stands for.
[[nodiscard]] StoreErrorKind kind_of_system_error(int error);

/// What the owner of the server can do about it; a clause without a full stop.
[[nodiscard]] std::string_view remedy_of(StoreErrorKind kind);

/// An errno value as the error of a call on `path`.
[[nodiscard]] StoreError system_error(const std::string& path, int error);

}  // namespace fieldcast::storage
