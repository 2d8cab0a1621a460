#include "server/connection.h"

#include <cstring>
#include <utility>

#include "base/log.h"
#include "base/result.h"
#include "server/shard.h"

namespace fieldcast::server {

using net::Interest;
using net::StreamState;

namespace {

/// How long a connection that we close may take to read our last words.
constexpr base::Milliseconds last_words_timeout{2'000};

/// What one connection may bring in one turn, so that the others get theirs.
constexpr std::size_t read_size = Shard::read_size;

}  // namespace

Connection::Connection(Shard& shard, ConnectionId id, std::unique_ptr<net::Stream> stream,
                       const net::Address& peer)
    : shard_(shard), id_(id), peer_(peer), stream_(std::move(stream)) {}

void Connection::start(base::BytesView received) {
    started_at_ = last_read_at_ = shard_.now();
    shard_.loop().add(stream_->descriptor(), *this, interest_);
    set_deadline(check_deadlines(shard_.now()));
    if (!received.empty()) receive(received);
    read_again_if_unread();
}

void Connection::on_readable() {
    if (!stream_) return;
    if (paused_) {
        watched_for_bytes_ = false;
        return update_interest();
    }
    const std::span<char> space = shard_.read_buffer();
    const std::size_t kept = partial_ ? partial_->size() : 0;
    if (partial_) std::memcpy(space.data(), partial_->data(), kept);
    const net::ReadResult read = stream_->read(space.subspan(kept, read_size));
    shard_.count().bytes_received += read.bytes;
    if (read.bytes > 0 && !closing_) {
        last_read_at_ = shard_.now();
        receive({space.data(), kept + read.bytes});
    }
    if (!stream_) return;
    if (read.state == StreamState::closed) return lose();
    read_again_if_unread();
    update_interest();
}

/// The socket does not tell of bytes that the stream has taken from it already.
void Connection::read_again_if_unread() {
    if (stream_ && !paused_ && stream_->has_unread()) shard_.read_again(id_);
}

void Connection::on_hangup() {
    if (stream_) lose();
}

void Connection::receive(base::BytesView bytes) {
    const std::size_t used = consume(bytes);
    if (!is_open()) return;
    const base::BytesView rest = bytes.substr(used);
    if (rest.empty()) {
        partial_.reset();
    } else if (partial_) {
        partial_->assign(rest);
    } else {
        partial_ = std::make_unique<base::Bytes>(rest);
    }
}

void Connection::take_up_again() {
    if (const auto bytes = std::exchange(partial_, nullptr)) receive(*bytes);
}

void Connection::lose() {
    if (const std::string_view failure = stream_->failure(); !failure.empty()) {
        base::log(base::LogLevel::info, "connection from {}: {}", peer_.to_string(), failure);
        const bool is_tls = stream_->transport() == net::Transport::tls;
        if (!has_client())
            shard_.watch().note_failure(
                peer_, is_tls ? model::Refusal::tls_failed : model::Refusal::malformed_packet,
                failure);
    }
    if (!closing_) on_lost();
    leave();
}

base::Bytes& Connection::buffer() {
    if (!touched_) {
        touched_ = true;
        shard_.touch(id_);
        if (!output_) output_ = shard_.borrow_buffer();
    }
    return *output_;
}

/// For one message, however large, where nothing else waits.
bool Connection::has_room_for(std::size_t bytes) const {
    const std::size_t waiting = unwritten();
    return waiting == 0 || waiting + bytes <= shard_.settings().output_bytes_max;
}

bool Connection::make_room_for(std::size_t bytes) {
    if (has_room_for(bytes)) return true;
    if (stream_ && !blocked_ && !is_full_) write_early();
    return has_room_for(bytes);
}

/// Before the end of the turn, which may bring more than may wait. Behind the mail, as flush(). Its
/// failures are left to that: who delivers to many connections cannot have one end.
void Connection::write_early() {
    shard_.send_mail();
    is_full_ = write() == StreamState::closed || unwritten() > 0;
    if (is_full_) return;
    output_->clear();
    written_ = 0;
}

StreamState Connection::write() {
    const auto result = stream_->write(base::BytesView{*output_}.substr(written_));
    written_ += static_cast<std::uint32_t>(result.bytes);
    shard_.count().bytes_sent += result.bytes;
    return result.state;
}

base::Instant Connection::now() const {
    return shard_.now();
}

void Connection::flush() {
    touched_ = is_full_ = false;
    if (!stream_) return;
    if (!blocked_ && unwritten() > 0 && write() == StreamState::closed) return lose();
    if (unwritten() == 0) {
        return_buffer();
        if (closing_) stream_->finish_writing();
        return on_flushed();
    }
    if (!blocked_) {
        blocked_ = true;
        blocked_since_ = shard_.now();
        set_deadline(check_deadlines(shard_.now()));
        if (stream_) update_interest();
    }
}

void Connection::on_writable() {
    if (!stream_) return;
    if (stream_->wants_to_write()) {
        static_cast<void>(stream_->write(base::BytesView{}));
        on_readable();
    }
    if (!stream_ || !blocked_) return;
    blocked_ = false;
    // What has gone is dropped here and not after each write, which would move the rest each time.
    output_->erase(0, written_);
    written_ = 0;
    flush();
    if (stream_) update_interest();
}

void Connection::return_buffer() {
    written_ = 0;
    if (output_) shard_.return_buffer(std::move(output_));
}

void Connection::update_interest() {
    const bool writes = blocked_ || stream_->wants_to_write();
    Interest wanted = watched_for_bytes_ ? Interest::readable : Interest::nothing;
    if (writes) wanted = watched_for_bytes_ ? Interest::both : Interest::writable;
    if (wanted == interest_) return;
    interest_ = wanted;
    shard_.loop().change(stream_->descriptor(), *this, interest_);
}

void Connection::pause_reading(bool paused) {
    if (paused_ == paused || !stream_) return;
    paused_ = paused;
    // A pause is over before more bytes come, usually: only then the event loop has to know of it.
    if (paused) return;
    watched_for_bytes_ = true;
    update_interest();
    read_again_if_unread();
}

void Connection::close_after_flush() {
    if (!is_open()) return;
    closing_ = true;
    pause_reading(false);
    set_deadline(shard_.now() + last_words_timeout);
    static_cast<void>(buffer());  // so that this turn's flush sees it
}

void Connection::leave() {
    if (!stream_) return;
    shard_.loop().remove(stream_->descriptor());
    base::TimerWheel::cancel(*this);
    shard_.bury(id_, std::move(stream_));
}

std::unique_ptr<net::Stream> Connection::release_stream() {
    shard_.loop().remove(stream_->descriptor());
    base::TimerWheel::cancel(*this);
    shard_.bury(id_, nullptr);
    return std::move(stream_);
}

std::optional<base::Instant> Connection::blocked_since() const {
    if (!blocked_) return std::nullopt;
    return blocked_since_;
}

void Connection::set_deadline(base::Instant due) {
    if (stream_) shard_.timers().set(*this, due);
}

void Connection::on_timer(base::Instant now) {
    if (closing_) return leave();
    const base::Instant next = check_deadlines(now);
    if (is_open()) set_deadline(next);
}

}  // namespace fieldcast::server
