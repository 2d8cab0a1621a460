#include "server/store_writer.h"

#include <algorithm>

#include "base/log.h"
#include "channels/accept.h"

namespace fieldcast::server {
namespace {

/// Events ride with the next group of entries; without one they wait this long at most.
constexpr base::Milliseconds events_commit_delay{500};

/// A store's failure, as publishers see it.
template <class Value>
base::Result<Value, model::Refusal> or_refusal(storage::Result<Value> result) {
    if (!result) return std::unexpected(model::Refusal::storage_failed);
    return std::move(*result);
}

}  // namespace

using base::LogLevel;
using model::Refusal;

StoreWriter::StoreWriter(Parts parts, PostOffice& post)
    : parts_(std::move(parts)), post_(post), outboxes_(post.shards.size()) {}

void StoreWriter::run() {
    while (!stopping_) {
        std::vector<WriterLetter> letters = post_.writer.wait_and_take(longest_wait());
        now_ = parts_.clock.wall_time();
        for (WriterLetter& letter : letters)
            std::visit([this](auto& content) { handle(content); }, letter);
        const bool events_due = events_wait_since_ && longest_wait() == base::Milliseconds::zero();
        if (!group_.empty() || events_due || stopping_) commit_group();
        for (std::size_t shard = 0; shard < outboxes_.size(); ++shard)
            post_.shards[shard].post(outboxes_[shard]);
        maintain_while_idle();
    }
}

base::Milliseconds StoreWriter::longest_wait() const {
    if (!events_wait_since_) return base::Milliseconds{-1};
    const auto waited = parts_.clock.now() - *events_wait_since_;
    return std::max(events_commit_delay - waited, base::Milliseconds::zero());
}

void StoreWriter::handle(PublishToChannel& publish) {
    group_.push_back(store(publish));
}

void StoreWriter::handle(const WantChannel& want) {
    std::vector<bool>& shards = wanted_by_[want.channel];
    shards.resize(outboxes_.size());
    shards[want.shard] = want.wanted;
    if (std::ranges::find(shards, true) == shards.end()) wanted_by_.erase(want.channel);
}

void StoreWriter::handle(const RecordEvent& record) {
    store().events().add(record.event);
    if (!events_wait_since_) events_wait_since_ = parts_.clock.now();
}

Outcome StoreWriter::store(PublishToChannel& publish) {
    Outcome outcome{.publisher = publish.publisher, .retain = publish.retain};
    auto* update = std::get_if<model::FeedUpdate>(&publish.content);
    if (!update) {
        outcome.kind = Outcome::Kind::acknowledge_only;
        return outcome;
    }
    outcome.channel = update->channel;
    auto entry = append(std::move(*update));
    if (entry) {
        outcome.entry = std::move(*entry);
        return outcome;
    }
    outcome.reason = entry.error();
    const bool failed = outcome.reason == Refusal::storage_failed;
    outcome.kind = failed ? Outcome::Kind::storage_failed : Outcome::Kind::refused;
    record(std::move(publish.on_refusal), outcome.reason);
    return outcome;
}

base::Result<model::Entry, Refusal> StoreWriter::append(model::FeedUpdate update) {
    const model::ChannelRecord channel = parts_.directory.find_channel(update.channel);
    if (!channel) return std::unexpected(Refusal::unknown_channel);
    storage::FeedStore& feeds = store().feeds();
    const storage::FeedState state = TRY(or_refusal(feeds.state(channel->id)));
    channels::FeedFacts facts{.last_write_at = state.last_write_at};
    if (update.created_at)
        facts.created_at_taken =
            TRY(or_refusal(feeds.has_entry_at(channel->id, *update.created_at)));
    channels::AcceptedUpdate accepted =
        TRY(channels::accept(*channel, facts, std::move(update), now_));
    const model::EntryId id =
        TRY(or_refusal(feeds.append(channel->id, accepted.created_at, accepted.values, now_)));
    return model::Entry{id, accepted.created_at, std::move(accepted.values)};
}

void StoreWriter::record(std::unique_ptr<model::DeviceEvent> event, Refusal reason) {
    if (!event) return;
    event->reason = reason;
    event->first_at = event->last_at = now_;
    handle(RecordEvent{std::move(*event)});
}

void StoreWriter::commit_group() {
    events_wait_since_.reset();
    const auto committed = store().commit();
    if (!committed) {
        for (Outcome& outcome : group_)
            if (outcome.kind == Outcome::Kind::stored) outcome.kind = Outcome::Kind::storage_failed;
        if (!storage_failing_)
            base::log(LogLevel::error, "nothing can be stored: {}", committed.error().text);
    } else if (storage_failing_) {
        base::log(LogLevel::info, "entries are stored again");
    }
    storage_failing_ = !committed;
    tell_group();
}

void StoreWriter::tell_group() {
    if (group_.empty()) return;
    auto outcomes = std::make_shared<const std::vector<Outcome>>(std::move(group_));
    group_ = {};
    std::vector<CommittedGroup> letters(outboxes_.size());
    for (std::uint32_t i = 0; i < outcomes->size(); ++i) {
        const Outcome& outcome = (*outcomes)[i];
        letters[outcome.publisher.shard].to_acknowledge.push_back(i);
        if (outcome.kind != Outcome::Kind::stored) continue;
        const auto wanted = wanted_by_.find(outcome.channel);
        if (wanted == wanted_by_.end()) continue;
        for (std::size_t shard = 0; shard < letters.size(); ++shard)
            if (wanted->second[shard]) letters[shard].to_publish.push_back(i);
    }
    for (std::size_t shard = 0; shard < letters.size(); ++shard) {
        CommittedGroup& letter = letters[shard];
        if (letter.to_acknowledge.empty() && letter.to_publish.empty()) continue;
        letter.outcomes = outcomes;
        outboxes_[shard].emplace_back(std::move(letter));
    }
}

void StoreWriter::handle(ReadLastEntry& read) {
    commit_group();  // so that nothing is told that is not durable
    const auto entries = store().feeds().newest(read.channel, 1);
    if (!entries || entries->empty()) return;
    outboxes_[read.shard].emplace_back(
        LastEntry{read.connection, read.channel, std::move(read.filter), entries->front()});
}

void StoreWriter::handle(const AdminRequest& request) {
    commit_group();
    AdminContext context{.store = store(),
                         .directory = parts_.directory,
                         .secret = parts_.secret,
                         .random = parts_.random,
                         .now = now_,
                         .changes = {}};
    std::string answer = parts_.administration(context, request.line);
    if (context.changes.empty()) {
        reply(request.shard, {request.connection, std::move(answer)});
    } else {
        announce(std::move(context.changes), request, std::move(answer));
    }
}

void StoreWriter::announce(std::vector<devices::DirectoryChange> changes,
                           const AdminRequest& request, std::string answer) {
    for (const devices::DirectoryChange& change : changes) parts_.directory.apply(change);
    const std::uint64_t ticket = ++last_ticket_;
    for (auto& outbox : outboxes_) outbox.emplace_back(DirectoryChanges{changes, ticket});
    waiting_replies_.emplace(
        ticket,
        WaitingReply{request.shard, {request.connection, std::move(answer)}, outboxes_.size()});
}

void StoreWriter::handle(const ChangesApplied& applied) {
    const auto waiting = waiting_replies_.find(applied.ticket);
    if (--waiting->second.shards_to_go > 0) return;
    reply(waiting->second.shard, std::move(waiting->second.answer));
    waiting_replies_.erase(waiting);
}

void StoreWriter::reply(ShardIndex shard, AdminReply answer) {
    outboxes_[shard].emplace_back(std::move(answer));
}

void StoreWriter::maintain_while_idle() {
    do {
        const auto more = store().maintain();
        if (!more && !storage_failing_)
            base::log(LogLevel::error, "the store cannot tidy up: {}", more.error().text);
        if (!more || !*more) return;
    } while (post_.writer.is_empty());
}

}  // namespace fieldcast::server
