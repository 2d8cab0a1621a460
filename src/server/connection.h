#pragma once
// One connection on a shard: its stream, the bytes that wait on either side, its deadlines. What
// the bytes mean is the business of the classes that derive from it. Kind of state: *owned* by a
// shard.
//
// An idle connection owns no buffers: reads go through the shard's buffer, and only the beginning
// of a packet whose rest has not come is kept; output buffers are borrowed from the shard's pool.

#include <memory>
#include <optional>
#include <string>

#include "base/timer_wheel.h"
#include "broker/output.h"
#include "net/address.h"
#include "net/event_loop.h"
#include "net/stream.h"
#include "server/letters.h"

namespace fieldcast::server {

class Shard;

class Connection : public net::EventHandler, public broker::Output, private base::Timer {
  public:
    Connection(Shard& shard, ConnectionId id, std::unique_ptr<net::Stream> stream,
               const net::Address& peer);

    [[nodiscard]] ConnectionId id() const { return id_; }
    [[nodiscard]] const net::Address& peer() const { return peer_; }

    /// Watches the stream, sets the first deadline and consumes `received`, which an earlier shard
    /// has read. Call once.
    void start(base::BytesView received);

    /// Writes what the buffer holds, once, as far as the stream takes it.
    void flush();

    /// Leaves the shard: nothing is read or written any more. The object lives to the end of the
    /// turn, when the stream is closed: behind the mail that tells why.
    void leave();

    /// Writes what the buffer holds, tells the peer that this was all, and leaves when the peer has
    /// closed too or after a moment. Closing at once could take our last words back: a socket that
    /// is closed with unread bytes in it is reset.
    void close_after_flush();

    /// Stops or goes on reading, for back-pressure.
    void pause_reading(bool paused);

    /// The server stops: a last chance to write something.
    virtual void on_server_stop() {}

    // What comes back of the letters that this connection has sent to the store writer.
    virtual void on_outcome(const Outcome&) {}
    virtual void on_task_done(TaskDone&) {}
    virtual void on_admin_reply(std::string_view) {}

    // broker::Output
    base::Bytes& buffer() final;
    bool has_room_for(std::size_t bytes) const final;
    bool make_room_for(std::size_t bytes) final;
    void note_drop() override {}
    void note_done(std::uint16_t) override {}
    [[nodiscard]] base::Instant now() const override;

    // net::EventHandler
    void on_readable() final;
    void on_writable() final;
    void on_hangup() final;

  protected:
    /// Takes whole packets off the front of `bytes`; returns how many bytes it has taken. It gets
    /// the rest again with more behind it.
    virtual std::size_t consume(base::BytesView bytes) = 0;

    /// Whether what happens to it is told to somebody as its client.
    [[nodiscard]] virtual bool has_client() const { return false; }

    /// The peer has closed, or the stream is broken. Followed by leave().
    virtual void on_lost() = 0;

    /// The peer has taken all that was written.
    virtual void on_flushed() {}

    /// Ends the connection if a deadline has passed; otherwise tells the next one.
    virtual base::Instant check_deadlines(base::Instant now) = 0;

    [[nodiscard]] Shard& shard() const { return shard_; }
    [[nodiscard]] bool is_open() const { return stream_ != nullptr && !closing_; }

    [[nodiscard]] base::Instant started_at() const { return started_at_; }

    /// The time of the last read that brought bytes.
    [[nodiscard]] base::Instant last_read_at() const { return last_read_at_; }

    /// Since when the peer has not taken what was written; nothing while it does.
    [[nodiscard]] std::optional<base::Instant> blocked_since() const;

    /// Hands the stream over to another connection, perhaps of another shard, and ends this one.
    [[nodiscard]] std::unique_ptr<net::Stream> release_stream();

    [[nodiscard]] const net::Stream& stream() const { return *stream_; }

    void set_deadline(base::Instant due);

    /// Consumes what consume() has left over, as if it had come now.
    void take_up_again();

  private:
    void on_timer(base::Instant now) final;
    void receive(base::BytesView bytes);
    void read_again_if_unread();
    void lose();
    void update_interest();
    void return_buffer();
    void write_early();
    [[nodiscard]] net::StreamState write();
    [[nodiscard]] std::size_t unwritten() const { return output_ ? output_->size() - written_ : 0; }

    Shard& shard_;
    ConnectionId id_;
    net::Address peer_;
    std::uint32_t written_ = 0;            ///< bytes at the front of output_ that are on their way
    std::unique_ptr<net::Stream> stream_;  ///< gone once the connection has left
    /// The beginning of a packet whose rest has not come; null: none, as nearly always.
    std::unique_ptr<base::Bytes> partial_;
    std::unique_ptr<base::Bytes> output_;  ///< null: nothing waits to be written
    base::Instant started_at_;
    base::Instant last_read_at_;
    base::Instant blocked_since_;
    bool touched_ = false;  ///< on the shard's list of connections to flush this turn
    bool blocked_ = false;
    bool is_full_ = false;  ///< its socket has taken what it could this turn
    bool paused_ = false;
    bool watched_for_bytes_ = true;  ///< also in a pause, until some come
    bool closing_ = false;
    net::Interest interest_ = net::Interest::readable;
};

}  // namespace fieldcast::server
