#pragma once
// Payloads that tell who sent them and as which of his messages.

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace fieldcast::load {

/// Publisher and the number of his message, from 0 on without holes.
struct Mark {
    std::uint32_t publisher = 0;
    std::uint64_t sequence = 0;
};

enum class PayloadForm : std::uint8_t {
    plain,   ///< published and received as `<publisher> <sequence> xxxx…`
    channel  ///< published as `field1=<sequence>&field2=<publisher>&…`, received as feed JSON
};

/// Replaces `out` by a payload of `size` bytes, or of as many as the mark needs.
void write_payload(base::Bytes& out, PayloadForm form, Mark mark, std::size_t size);

/// The mark of a received payload; nothing if it has none.
[[nodiscard]] std::optional<Mark> read_payload(base::BytesView payload, PayloadForm form);

}  // namespace fieldcast::load
