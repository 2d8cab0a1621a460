#include "storage/embedded/journal.h"

#include <vector>

#include "base/log.h"

namespace fieldcast::storage {
namespace {

RecordKey key_of(Journal::Position position) {
    return {RecordKind::journal, position, 0};
}

/// Reads the entry behind one that was created at `previous`.
JournalEntry read_entry(RecordReader& in, base::Timestamp previous) {
    JournalEntry entry;
    entry.channel.value = in.number();
    entry.generation = in.number();
    entry.id.value = in.number();
    entry.created_at = previous + base::Milliseconds{in.difference()};
    entry.arrived_at = entry.created_at + base::Milliseconds{in.difference()};
    entry.presence = static_cast<std::uint16_t>(in.number());
    entry.packed = in.text();
    return entry;
}

StoreError group_too_large() {
    return {StoreErrorKind::io, "too many entries wait for one commit; commit more often"};
}

}  // namespace

Result<void> Journal::append(const JournalEntry& entry) {
    if (record_.size() > bounds_.record_bytes) return std::unexpected(group_too_large());
    if (record_.empty()) previous_ = {};
    record_.number(entry.channel.value);
    record_.number(entry.generation);
    record_.number(entry.id.value);
    record_.difference((entry.created_at - previous_).count());
    record_.difference((entry.arrived_at - entry.created_at).count());
    record_.number(entry.presence);
    record_.text(entry.packed);
    previous_ = entry.created_at;
    return {};
}

Result<void> Journal::write() {
    if (record_.empty()) return {};
    TRY(database_.begin());
    TRY(insert_.execute(end_, record_.close(key_of(end_))));
    end_ += record_.size();
    record_.clear();
    return {};
}

void Journal::undo_group() {
    record_.clear();
    end_ = committed_;
}

Result<void> Journal::read(const Replay& replay) {
    std::vector<Position> damaged;
    std::optional<Position> expected;
    Rows rows = select_.run();
    while (TRY(rows.next())) {
        const auto position = static_cast<Position>(rows.integer(0));
        const auto record = RecordReader::open(key_of(position), rows.bytes(1));
        if (record)
            TRY(read_record(*record, position, replay));
        else
            damaged.push_back(position);
        if (expected && *expected != position)
            base::log(base::LogLevel::error, "The journal's records from {} to {} are missing.",
                      *expected, position);
        if (record) end_ = position + rows.bytes(1).size();
        expected = position + rows.bytes(1).size();
    }
    for (const Position position : damaged) TRY(put_into_quarantine(position));
    committed_ = end_;
    return {};
}

Result<void> Journal::read_record(RecordReader in, Position position, const Replay& replay) {
    base::Timestamp previous;
    while (in.more()) {
        const JournalEntry entry = read_entry(in, previous);
        previous = entry.created_at;
        if (!in.failed()) TRY(replay(entry, position));
    }
    return {};
}

Result<void> Journal::put_into_quarantine(Position position) {
    Rows rows = select_one_.run(position);
    if (TRY(rows.next())) TRY(quarantine_.keep({"journal", key_of(position), rows.bytes(0)}));
    return delete_one_.execute(position);
}

Result<void> Journal::remove_before(Position position) {
    if (position == start_) return {};
    TRY(delete_.execute(position));
    start_ = position;
    return {};
}

}  // namespace fieldcast::storage
