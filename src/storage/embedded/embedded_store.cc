#include "storage/embedded/embedded_store.h"

#include "storage/embedded/rescue.h"
#include "storage/embedded/schema.h"

namespace fieldcast::storage {

Result<std::unique_ptr<EmbeddedStore>> EmbeddedStore::open(const std::string& folder,
                                                           const Bounds& bounds) {
    FolderLock lock = TRY(FolderLock::take(folder));
    auto database = TRY(open_or_rescue_database(database_path(folder), bounds));
    std::unique_ptr<EmbeddedStore> store(
        new EmbeddedStore(std::move(lock), std::move(database), bounds));
    TRY(store->feeds_.replay());
    return store;
}

EmbeddedStore::EmbeddedStore(FolderLock lock, std::unique_ptr<Database> database,
                             const Bounds& bounds)
    : lock_(std::move(lock)),
      bounds_(bounds),
      database_(std::move(database)),
      quarantine_(*database_),
      feeds_(*database_, quarantine_, bounds_),
      directory_(*database_, quarantine_),
      events_(*database_, quarantine_, bounds_),
      sessions_(*database_, quarantine_, bounds_),
      retained_(*database_, quarantine_) {}

Result<void> EmbeddedStore::commit() {
    if (auto written = write_group(); !written) {
        roll_back();
        return written;
    }
    feeds_.group_committed();
    events_.group_committed();
    sessions_.group_committed();
    feeds_.seal_what_presses();
    return {};
}

/// Nothing is written, and no disk waited for, if nothing has changed.
Result<void> EmbeddedStore::write_group() {
    TRY(feeds_.write_group());
    TRY(events_.write_group());
    TRY(sessions_.write_group());
    return database_->in_transaction() ? database_->commit() : Result<void>{};
}

void EmbeddedStore::roll_back() {
    database_->roll_back();
    feeds_.undo_group();
    sessions_.undo_group();
}

Result<bool> EmbeddedStore::maintain() {
    if (feeds_.has_open_group() || sessions_.has_open_group() || database_->in_transaction())
        return false;
    return feeds_.seal_piece();
}

}  // namespace fieldcast::storage
