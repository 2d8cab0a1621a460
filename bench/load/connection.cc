#include "load/connection.h"

#include <array>
#include <utility>

namespace fieldcast::load {
namespace {

/// Shared by all connections, since each empties it at once.
std::array<char, 256 * 1024> read_buffer;

}  // namespace

void Connection::begin(Dialled dialled) {
    if (!dialled) return fail(std::move(dialled).error());
    stream_ = *std::move(dialled);
    world_.poller.add(stream_->descriptor(), *this);
    on_connected();
}

base::Bytes& Connection::unsent() {
    world_.owner.on_unsent(*this);
    return unsent_;
}

void Connection::flush() {
    if (!stream_ || (unsent_.empty() && !stream_->wants_to_write())) return;
    const net::WriteResult written = stream_->write(unsent_);
    if (written.state == net::StreamState::closed) return fail("closed by the broker");
    unsent_.erase(0, written.bytes);
    wait_for_room(!unsent_.empty() || stream_->wants_to_write());
}

void Connection::wait_for_room(bool wait) {
    if (std::exchange(waits_for_room_, wait) == wait) return;
    world_.poller.wait_for_room(stream_->descriptor(), *this, wait);
}

void Connection::on_readable() {
    bool has_more = true;
    while (stream_ && has_more) {
        const net::ReadResult read = stream_->read(read_buffer);
        has_more = stream_->has_unread();
        take_received({read_buffer.data(), read.bytes});
        if (stream_ && read.state == net::StreamState::closed) fail("closed by the broker");
    }
}

void Connection::take_received(base::BytesView received) {
    if (received.empty()) return;
    if (unread_.empty()) {
        unread_ = received.substr(take(received));
        return;
    }
    unread_ += received;
    unread_.erase(0, take(unread_));
}

void Connection::fail(std::string reason) {
    close();
    unsent_.clear();
    world_.owner.on_failed(*this, std::move(reason));
}

}  // namespace fieldcast::load
