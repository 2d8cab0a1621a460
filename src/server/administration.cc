#include "server/administration.h"

#include "base/result.h"
#include "server/wanted_channels.h"

namespace fieldcast::server {

storage::Result<void> AdminContext::clear(model::ChannelId channel) {
    TRY(store.feeds().clear(channel));
    const ChannelTopics topics(channel);
    TRY(store.retained().remove(topics.feed));
    TRY(store.retained().remove(topics.json));
    for (const std::string& field : topics.fields) TRY(store.retained().remove(field));
    cleared.push_back(channel);
    return {};
}

}  // namespace fieldcast::server
