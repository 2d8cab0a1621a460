#pragma once
// Messages that sessions are owed. A row of table `message` holds a block of up to 64 that follow
// each other, under the number of the first; which of them are still wanted is known in memory. A
// row goes with its last message, and is written again when most of its messages have gone. The
// open group changes memory; it is written as a whole. Kind of state: stored. One thread.

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "storage/embedded/bounds.h"
#include "storage/embedded/quarantine.h"
#include "storage/embedded/session_codec.h"
#include "storage/embedded/sqlite.h"

namespace fieldcast::storage {

class MessageBlocks {
  public:
    using Messages = std::vector<std::pair<MessageNumber, StoredMessage>>;

    MessageBlocks(Database& database, Quarantine& quarantine, const Bounds& bounds)
        : database_(database), quarantine_(quarantine), bounds_(bounds) {}

    /// Those of which `is_wanted` holds, in order; removes the others. Damaged blocks go into
    /// quarantine. Call once, first, in a transaction.
    [[nodiscard]] Result<Messages> load(const std::function<bool(MessageNumber)>& is_wanted);

    /// `number` is greater than all before it.
    void add(MessageNumber number, const StoredMessage& message);
    void remove(MessageNumber number);

    /// Writes the open group's changes into the database's transaction, which must be open.
    [[nodiscard]] Result<void> write_group();
    [[nodiscard]] bool has_open_group() const { return !group_.empty(); }
    void group_committed();
    void undo_group();

  private:
    /// Messages as bits: the lowest is that of the block's first number.
    using Places = std::uint64_t;
    static constexpr std::uint64_t block_numbers = 64;
    static constexpr std::size_t no_change = -1UL;

    struct Block {
        Places held = 0;    ///< in the row
        Places wanted = 0;  ///< of them
        bool is_stored = false;
        bool is_in_group = false;
    };
    /// A block as it was before the open group, and its messages if it is new.
    struct Change {
        MessageNumber first;
        Block before;
        RecordWriter messages;
    };
    using Blocks = std::map<MessageNumber, Block>;
    using IsWanted = std::function<bool(MessageNumber)>;

    [[nodiscard]] static Places place_of(MessageNumber number, MessageNumber first);
    [[nodiscard]] bool load_block(MessageNumber first, base::BytesView body,
                                  const IsWanted& is_wanted, Messages& messages);
    [[nodiscard]] Result<void> remove_unwanted();
    [[nodiscard]] bool has_room(MessageNumber number, std::size_t bytes) const;
    Block& change(Blocks::iterator place);
    [[nodiscard]] Result<void> write(Change& change);
    [[nodiscard]] Result<void> write_again(MessageNumber first, Block& block);

    Database& database_;
    Quarantine& quarantine_;
    const Bounds& bounds_;
    Blocks blocks_;
    std::vector<Change> group_;
    std::size_t open_ = no_change;  ///< the change with the block that takes the next message
    Statement select_{database_, "SELECT number, body FROM message ORDER BY number"};
    Statement select_one_{database_, "SELECT body FROM message WHERE number = ?1"};
    Statement upsert_{database_, "INSERT OR REPLACE INTO message(number, body) VALUES(?1, ?2)"};
    Statement delete_{database_, "DELETE FROM message WHERE number = ?1"};
};

}  // namespace fieldcast::storage
