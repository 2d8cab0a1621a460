#include "server/weather_station.h"

#include "channels/weather.h"
#include "server/shard.h"

namespace fieldcast::server {
namespace {

constexpr base::Milliseconds between_entries{1'000};

}  // namespace

void WeatherStation::start() {
    shard_.directory().for_each_channel([this](const model::Channel& channel) { note(channel); });
}

void WeatherStation::note(const model::Channel& channel) {
    if (!channel.is_simulated) return forget(channel.id);
    const bool was_resting = channels_.empty();
    channels_.insert(channel.id);
    if (was_resting) shard_.timers().set(*this, shard_.now() + between_entries);
}

void WeatherStation::on_timer(base::Instant now) {
    if (channels_.empty() || shard_.is_stopping()) return;
    for (const model::ChannelId channel : channels_)
        shard_.ask(
            PublishToStore{.content = model::FeedUpdate{.channel = channel,
                                                        .created_at = {},
                                                        .values = channels::weather_at(
                                                            shard_.wall_time(), channel.value)},
                           .publisher = {}});
    shard_.timers().set(*this, now + between_entries);
}

}  // namespace fieldcast::server
