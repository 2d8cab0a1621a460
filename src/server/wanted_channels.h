#pragma once
// The channels whose entries somebody on this shard has subscribed to, with the topics that their
// entries are published under. Kind of state: *owned* by a shard.

#include <array>
#include <string>
#include <unordered_map>

#include "model/entry.h"

namespace fieldcast::server {

struct ChannelTopics {
    explicit ChannelTopics(model::ChannelId channel);

    std::string feed;
    std::string json;
    std::array<std::string, model::fields_per_channel> fields;
};

class WantedChannels {
  public:
    /// True if nobody wanted the channel before.
    [[nodiscard]] bool add(model::ChannelId channel);
    /// True if nobody wants it any more.
    [[nodiscard]] bool remove(model::ChannelId channel);

    [[nodiscard]] const ChannelTopics* find(model::ChannelId channel) const;

  private:
    struct Wanted {
        ChannelTopics topics;
        std::size_t subscriptions = 0;
    };
    std::unordered_map<model::ChannelId, Wanted> channels_;
};

}  // namespace fieldcast::server
