#pragma once
// The retained message of each topic, in table `retained`. Kind of state: stored. One thread.

#include "storage/embedded/quarantine.h"
#include "storage/embedded/sqlite.h"
#include "storage/store.h"

namespace fieldcast::storage {

class Retained final : public RetainedStore {
  public:
    Retained(Database& database, Quarantine& quarantine)
        : database_(database), quarantine_(quarantine) {}

    [[nodiscard]] Result<std::vector<StoredMessage>> load() override;
    [[nodiscard]] Result<void> put(const StoredMessage& message) override;
    [[nodiscard]] Result<void> remove(std::string_view topic) override;

  private:
    [[nodiscard]] Result<void> put_into_quarantine(base::BytesView topic);

    Database& database_;
    Quarantine& quarantine_;
    Statement select_{database_, "SELECT topic, body FROM retained ORDER BY topic"};
    Statement select_one_{database_, "SELECT body FROM retained WHERE topic = ?1"};
    Statement upsert_{database_, "INSERT OR REPLACE INTO retained(topic, body) VALUES(?1, ?2)"};
    Statement delete_{database_, "DELETE FROM retained WHERE topic = ?1"};
};

}  // namespace fieldcast::storage
