#pragma once
// A connection's bytes in and out, whatever carries them. Kind of state: *owned* by one shard at a
// time. TCP is here; TLS and WebSocket join behind the same interface.

#include <cstddef>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "net/file_descriptor.h"

namespace fieldcast::net {

enum class StreamState : std::uint8_t { open, closed };

struct ReadResult {
    std::size_t bytes = 0;  ///< 0 with `open`: nothing there now
    StreamState state = StreamState::open;
};

struct WriteResult {
    std::size_t bytes = 0;  ///< fewer than given with `open`: wait until it is writable
    StreamState state = StreamState::open;
};

class Stream {
  public:
    virtual ~Stream() = default;
    [[nodiscard]] virtual int descriptor() const = 0;
    [[nodiscard]] virtual ReadResult read(std::span<char> into) = 0;
    [[nodiscard]] virtual WriteResult write(base::BytesView bytes) = 0;
    /// Tells the peer that no more bytes will come; it may still send.
    virtual void finish_writing() = 0;
};

[[nodiscard]] std::unique_ptr<Stream> make_tcp_stream(FileDescriptor socket);

}  // namespace fieldcast::net
