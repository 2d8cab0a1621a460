#pragma once
// Where a session writes its packets: the output buffer of its connection, as far as the pure
// broker needs to know it.

#include <cstdint>

#include "base/bytes.h"
#include "base/time.h"

namespace fieldcast::broker {

class Output {
  public:
    virtual ~Output() = default;

    /// Append whole packets only. What is in it leaves the machine at the end of the turn.
    [[nodiscard]] virtual base::Bytes& buffer() = 0;

    /// The same, for a PUBLISH.
    [[nodiscard]] virtual base::Bytes& publish_buffer() { return buffer(); }

    /// Whether the connection may still take `bytes` more.
    [[nodiscard]] virtual bool has_room_for(std::size_t bytes) const = 0;

    /// The same, after it has tried to make room. If there is none, its client reads too slowly.
    [[nodiscard]] virtual bool make_room_for(std::size_t bytes) = 0;

    /// The beginning of this turn.
    [[nodiscard]] virtual base::Instant now() const = 0;

    /// A message for this client was dropped, because it reads or acknowledges too slowly.
    virtual void note_drop() = 0;

    /// A durable session's delivery with this packet identifier is over: acknowledged, refused by
    /// the client, expired, or too large for it. Its identifier may be given again.
    virtual void note_done(std::uint16_t packet_id) = 0;
};

}  // namespace fieldcast::broker
