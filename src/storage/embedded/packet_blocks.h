#pragma once
// What sessions have by Packet Identifier, such as deliveries, in the order in which it was added.
// A row holds a block of them from many sessions: so adding writes at the table's end only, and a
// block whose items have all gone costs one deletion. The open group changes memory; it is written
// as a whole. Kind of state: stored, with a copy in memory. One thread.

#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/ids.h"
#include "storage/embedded/bounds.h"
#include "storage/embedded/quarantine.h"
#include "storage/embedded/sqlite.h"

namespace fieldcast::storage {

/// What names an item: only one at a time has it.
struct PacketKey {
    model::SessionId session;
    std::uint16_t packet_id = 0;
    friend auto operator<=>(const PacketKey&, const PacketKey&) = default;
};

/// A table of blocks, with columns `number` and `body`.
struct PacketTable {
    std::string_view name;
    RecordKind kind;
    std::string_view select;
    std::string_view upsert;
    std::string_view remove;
};

class PacketBlocks {
  public:
    using Visit = std::function<void(const PacketKey&, base::BytesView item)>;

    PacketBlocks(Database& database, Quarantine& quarantine, const Bounds& bounds,
                 const PacketTable& table);

    /// Calls `visit` with each item in order; the views live during the call. Damaged blocks go
    /// into quarantine. Call once, first, in a transaction.
    [[nodiscard]] Result<void> load(const Visit& visit);

    /// Adds behind all others. The key must not be taken.
    void add(const PacketKey& key, base::BytesView item);
    /// Puts `item` in the place of the one with its key, if there is one.
    void replace(const PacketKey& key, base::BytesView item);
    void remove(const PacketKey& key);
    void remove_all(model::SessionId session);

    /// Writes the open group's changes into the database's transaction, which must be open.
    [[nodiscard]] Result<void> write_group();
    [[nodiscard]] bool has_open_group() const { return !group_.empty(); }
    void group_committed();
    void undo_group();

  private:
    using Number = std::uint64_t;

    struct Block {
        base::Bytes items;
        bool is_stored = false;
        bool is_in_group = false;
    };
    /// A block as it was before the open group.
    struct Before {
        Number number;
        Block block;
    };

    [[nodiscard]] RecordKey key_of(Number number) const { return {table_.kind, number}; }
    [[nodiscard]] bool load_block(base::BytesView body, const Visit& visit);
    Block& change(Number number);
    [[nodiscard]] Result<void> write(Number number);
    void index(Number number, const Block& block);

    Database& database_;
    Quarantine& quarantine_;
    const Bounds& bounds_;
    const PacketTable& table_;
    std::unordered_map<Number, Block> blocks_;
    std::map<PacketKey, Number> block_of_;
    std::vector<Before> group_;  ///< the blocks that the open group changed
    Number last_ = 0;            ///< the number given last
    Number last_committed_ = 0;
    Statement select_;
    Statement upsert_;
    Statement delete_;
};

}  // namespace fieldcast::storage
