#include "storage/embedded/tail.h"

#include <algorithm>

#include "base/result.h"

namespace fieldcast::storage {
namespace {

/// Walks over the entries of a tail; the packed values view it.
class Walk {
  public:
    explicit Walk(base::BytesView bytes) : rest_(bytes) {}

    bool next() {
        if (rest_.empty()) return false;
        id.value += number();
        created_at += base::Milliseconds{base::unzigzag(number())};
        presence = static_cast<std::uint16_t>(number());
        const auto size = number();
        packed = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return true;
    }

    [[nodiscard]] model::Entry entry() const {
        auto values = model::EntryValues::unpack(presence, packed);
        ASSERT(values.has_value());
        return {id, created_at, *std::move(values)};
    }

    model::EntryId id;
    base::Timestamp created_at;
    std::uint16_t presence = 0;
    base::BytesView packed;

  private:
    std::uint64_t number() {
        std::uint64_t value = 0;
        ASSERT(base::take_varint(rest_, value));
        return value;
    }

    base::BytesView rest_;
};

}  // namespace

void Tail::append(model::EntryId id, base::Timestamp created_at, std::uint16_t presence,
                  base::BytesView packed) {
    const auto after_last = created_at - end_.last_created_at;
    base::append_varint(packed_, id.value - end_.last.value);
    base::append_varint(packed_, base::zigzag(after_last.count()));
    base::append_varint(packed_, presence);
    base::append_varint(packed_, packed.size());
    packed_.append(packed);
    end_ = {packed_.size(), end_.entries + 1, id, created_at};
}

void Tail::cut_back(const End& end) {
    packed_.resize(end.bytes);
    end_ = end;
}

bool Tail::has_entry_at(base::Timestamp created_at) const {
    for (Walk walk(packed_); walk.next();)
        if (walk.created_at == created_at) return true;
    return false;
}

std::optional<base::Timestamp> Tail::newest_created_at() const {
    std::optional<base::Timestamp> newest;
    for (Walk walk(packed_); walk.next();)
        newest = std::max(newest.value_or(walk.created_at), walk.created_at);
    return newest;
}

std::vector<model::Entry> Tail::all() const {
    std::vector<model::Entry> entries;
    entries.reserve(end_.entries);
    for (Walk walk(packed_); walk.next();) entries.push_back(walk.entry());
    return entries;
}

std::vector<model::Entry> Tail::read(const model::FeedQuery& query) const {
    const Marks wanted = select(outlines(), query);
    std::vector<model::Entry> entries;
    Walk walk(packed_);
    for (std::size_t i = 0; walk.next(); ++i)
        if (wanted[i]) entries.push_back(walk.entry());
    if (!query.values.all())
        for (model::Entry& entry : entries) entry.values = entry.values.only(query.values);
    return entries;
}

void Tail::add_numbers(const model::NumbersQuery& query, model::FeedNumbers& numbers) const {
    const auto entries = read({.channel = query.channel,
                               .start = query.start,
                               .end = query.end,
                               .first = query.first,
                               .limit = end_.entries,
                               .order = model::FeedQuery::Order::oldest_by_id});
    for (const model::Entry& entry : entries) {
        numbers.times.push_back(entry.created_at);
        const auto texts = entry.values.texts();
        for (std::size_t field = 0; field < numbers.columns.size(); ++field) {
            if (!query.fields[field]) continue;
            const auto& text = texts[field];
            numbers.columns[field].push_back(text ? query.number_of(*text) : model::no_number);
        }
    }
}

FeedExtent Tail::measure(std::span<const base::Timestamp> since) const {
    FeedExtent extent;
    extent.since.resize(since.size());
    for (Walk walk(packed_); walk.next();) {
        ++extent.entries;
        extent.oldest = std::min(extent.oldest.value_or(walk.created_at), walk.created_at);
        extent.newest = std::max(extent.newest.value_or(walk.created_at), walk.created_at);
        for (std::size_t i = 0; i < since.size(); ++i)
            if (walk.created_at >= since[i]) ++extent.since[i];
    }
    return extent;
}

std::vector<EntryOutline> Tail::outlines() const {
    std::vector<EntryOutline> outlines;
    outlines.reserve(end_.entries);
    for (Walk walk(packed_); walk.next();)
        outlines.push_back({walk.id, walk.created_at, walk.presence});
    return outlines;
}

}  // namespace fieldcast::storage
