#include "storage/store.h"

#include <algorithm>

namespace fieldcast::storage {

void FeedExtent::add(const FeedExtent& more) {
    entries += more.entries;
    bytes += more.bytes;
    if (more.oldest) oldest = std::min(oldest.value_or(*more.oldest), *more.oldest);
    newest = std::max(newest, more.newest);  // an absent time is less than any other
    since.resize(std::max(since.size(), more.since.size()));
    for (std::size_t i = 0; i < more.since.size(); ++i) since[i] += more.since[i];
    next = more.next;
}

}  // namespace fieldcast::storage
