#include "storage/embedded/message_blocks.h"

#include <bit>

#include "base/result.h"

namespace fieldcast::storage {
namespace {

/// A block is written again when no more than this part of its messages is wanted.
constexpr int sparse_divisor = 4;

RecordKey key_of(MessageNumber first) {
    return {RecordKind::message, first};
}

/// Bytes that a message takes, near enough.
std::size_t size_of(const StoredMessage& message) {
    return message.topic.size() + message.payload.size() + message.properties.size();
}

std::optional<StoredMessage> decode(base::BytesView bytes) {
    RecordReader in(bytes);
    StoredMessage message;
    read(in, message);
    return in.finished() ? std::optional(std::move(message)) : std::nullopt;
}

}  // namespace

/// The bit of a message in the block that starts with `first`; none if it is beyond.
MessageBlocks::Places MessageBlocks::place_of(MessageNumber number, MessageNumber first) {
    return number - first < block_numbers ? Places{1} << (number - first) : 0;
}

Result<MessageBlocks::Messages> MessageBlocks::load(const IsWanted& is_wanted) {
    Messages messages;
    std::vector<MessageNumber> damaged;
    Rows rows = select_.run();
    while (TRY(rows.next())) {
        const auto first = static_cast<MessageNumber>(rows.integer(0));
        if (load_block(first, rows.bytes(1), is_wanted, messages)) continue;
        TRY(quarantine_.keep({"message", key_of(first), rows.bytes(1)}));
        damaged.push_back(first);
    }
    for (const auto first : damaged) TRY(delete_.execute(first));
    TRY(remove_unwanted());
    return messages;
}

bool MessageBlocks::load_block(MessageNumber first, base::BytesView body, const IsWanted& is_wanted,
                               Messages& messages) {
    auto in = RecordReader::open(key_of(first), body);
    if (!in) return false;
    Block& block = blocks_[first];
    block.is_stored = true;
    while (in->more()) {
        const MessageNumber number = first + in->number();
        auto message = decode(in->text());
        block.held |= place_of(number, first);
        if (!message || !is_wanted(number)) continue;
        block.wanted |= place_of(number, first);
        messages.emplace_back(number, *std::move(message));
    }
    return true;
}

/// So that a number may be given again that only messages without a delivery had.
Result<void> MessageBlocks::remove_unwanted() {
    for (auto& [first, block] : blocks_) {
        if (block.wanted == 0)
            TRY(delete_.execute(first));
        else if (block.wanted != block.held)
            TRY(write_again(first, block));
    }
    std::erase_if(blocks_, [](const auto& each) { return each.second.wanted == 0; });
    return {};
}

void MessageBlocks::add(MessageNumber number, const StoredMessage& message) {
    ASSERT(blocks_.empty() || number > blocks_.rbegin()->first);
    if (!has_room(number, size_of(message))) {
        open_ = group_.size();
        change(blocks_.emplace_hint(blocks_.end(), number, Block{}));
    }
    Change& open = group_[open_];
    RecordWriter record;
    storage::write(record, message);
    open.messages.number(number - open.first);
    open.messages.text(record.bytes());
    Block& block = blocks_.rbegin()->second;
    block.held |= place_of(number, open.first);
    block.wanted |= place_of(number, open.first);
}

bool MessageBlocks::has_room(MessageNumber number, std::size_t bytes) const {
    if (open_ == no_change) return false;
    const Change& open = group_[open_];
    return place_of(number, open.first) != 0 &&
           open.messages.size() + bytes <= bounds_.message_block_bytes;
}

void MessageBlocks::remove(MessageNumber number) {
    auto found = blocks_.upper_bound(number);
    if (found == blocks_.begin()) return;
    --found;
    const Places place = place_of(number, found->first);
    if ((found->second.wanted & place) != 0) change(found).wanted &= ~place;
}

MessageBlocks::Block& MessageBlocks::change(Blocks::iterator place) {
    auto& [first, block] = *place;
    if (!block.is_in_group) {
        group_.push_back({first, block, {}});
        block.is_in_group = true;
    }
    return block;
}

Result<void> MessageBlocks::write_group() {
    for (Change& change : group_) TRY(write(change));
    return {};
}

Result<void> MessageBlocks::write(Change& change) {
    Block& block = blocks_.at(change.first);
    if (block.wanted == 0) return block.is_stored ? delete_.execute(change.first) : Result<void>{};
    if (!block.is_stored)
        return upsert_.execute(change.first, change.messages.close(key_of(change.first)));
    const bool is_sparse =
        std::popcount(block.wanted) * sparse_divisor <= std::popcount(block.held);
    return is_sparse ? write_again(change.first, block) : Result<void>{};
}

/// A row that turns out to be damaged stays as it is: load() will meet it.
Result<void> MessageBlocks::write_again(MessageNumber first, Block& block) {
    RecordWriter kept;
    {
        Rows rows = select_one_.run(first);
        auto in =
            TRY(rows.next()) ? RecordReader::open(key_of(first), rows.bytes(0)) : std::nullopt;
        if (!in) return {};
        while (in->more()) {
            const auto distance = in->number();
            const auto message = in->text();
            if ((block.wanted & place_of(first + distance, first)) == 0) continue;
            kept.number(distance);
            kept.text(message);
        }
    }
    block.held = block.wanted;
    return upsert_.execute(first, kept.close(key_of(first)));
}

void MessageBlocks::group_committed() {
    for (const Change& change : group_) {
        Block& block = blocks_.at(change.first);
        block.is_in_group = false;
        block.is_stored = true;
        if (block.wanted == 0) blocks_.erase(change.first);
    }
    group_.clear();
    open_ = no_change;
}

void MessageBlocks::undo_group() {
    for (const Change& change : group_) {
        if (change.before.is_stored)
            blocks_.at(change.first) = change.before;
        else
            blocks_.erase(change.first);
    }
    group_.clear();
    open_ = no_change;
}

}  // namespace fieldcast::storage
