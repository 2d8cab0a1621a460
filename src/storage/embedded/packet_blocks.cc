#include "storage/embedded/packet_blocks.h"

#include "base/result.h"

namespace fieldcast::storage {
namespace {

/// One item after another in a block.
class Walk {
  public:
    explicit Walk(base::BytesView items) : items_(items), in_(items) {}

    bool next() {
        if (!in_.more()) return false;
        start = items_.size() - in_.left();
        key.session.value = in_.number();
        key.packet_id = static_cast<std::uint16_t>(in_.number());
        item = in_.text();
        return !in_.failed();
    }

    /// Where the item ends; it starts at `start`.
    [[nodiscard]] std::size_t end() const { return items_.size() - in_.left(); }

    std::size_t start = 0;
    PacketKey key;
    base::BytesView item;

  private:
    base::BytesView items_;
    RecordReader in_;
};

RecordWriter encode(const PacketKey& key, base::BytesView item) {
    RecordWriter out;
    out.number(key.session.value);
    out.number(key.packet_id);
    out.text(item);
    return out;
}

/// Puts `bytes` in the place of the item with `key`, which is there.
void put_in_place_of(const PacketKey& key, base::BytesView bytes, base::Bytes& items) {
    Walk walk(items);
    while (walk.next())
        if (walk.key == key) {
            items.replace(walk.start, walk.end() - walk.start, bytes);
            return;
        }
    ASSERT(false);
}

}  // namespace

PacketBlocks::PacketBlocks(Database& database, Quarantine& quarantine, const Bounds& bounds,
                           const PacketTable& table)
    : database_(database),
      quarantine_(quarantine),
      bounds_(bounds),
      table_(table),
      select_(database, table.select),
      upsert_(database, table.upsert),
      delete_(database, table.remove) {}

Result<void> PacketBlocks::load(const Visit& visit) {
    std::vector<Number> damaged;
    Rows rows = select_.run();
    while (TRY(rows.next())) {
        last_ = static_cast<Number>(rows.integer(0));
        if (load_block(rows.bytes(1), visit)) continue;
        TRY(quarantine_.keep({table_.name, key_of(last_), rows.bytes(1)}));
        damaged.push_back(last_);
    }
    for (const Number number : damaged) TRY(delete_.execute(number));
    last_committed_ = last_;
    return {};
}

bool PacketBlocks::load_block(base::BytesView body, const Visit& visit) {
    if (!RecordReader::open(key_of(last_), body)) return false;
    Block& block = blocks_[last_];
    block.items = body.substr(0, body.size() - checksum_bytes);
    block.is_stored = true;
    index(last_, block);
    for (Walk walk(block.items); walk.next();) visit(walk.key, walk.item);
    return true;
}

void PacketBlocks::add(const PacketKey& key, base::BytesView item) {
    const auto record = encode(key, item);
    const bool has_room = last_ > last_committed_ &&
                          blocks_[last_].items.size() + record.size() <= bounds_.packet_block_bytes;
    change(has_room ? last_ : ++last_).items.append(record.bytes());
    const bool is_new = block_of_.emplace(key, last_).second;
    ASSERT(is_new);
}

void PacketBlocks::replace(const PacketKey& key, base::BytesView item) {
    const auto found = block_of_.find(key);
    if (found == block_of_.end()) return;
    put_in_place_of(key, encode(key, item).bytes(), change(found->second).items);
}

void PacketBlocks::remove(const PacketKey& key) {
    const auto found = block_of_.find(key);
    if (found == block_of_.end()) return;
    put_in_place_of(key, {}, change(found->second).items);
    block_of_.erase(found);
}

void PacketBlocks::remove_all(model::SessionId session) {
    for (;;) {
        const auto found = block_of_.lower_bound({session, 0});
        if (found == block_of_.end() || found->first.session != session) return;
        remove(PacketKey(found->first));
    }
}

/// The block, which may be a new one, to be changed in the open group.
PacketBlocks::Block& PacketBlocks::change(Number number) {
    Block& block = blocks_[number];
    if (!block.is_in_group) {
        group_.push_back({number, block});
        block.is_in_group = true;
    }
    return block;
}

Result<void> PacketBlocks::write_group() {
    for (const Before& before : group_) TRY(write(before.number));
    return {};
}

Result<void> PacketBlocks::write(Number number) {
    const Block& block = blocks_[number];
    if (block.items.empty()) return block.is_stored ? delete_.execute(number) : Result<void>{};
    RecordWriter record;
    record.raw(block.items);
    return upsert_.execute(number, record.close(key_of(number)));
}

void PacketBlocks::group_committed() {
    for (const Before& before : group_) {
        Block& block = blocks_[before.number];
        block.is_in_group = false;
        block.is_stored = true;
        if (block.items.empty()) blocks_.erase(before.number);
    }
    group_.clear();
    last_committed_ = last_;
}

void PacketBlocks::undo_group() {
    for (const Before& before : group_)
        for (Walk walk(blocks_[before.number].items); walk.next();) block_of_.erase(walk.key);
    for (Before& before : group_) {
        if (before.block.is_stored)
            index(before.number, blocks_[before.number] = std::move(before.block));
        else
            blocks_.erase(before.number);
    }
    group_.clear();
    last_ = last_committed_;
}

void PacketBlocks::index(Number number, const Block& block) {
    for (Walk walk(block.items); walk.next();) block_of_.insert_or_assign(walk.key, number);
}

}  // namespace fieldcast::storage
