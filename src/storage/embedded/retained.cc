#include "storage/embedded/retained.h"

#include "storage/embedded/session_codec.h"

namespace fieldcast::storage {
namespace {

RecordKey key_of(std::string_view topic) {
    return {RecordKind::retained, key_part(topic)};
}

std::optional<StoredMessage> decode(base::BytesView topic, base::BytesView body) {
    auto in = RecordReader::open(key_of(topic), body);
    if (!in) return std::nullopt;
    StoredMessage message;
    read(*in, message);
    const bool is_sound = in->finished() && message.topic == topic;
    return is_sound ? std::optional(std::move(message)) : std::nullopt;
}

}  // namespace

Result<std::vector<StoredMessage>> Retained::load() {
    std::vector<StoredMessage> messages;
    std::vector<base::Bytes> damaged;
    Rows rows = select_.run();
    while (TRY(rows.next())) {
        if (auto message = decode(rows.bytes(0), rows.bytes(1)))
            messages.push_back(*std::move(message));
        else
            damaged.emplace_back(rows.bytes(0));
    }
    for (const auto& topic : damaged) TRY(put_into_quarantine(topic));
    return messages;
}

Result<void> Retained::put(const StoredMessage& message) {
    RecordWriter out;
    write(out, message);
    const auto body = out.close(key_of(message.topic));
    TRY(database_.begin());
    return upsert_.execute(base::BytesView(message.topic), body);
}

Result<void> Retained::remove(std::string_view topic) {
    TRY(database_.begin());
    return delete_.execute(topic);
}

Result<void> Retained::put_into_quarantine(base::BytesView topic) {
    {
        Rows rows = select_one_.run(topic);
        if (TRY(rows.next())) TRY(quarantine_.keep({"retained", key_of(topic), rows.bytes(0)}));
    }
    return delete_.execute(topic);
}

}  // namespace fieldcast::storage
