#include "storage/embedded/quarantine.h"

#include "base/log.h"

namespace fieldcast::storage {

Result<void> Quarantine::keep(const DamagedRow& row) {
    base::log(base::LogLevel::error,
              "Row {},{} of table {} is damaged. It is left out and kept in table quarantine; "
              "check the disk.",
              row.key.first, row.key.second, row.table);
    return insert_.execute(static_cast<int>(row.key.kind), row.key.first, row.key.second, row.body);
}

}  // namespace fieldcast::storage
