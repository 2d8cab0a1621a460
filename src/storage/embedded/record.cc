#include "storage/embedded/record.h"

#include <xxhash.h>

#include <array>

namespace fieldcast::storage {
namespace {

std::array<char, checksum_bytes> to_bytes(std::uint64_t sum) {
    std::array<char, checksum_bytes> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(sum >> (8 * i));
    return bytes;
}

}  // namespace

std::uint64_t key_part(std::string_view text) {
    return XXH3_64bits(text.data(), text.size());
}

std::uint64_t checksum(RecordKey key, base::BytesView bytes) {
    const std::array<std::uint64_t, 3> parts = {static_cast<std::uint64_t>(key.kind), key.first,
                                                key.second};
    const std::uint64_t seed = XXH3_64bits(parts.data(), sizeof parts);
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

void RecordWriter::optional_time(std::optional<base::Timestamp> value) {
    number(value ? 1 : 0);
    if (value) time(*value);
}

void RecordWriter::text(std::string_view value) {
    number(value.size());
    raw(value);
}

base::BytesView RecordWriter::close(RecordKey key) {
    const auto sum = to_bytes(checksum(key, bytes_));
    bytes_.append(sum.data(), sum.size());
    return bytes_;
}

std::optional<RecordReader> RecordReader::open(RecordKey key, base::BytesView record) {
    if (record.size() < checksum_bytes) return std::nullopt;
    const auto body = record.substr(0, record.size() - checksum_bytes);
    const auto sum = to_bytes(checksum(key, body));
    if (record.substr(body.size()) != base::BytesView(sum.data(), sum.size())) return std::nullopt;
    return RecordReader(body);
}

std::optional<base::Timestamp> RecordReader::optional_time() {
    if (number() == 0) return std::nullopt;
    return time();
}

base::BytesView RecordReader::raw(std::size_t size) {
    if (size > rest_.size()) {
        fail();
        return {};
    }
    const auto bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
}

std::size_t RecordReader::count() {
    const auto count = number();
    if (count <= left()) return static_cast<std::size_t>(count);
    fail();
    return 0;
}

void RecordReader::fail() {
    failed_ = true;
    rest_ = {};
}

}  // namespace fieldcast::storage
