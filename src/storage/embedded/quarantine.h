#pragma once
// Where damaged rows go: out of the way of readers, but not lost. Kind of state: stored.

#include <string_view>

#include "storage/embedded/record.h"
#include "storage/embedded/sqlite.h"

namespace fieldcast::storage {

/// A row whose bytes do not hold: its table, what they should have been, and the bytes. All views.
struct DamagedRow {
    std::string_view table;
    RecordKey key;
    base::BytesView body;
};

class Quarantine {
  public:
    explicit Quarantine(Database& database) : database_(database) {}

    /// Keeps a copy and logs it. On an error leave the row where it is: it is met again.
    [[nodiscard]] Result<void> keep(const DamagedRow& row);

  private:
    Database& database_;
    Statement insert_{database_,
                      "INSERT INTO quarantine(kind, first, second, body)"
                      " VALUES(?1, ?2, ?3, ?4)"};
};

}  // namespace fieldcast::storage
