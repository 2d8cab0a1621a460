#include "server/stored_message.h"

namespace fieldcast::server {

storage::StoredMessage to_stored(const model::Message& message, const Moment& now) {
    storage::StoredMessage stored{.topic = message.topic,
                                  .payload = message.payload,
                                  .properties = message.properties,
                                  .publisher = message.publisher,
                                  .qos = message.qos,
                                  .retain = message.retain};
    if (message.expires_at) stored.expires_at = now.to_wall(*message.expires_at);
    return stored;
}

model::MessageRef from_stored(const storage::StoredMessage& stored, const Moment& now) {
    model::Message message{.topic = stored.topic,
                           .payload = stored.payload,
                           .properties = stored.properties,
                           .publisher = stored.publisher,
                           .qos = stored.qos,
                           .retain = stored.retain};
    if (stored.expires_at) message.expires_at = now.to_steady(*stored.expires_at);
    return std::make_shared<const model::Message>(std::move(message));
}

}  // namespace fieldcast::server
