#pragma once
// The form of everything that the embedded store keeps as bytes: numbers, texts and, at the end, a
// checksum that also covers the key of the row. A record that was altered, or that turns up under
// another key, does not open. Pure functions of bytes.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/time.h"

namespace fieldcast::storage {

/// What a record is about; part of its checksum, so the numbers are fixed.
enum class RecordKind : std::uint8_t {
    journal = 1,
    chunk = 2,
    feed = 3,
    user = 4,
    channel = 5,
    device = 6,
    counter = 7,
    event = 8,
    secret = 9,
    session = 10,
    subscription = 11,
    received = 12,
    message = 13,
    delivery = 14,
    retained = 15,
    sign_in = 16,
};

/// Where a record belongs: its kind and the key of its row.
struct RecordKey {
    RecordKind kind;
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};

inline constexpr std::size_t checksum_bytes = 8;

/// A text as a part of a key: XXH3-64.
[[nodiscard]] std::uint64_t key_part(std::string_view text);

/// XXH3-64 over the key and `bytes`.
[[nodiscard]] std::uint64_t checksum(RecordKey key, base::BytesView bytes);

class RecordWriter {
  public:
    void number(std::uint64_t value) { base::append_varint(bytes_, value); }
    void difference(std::int64_t value) { number(base::zigzag(value)); }
    void time(base::Timestamp value) { difference(value.time_since_epoch().count()); }
    void optional_time(std::optional<base::Timestamp> value);
    void text(std::string_view value);
    void raw(base::BytesView bytes) { bytes_.append(bytes); }

    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    void clear() { bytes_.clear(); }

    /// What was written, without a checksum. Views this writer, as close() does.
    [[nodiscard]] base::BytesView bytes() const { return bytes_; }

    /// Appends the checksum.
    [[nodiscard]] base::BytesView close(RecordKey key);

  private:
    base::Bytes bytes_;
};

/// Reads what a RecordWriter wrote. A part that is missing reads as zero or empty and fails the
/// whole: ask finished() or failed() before using anything.
class RecordReader {
  public:
    /// Reads bytes that carry no checksum. The reader views `bytes`.
    explicit RecordReader(base::BytesView bytes) : rest_(bytes) {}

    /// Nothing if the checksum does not hold. The reader views `record`.
    [[nodiscard]] static std::optional<RecordReader> open(RecordKey key, base::BytesView record);

    std::uint64_t number() {
        std::uint64_t value = 0;
        if (base::take_varint(rest_, value)) return value;
        fail();
        return 0;
    }
    std::int64_t difference() { return base::unzigzag(number()); }
    base::Timestamp time() { return base::Timestamp{base::Milliseconds{difference()}}; }
    std::optional<base::Timestamp> optional_time();
    base::BytesView raw(std::size_t size);
    std::string_view text() { return raw(number()); }

    /// Bytes not read yet.
    [[nodiscard]] std::size_t left() const { return rest_.size(); }
    [[nodiscard]] bool more() const { return !rest_.empty(); }
    /// How many parts follow, of a byte at least each; a wrong count cannot ask for much memory.
    std::size_t count();
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool finished() const { return !failed_ && rest_.empty(); }
    /// For callers that find a part without sense.
    void fail();

  private:
    base::BytesView rest_;
    bool failed_ = false;
};

}  // namespace fieldcast::storage
