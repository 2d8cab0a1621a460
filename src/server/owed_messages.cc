#include "server/owed_messages.h"

#include <algorithm>

namespace fieldcast::server {

std::uint16_t OwedMessages::next_packet_id() const {
    const auto next = static_cast<std::uint16_t>(last_packet_id_ + 1);
    return next == 0 ? std::uint16_t{1} : next;
}

bool OwedMessages::has_room(std::size_t bytes, const QueueLimits& limits, bool is_online) const {
    if (owed_.empty()) return true;
    // Identifiers are given in turn, so the oldest one in use is the first that would be met again.
    if (owed_.front().packet_id == next_packet_id()) return false;
    if (!is_online && owed_.size() >= limits.messages_max) return false;
    return bytes_ + bytes <= limits.bytes_max;
}

std::uint16_t OwedMessages::add(storage::MessageNumber message, std::size_t bytes) {
    last_packet_id_ = next_packet_id();
    owed_.push_back({message, static_cast<std::uint32_t>(bytes), last_packet_id_});
    bytes_ += bytes;
    return last_packet_id_;
}

void OwedMessages::restore(const Owed& owed) {
    owed_.push_back(owed);
    bytes_ += owed.bytes;
    last_packet_id_ = owed.packet_id;
}

std::optional<storage::MessageNumber> OwedMessages::remove(std::uint16_t packet_id) {
    const auto found = std::ranges::find(owed_, packet_id, &Owed::packet_id);
    if (found == owed_.end()) return std::nullopt;
    const storage::MessageNumber message = found->message;
    bytes_ -= found->bytes;
    owed_.erase(found);
    if (owed_.empty()) owed_.shrink_to_fit();
    return message;
}

void OwedMessages::undo_add() {
    bytes_ -= owed_.back().bytes;
    owed_.pop_back();
}

}  // namespace fieldcast::server
