#include "server/wanted_channels.h"

#include "base/result.h"
#include "channels/topics.h"

namespace fieldcast::server {

ChannelTopics::ChannelTopics(model::ChannelId channel)
    : feed(channels::feed_topic(channel)), json(channels::json_topic(channel)) {
    for (unsigned i = 0; i < fields.size(); ++i) fields[i] = channels::field_topic(channel, i + 1);
}

bool WantedChannels::add(model::ChannelId channel) {
    auto found = channels_.find(channel);
    if (found == channels_.end())
        found = channels_.emplace(channel, Wanted{ChannelTopics{channel}}).first;
    return found->second.subscriptions++ == 0;
}

bool WantedChannels::remove(model::ChannelId channel) {
    const auto found = channels_.find(channel);
    ASSERT(found != channels_.end());
    if (--found->second.subscriptions > 0) return false;
    channels_.erase(found);
    return true;
}

const ChannelTopics* WantedChannels::find(model::ChannelId channel) const {
    const auto found = channels_.find(channel);
    return found == channels_.end() ? nullptr : &found->second.topics;
}

}  // namespace fieldcast::server
