#include "storage/embedded/selection.h"

#include <algorithm>

namespace fieldcast::storage {
namespace {

using Order = model::FeedQuery::Order;

bool holds(const EntryOutline& outline, const model::FeedQuery& query) {
    if (outline.id < query.first || query.last < outline.id) return false;
    if (query.start && outline.created_at < *query.start) return false;
    if (query.end && outline.created_at > *query.end) return false;
    return !query.with_value || outline.has(static_cast<std::size_t>(*query.with_value));
}

/// Leaves `limit` of `found`, which are in ascending order of id.
void cut(std::vector<const EntryOutline*>& found, std::size_t limit, Order order) {
    if (found.size() <= limit) return;
    if (order == Order::oldest_by_id) return found.resize(limit);
    const auto kept = found.end() - static_cast<std::ptrdiff_t>(limit);
    if (order == Order::newest_by_time)
        std::nth_element(found.begin(), kept, found.end(),
                         [](const auto* a, const auto* b) { return is_older(*a, *b); });
    found.erase(found.begin(), kept);
}

}  // namespace

Marks select(std::span<const EntryOutline> outlines, const model::FeedQuery& query) {
    std::vector<const EntryOutline*> found;
    for (const EntryOutline& outline : outlines)
        if (holds(outline, query)) found.push_back(&outline);
    cut(found, query.limit, query.order);
    Marks marks(outlines.size());
    for (const EntryOutline* outline : found)
        marks[static_cast<std::size_t>(outline - outlines.data())] = true;
    return marks;
}

}  // namespace fieldcast::storage
