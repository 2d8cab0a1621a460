#include "storage/embedded/resident_feeds.h"

namespace fieldcast::storage {

Result<Feed*> ResidentFeeds::get(model::ChannelId channel, std::uint64_t group) {
    if (Feed* const feed = find(channel)) return feed;
    const SealedFeed sealed = TRY(table_.load(channel));
    forget_idle(group);
    Feed& feed = idle_.emplace_back();
    feed.channel = channel;
    feed.sealed = sealed;
    feed.state = sealed.state;
    feed.place = std::prev(idle_.end());
    by_channel_.emplace(channel, &feed);
    return &feed;
}

Feed* ResidentFeeds::find(model::ChannelId channel) {
    const auto found = by_channel_.find(channel);
    return found == by_channel_.end() ? nullptr : found->second;
}

std::size_t ResidentFeeds::bytes_of(const Feed& feed) {
    constexpr std::size_t list_and_map = 64;
    return feed.tail.empty() ? 0 : sizeof(Feed) + list_and_map + feed.tail.heap_bytes();
}

/// Nearly always it is the newest; but a cleared tail may come back when a group is undone.
void ResidentFeeds::put_in_order(Feed& feed) {
    auto before = waiting_.end();
    while (before != waiting_.begin() && std::prev(before)->needed_from > feed.needed_from)
        --before;
    waiting_.splice(before, idle_, feed.place);
}

void ResidentFeeds::forget_idle(std::uint64_t group) {
    // The open group may have to be undone in the feeds that it touched.
    while (idle_.size() > bounds_.idle_feeds && idle_.front().touched_in != group) {
        by_channel_.erase(idle_.front().channel);
        idle_.pop_front();
    }
}

}  // namespace fieldcast::storage
