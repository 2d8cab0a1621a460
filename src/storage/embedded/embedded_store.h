#pragma once
// The store that needs nothing but a folder: one SQLite database, made for one machine with up to
// millions of feeds. Kind of state: stored. One thread. docs/storage-format.md has the format.

#include <memory>
#include <string>

#include "storage/embedded/bounds.h"
#include "storage/embedded/directory.h"
#include "storage/embedded/events.h"
#include "storage/embedded/feeds.h"
#include "storage/embedded/folder_lock.h"
#include "storage/embedded/quarantine.h"
#include "storage/embedded/retained.h"
#include "storage/embedded/sessions.h"
#include "storage/embedded/sqlite.h"
#include "storage/store.h"

namespace fieldcast::storage {

class EmbeddedStore final : public Store {
  public:
    /// Opens the data folder, made if missing (folder 0700, files 0600), and keeps others out.
    /// Errors: locked (names the process), read_only, newer_format, disk_full, io. A damaged
    /// database is no error: what can be read of it is served.
    [[nodiscard]] static Result<std::unique_ptr<EmbeddedStore>> open(const std::string& folder,
                                                                     const Bounds& bounds = {});

    [[nodiscard]] FeedStore& feeds() override { return feeds_; }
    [[nodiscard]] DirectoryStore& directory() override { return directory_; }
    [[nodiscard]] EventLog& events() override { return events_; }
    [[nodiscard]] SessionStore& sessions() override { return sessions_; }
    [[nodiscard]] RetainedStore& retained() override { return retained_; }

    [[nodiscard]] Result<void> commit() override;
    void roll_back() override;
    [[nodiscard]] Result<bool> maintain() override;

  private:
    EmbeddedStore(FolderLock lock, std::unique_ptr<Database> database, const Bounds& bounds);

    [[nodiscard]] Result<void> write_group();

    FolderLock lock_;
    Bounds bounds_;
    std::unique_ptr<Database> database_;
    Quarantine quarantine_;
    Feeds feeds_;
    Directory directory_;
    Events events_;
    Sessions sessions_;
    Retained retained_;
};

}  // namespace fieldcast::storage
