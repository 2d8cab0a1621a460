#pragma once
// The journal: one row for each group of entries that was committed, in table `journal`. A row's
// key is its position, which is the number of bytes written before it; so a record knows where the
// next one must lie, and the journal's length is a subtraction. Kind of state: stored.

#include <functional>

#include "model/entry.h"
#include "storage/embedded/bounds.h"
#include "storage/embedded/quarantine.h"
#include "storage/embedded/record.h"
#include "storage/embedded/sqlite.h"

namespace fieldcast::storage {

/// An entry on its way into or out of the journal. Views its values.
struct JournalEntry {
    model::ChannelId channel;
    std::uint64_t generation = 0;  ///< how often the feed had been cleared
    model::EntryId id;
    base::Timestamp created_at;
    base::Timestamp arrived_at;
    std::uint16_t presence = 0;
    base::BytesView packed;
};

class Journal {
  public:
    using Position = std::uint64_t;
    using Replay = std::function<Result<void>(const JournalEntry&, Position)>;

    Journal(Database& database, Quarantine& quarantine, const Bounds& bounds)
        : database_(database), quarantine_(quarantine), bounds_(bounds) {}

    /// Adds to the open record. Errors: io if it has become too long.
    [[nodiscard]] Result<void> append(const JournalEntry& entry);

    /// Writes the open record, if there is one, to the table.
    [[nodiscard]] Result<void> write();

    void group_committed() { committed_ = end_; }
    /// Goes back to the last commit; the table's rows are rolled back by the transaction.
    void undo_group();

    /// Where the record that takes the next entry lies.
    [[nodiscard]] Position position() const { return end_; }

    /// Calls `replay` with each entry, oldest first; the views live during the call. Damaged
    /// records are logged, put into quarantine and left out.
    [[nodiscard]] Result<void> read(const Replay& replay);

    /// Removes the records before `position`.
    [[nodiscard]] Result<void> remove_before(Position position);

  private:
    [[nodiscard]] Result<void> read_record(RecordReader in, Position position,
                                           const Replay& replay);
    [[nodiscard]] Result<void> put_into_quarantine(Position position);

    Database& database_;
    Quarantine& quarantine_;
    const Bounds& bounds_;
    RecordWriter record_;
    base::Timestamp previous_;  ///< created_at of the last entry in the open record
    Position committed_ = 0;
    Position end_ = 0;
    Position start_ = 0;  ///< what remove_before() was last asked for
    Statement insert_{database_, "INSERT INTO journal(position, record) VALUES(?1, ?2)"};
    Statement select_{database_, "SELECT position, record FROM journal ORDER BY position"};
    Statement delete_{database_, "DELETE FROM journal WHERE position < ?1"};
    Statement select_one_{database_, "SELECT record FROM journal WHERE position = ?1"};
    Statement delete_one_{database_, "DELETE FROM journal WHERE position = ?1"};
};

}  // namespace fieldcast::storage
