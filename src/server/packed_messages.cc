#include "server/packed_messages.h"

#include <cstring>
#include <string_view>
#include <type_traits>

namespace fieldcast::server {
namespace {

char* append(char* to, std::string_view text) {
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

std::string_view take(const char*& from, std::size_t size) {
    const std::string_view text{from, size};
    from += size;
    return text;
}

}  // namespace

bool PackedMessages::put(const model::Message& message) {
    static_assert(std::is_trivially_copyable_v<Head>);
    const std::size_t size = packed_bytes_of(message);
    if (size > capacity - end_) return false;
    const Head head{.expires_at = message.expires_at,
                    .publisher = message.publisher,
                    .topic_bytes = static_cast<std::uint16_t>(message.topic.size()),
                    .payload_bytes = static_cast<std::uint16_t>(message.payload.size()),
                    .properties_bytes = static_cast<std::uint16_t>(message.properties.size()),
                    .qos = message.qos,
                    .retain = message.retain};
    char* to = memory_.get() + end_;
    std::memcpy(to, &head, sizeof head);
    to = append(to + sizeof head, message.topic);
    to = append(to, message.payload);
    append(to, message.properties);
    end_ += static_cast<std::uint32_t>(size);
    return true;
}

void PackedMessages::take(model::Message& message) {
    const char* from = memory_.get() + begin_;
    Head head;
    std::memcpy(&head, from, sizeof head);
    from += sizeof head;
    message.topic = server::take(from, head.topic_bytes);
    message.payload = server::take(from, head.payload_bytes);
    message.properties = server::take(from, head.properties_bytes);
    message.expires_at = head.expires_at;
    message.publisher = head.publisher;
    message.qos = head.qos;
    message.retain = head.retain;
    begin_ = static_cast<std::uint32_t>(from - memory_.get());
    if (is_empty()) begin_ = end_ = 0;
}

}  // namespace fieldcast::server
