#pragma once
// A connection's bytes in and out, whatever carries them: TCP, TLS over it, WebSocket over either.
// Kind of state: *owned* by one shard at a time.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "net/file_descriptor.h"

namespace fieldcast::net {

enum class StreamState : std::uint8_t { open, closed };

struct ReadResult {
    std::size_t bytes = 0;  ///< 0 with `open`: nothing there now
    StreamState state = StreamState::open;
};

struct WriteResult {
    std::size_t bytes = 0;  ///< of all pieces; fewer than given with `open`: wait until writable
    StreamState state = StreamState::open;
};

/// What is under the MQTT of a client.
enum class Transport : std::uint8_t { tcp, tls, ws, wss };

/// `tcp`, `tls`, `ws` or `wss`.
[[nodiscard]] std::string_view name_of(Transport transport);

class Stream {
  public:
    virtual ~Stream() = default;
    [[nodiscard]] virtual int descriptor() const = 0;
    [[nodiscard]] virtual ReadResult read(std::span<char> into) = 0;

    /// Writes the pieces one behind the other, as far as the peer takes them. What was not taken
    /// must be offered again, at the front of the next call; more may be behind it then.
    [[nodiscard]] virtual WriteResult write(std::span<const base::BytesView> pieces) = 0;
    [[nodiscard]] WriteResult write(base::BytesView bytes) { return write({&bytes, 1}); }

    /// Tells the peer that no more bytes will come; it may still send.
    virtual void finish_writing() = 0;

    /// Bytes have come that read() did not give yet, though the socket has none: call it again.
    [[nodiscard]] virtual bool has_unread() const { return false; }

    /// The stream has something of its own to send (of a handshake, an answer to a ping) that the
    /// socket did not take: call write(), if only of nothing, and read() when it is writable.
    [[nodiscard]] virtual bool wants_to_write() const { return false; }

    /// Why the stream has closed itself, for the log: a sentence with the remedy. Empty: it has
    /// not, or there is nothing to tell.
    [[nodiscard]] virtual std::string_view failure() const { return {}; }

    [[nodiscard]] virtual Transport transport() const { return Transport::tcp; }

    /// Whether nobody between can read or change what it carries.
    [[nodiscard]] virtual bool is_encrypted() const { return false; }

    /// The common name of the certificate that the peer has proved to own; empty: none.
    [[nodiscard]] virtual std::string certified_name() const { return {}; }
};

[[nodiscard]] std::unique_ptr<Stream> make_tcp_stream(FileDescriptor socket);

}  // namespace fieldcast::net
