#include "server/store_writer.h"

#include <algorithm>
#include <iterator>

#include "base/log.h"
#include "channels/accept.h"
#include "channels/topics.h"
#include "server/relay.h"

namespace fieldcast::server {
namespace {

/// What nobody waits for rides with the next group; without one it waits this long at most.
constexpr base::Milliseconds quiet_commit_delay{500};

/// How often a piece of the expired retained messages is removed.
constexpr base::Milliseconds expired_removed_every{1'000};

/// How often entries are removed while letters come without a pause.
constexpr base::Milliseconds trim_every_under_load{500};

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
    : parts_(std::move(parts)),
      post_(post),
      retained_(parts_.store->retained(), parts_.retained_messages_max),
      sessions_(parts_.store->sessions(), post.store_interest, parts_.queue_limits),
      retention_(parts_.store->feeds()),
      outboxes_(post.shards.size()) {}

storage::Result<StoreWriter::Start> StoreWriter::restore(
    const std::function<ShardIndex(std::string_view)>& home_of) {
    const Moment now{parts_.clock.now(), parts_.clock.wall_time()};
    Start start;
    start.sessions =
        sessions_.restore(TRY(store().sessions().load()), now, outboxes_.size(), home_of);
    start.next_session = sessions_.next_session();
    retained_.restore(TRY(store().retained().load()), now);
    start.retained = retained_.messages().all();
    TRY(store().commit());  // what loading has put into quarantine
    return start;
}

void StoreWriter::run() {
    while (!stopping_) take_turn(longest_wait());
}

void StoreWriter::take_turn(base::Milliseconds wait_at_most) {
    std::vector<WriterLetter> letters = post_.writer.wait_and_take(wait_at_most);
    store_and_tell(letters);
    trim_feeds(letters.empty());
    maintain_while_idle();
}

void StoreWriter::store_and_tell(std::vector<WriterLetter>& letters) {
    now_ = {parts_.clock.now(), parts_.clock.wall_time()};
    sessions_.set_moment(now_);
    const bool quiet_changes_due =
        changes_wait_since_ && now_.steady - *changes_wait_since_ >= quiet_commit_delay;
    for (WriterLetter& letter : std::exchange(lost_, {}))
        std::visit([this](auto& content) { handle(content); }, letter);
    for (WriterLetter& letter : letters)
        std::visit([this](auto& content) { handle(content); }, letter);
    remove_expired();
    const bool has_changes = !group_.empty() || has_deliveries_ || !tasks_done_.empty();
    if (has_changes || quiet_changes_due || stopping_) commit_group();
    answer_reads();
    tell_full_queues();
    post_outboxes();
}

void StoreWriter::post_outboxes() {
    for (std::size_t shard = 0; shard < outboxes_.size(); ++shard)
        post_.shards[shard].post(outboxes_[shard]);
}

void StoreWriter::remove_expired() {
    if (now_.steady - expired_removed_at_ < expired_removed_every) return;
    expired_removed_at_ = now_.steady;
    if (retained_.remove_expired(now_.steady) && !changes_wait_since_)
        changes_wait_since_ = now_.steady;
}

/// A piece of it, in a group of its own, so that nobody's entries fail with it. Under load only now
/// and then.
void StoreWriter::trim_feeds(bool is_idle) {
    const auto due = retention_.due();
    if (stopping_ || !due || now_.steady < *due) return;
    if (!is_idle && now_.steady - trimmed_at_ < trim_every_under_load) return;
    trimmed_at_ = now_.steady;
    const auto trimmed = retention_.step(parts_.directory, now_);
    if (!trimmed)
        base::log(LogLevel::error, "Old entries cannot be removed. {}", trimmed.error().text);
    if (trimmed && !*trimmed) return;
    commit_group();
    post_outboxes();
}

/// Until something must be done though no letter comes; negative: for ever.
base::Milliseconds StoreWriter::longest_wait() const {
    std::optional<base::Instant> due = retention_.due();
    if (changes_wait_since_) {
        const base::Instant commit = *changes_wait_since_ + quiet_commit_delay;
        due = std::min(due.value_or(commit), commit);
    }
    if (!due) return base::Milliseconds{-1};
    const base::Instant now = parts_.clock.now();
    return *due <= now ? base::Milliseconds::zero() : *due - now;
}

// --- publishes ---

void StoreWriter::handle(PublishToStore& publish) {
    Outcome outcome = std::holds_alternative<model::FeedUpdate>(publish.content)
                          ? store(std::get<model::FeedUpdate>(std::move(publish.content)), publish)
                          : relay(std::get<model::MessageRef>(publish.content), publish);
    outcome.publisher = publish.publisher;
    const bool is_taken = outcome.kind == Outcome::Kind::entry_stored ||
                          outcome.kind == Outcome::Kind::message_stored;
    const bool must_remember = publish.publisher.session.value != 0 && is_taken;
    if (must_remember) {
        sessions_.add_received(publish.publisher);
        outcome.waits_for_commit = true;
    }
    group_.push_back(std::move(outcome));
}

Outcome StoreWriter::relay(const model::MessageRef& message, const PublishToStore& publish) {
    const bool waits = message->qos != base::Qos::at_most_once &&
                       (publish.retain || publish.publisher.session.value != 0);
    const bool is_owed = sessions_.owe(message, waits);
    const bool is_retained = publish.retain && retain(message);  // [MQTT-3.3.1-8]
    return {.kind = Outcome::Kind::message_stored,
            .waits_for_commit = (is_owed || is_retained) && message->qos != base::Qos::at_most_once,
            .message = message};
}

bool StoreWriter::retain(const model::MessageRef& message) {
    if (retained_.put(message, now_)) return true;
    base::log(LogLevel::warning, "message not retained: retained-messages-max is reached");
    return false;
}

Outcome StoreWriter::store(model::FeedUpdate update, PublishToStore& publish) {
    Outcome outcome{.kind = Outcome::Kind::entry_stored, .channel = update.channel};
    auto entry = append(std::move(update));
    if (entry) {
        outcome.entry = std::move(*entry);
        tell_of_entry(outcome.channel, outcome.entry, publish.retain);
        return outcome;
    }
    outcome.refusal = entry.error();
    const bool failed = entry.error() == Refusal::storage_failed;
    outcome.kind = failed ? Outcome::Kind::storage_failed : Outcome::Kind::refused;
    record(std::move(publish.on_refusal), entry.error());
    return outcome;
}

/// Sessions that outlive their connections and shared subscriptions; the others are told by their
/// shards.
void StoreWriter::tell_of_entry(model::ChannelId channel, const model::Entry& entry, bool retains) {
    if (!retains && !sessions_.has_subscribers()) return;
    for (const model::MessageRef& message : publications_of(channel, entry)) {
        sessions_.owe(message, true);
        if (retains) retain(message);  // [MQTT-3.3.1-8]
    }
}

void StoreWriter::handle(AcknowledgeInTurn& acknowledge) {
    group_.push_back({.kind = Outcome::Kind::acknowledge,
                      .publisher = acknowledge.publisher,
                      .waits_for_commit = false,
                      .refusal = acknowledge.refusal});
}

void StoreWriter::handle(SendInTurn& send) {
    group_.push_back({.kind = Outcome::Kind::send,
                      .publisher = send.publisher,
                      .packet = std::move(send.packet)});
}

void StoreWriter::handle(WelcomeInTurn& welcome) {
    group_.push_back({.kind = Outcome::Kind::welcome,
                      .publisher = welcome.publisher,
                      .packet = std::move(welcome.packet)});
}

void StoreWriter::handle(HandleInTurn& handled) {
    group_.push_back({.kind = Outcome::Kind::handle,
                      .publisher = handled.publisher,
                      .waits_for_commit = false,
                      .packet = std::move(handled.packet)});
}

// --- sessions ---

template <class Letter>
void StoreWriter::repeat_if_lost(Letter letter) {
    unanswered_.emplace_back(std::move(letter));
    if (!changes_wait_since_) changes_wait_since_ = now_.steady;
}

void StoreWriter::handle(KeepSession& kept) {
    sessions_.keep(kept);
    repeat_if_lost(std::move(kept));
    has_deliveries_ = true;
}

void StoreWriter::handle(EndSession& ended) {
    sessions_.end(ended);
    repeat_if_lost(std::move(ended));
    has_deliveries_ = true;
}

void StoreWriter::handle(PutSubscription& put) {
    sessions_.put(put, retained_.messages());
    has_deliveries_ = true;
}

void StoreWriter::handle(RemoveSubscription& removed) {
    sessions_.remove(removed);
    if (removed.is_durable) repeat_if_lost(std::move(removed));
}

void StoreWriter::handle(FinishDelivery& finished) {
    sessions_.finish(finished);
    repeat_if_lost(finished);
}

void StoreWriter::handle(const ReleaseDelivery& release) {
    sessions_.release(release.publisher);
    group_.push_back({.kind = Outcome::Kind::release, .publisher = release.publisher});
}

void StoreWriter::handle(FinishReceived& finished) {
    sessions_.remove_received(finished.publisher);
    group_.push_back({.kind = Outcome::Kind::send,
                      .publisher = finished.publisher,
                      .packet = std::move(finished.packet)});
}

void StoreWriter::handle(ReturnShared& returned) {
    sessions_.give_on(returned);
    repeat_if_lost(std::move(returned));
    has_deliveries_ = true;
}

// --- the rest ---

void StoreWriter::handle(const WantChannel& want) {
    std::vector<bool>& shards = wanted_by_[want.channel];
    shards.resize(outboxes_.size());
    shards[want.shard] = want.wanted;
    if (std::ranges::find(shards, true) == shards.end()) wanted_by_.erase(want.channel);
}

void StoreWriter::handle(RecordEvent& record) {
    activity_.take(record.event);
    store().events().add(record.event);
    if (!changes_wait_since_) changes_wait_since_ = now_.steady;
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
        TRY(channels::accept(*channel, facts, std::move(update), now_.wall));
    const model::EntryId id =
        TRY(or_refusal(feeds.append(channel->id, accepted.created_at, accepted.values, now_.wall)));
    return model::Entry{id, accepted.created_at, std::move(accepted.values)};
}

void StoreWriter::record(std::unique_ptr<model::DeviceEvent> event, Refusal reason) {
    if (!event) return;
    event->reason = reason;
    event->first_at = event->last_at = now_.wall;
    RecordEvent letter{std::move(*event)};
    handle(letter);
}

// --- the group ---

void StoreWriter::commit_group() {
    changes_wait_since_.reset();
    has_deliveries_ = false;
    if (const auto committed = store().commit()) {
        if (storage_failing_) base::log(LogLevel::info, "the store works again");
        storage_failing_ = false;
        unanswered_.clear();
    } else {
        group_failed(committed.error());
    }
    tell_group();
}

/// What waits for an answer has not happened; what does not is repeated.
void StoreWriter::group_failed(const storage::StoreError& error) {
    if (!storage_failing_) base::log(LogLevel::error, "nothing can be stored: {}", error.text);
    storage_failing_ = true;
    for (Outcome& outcome : group_)
        if (outcome.waits_for_commit && outcome.kind != Outcome::Kind::refused)
            outcome.kind = Outcome::Kind::storage_failed;
    for (auto& [shard, done] : tasks_done_)
        if (!std::holds_alternative<api::TaskRefused>(done.result))
            done.result = api::TaskRefused{Refusal::storage_failed};
    sessions_.undo_group();
    retained_.undo_group(now_.steady);
    // Behind those of a group that has failed in the same turn.
    std::ranges::move(std::exchange(unanswered_, {}), std::back_inserter(lost_));
    if (!lost_.empty()) changes_wait_since_ = now_.steady;
}

void StoreWriter::tell_group() {
    tell_retained();
    for (auto& [shard, done] : std::exchange(tasks_done_, {}))
        outboxes_[shard].emplace_back(std::move(done));
    std::vector<CommittedGroup> letters(outboxes_.size());
    for (auto& [shard, delivery, waits] : sessions_.group_committed())
        letters[shard].deliveries.push_back(std::move(delivery));
    auto outcomes = std::make_shared<const std::vector<Outcome>>(std::exchange(group_, {}));
    for (std::uint32_t i = 0; i < outcomes->size(); ++i) {
        const Outcome& outcome = (*outcomes)[i];
        letters[outcome.publisher.shard].to_acknowledge.push_back(i);
        if (outcome.kind != Outcome::Kind::entry_stored) continue;
        const auto wanted = wanted_by_.find(outcome.channel);
        if (wanted == wanted_by_.end()) continue;
        for (std::size_t shard = 0; shard < letters.size(); ++shard)
            if (wanted->second[shard]) letters[shard].to_publish.push_back(i);
    }
    for (std::size_t shard = 0; shard < letters.size(); ++shard) {
        CommittedGroup& letter = letters[shard];
        if (letter.to_acknowledge.empty() && letter.to_publish.empty() && letter.deliveries.empty())
            continue;
        letter.outcomes = outcomes;
        outboxes_[shard].emplace_back(std::move(letter));
    }
}

/// Before anything is acknowledged, so that whoever subscribes after that finds them.
void StoreWriter::tell_retained() {
    const std::vector<model::MessageRef> messages = retained_.group_committed();
    if (messages.empty()) return;
    for (std::size_t shard = 0; shard < outboxes_.size(); ++shard) {
        for (const model::MessageRef& message : messages)
            outboxes_[shard].emplace_back(Retained{message});
        post_.shards[shard].post(outboxes_[shard]);
    }
}

void StoreWriter::tell_full_queues() {
    for (const auto& [shard, full, waits] : sessions_.take_full())
        outboxes_[shard].emplace_back(full);
}

void StoreWriter::handle(ReadLastEntry& read) {
    commit_group();  // so that nothing is told that is not durable
    const auto entries = store().feeds().newest(read.channel, 1);
    if (!entries || entries->empty()) return;
    const model::Entry& entry = entries->front();
    if (read.durable_session.value == 0) {
        outboxes_[read.shard].emplace_back(
            LastEntry{read.connection, read.channel, std::move(read.subscription), entry});
        return;
    }
    for (const model::MessageRef& message : publications_of(read.channel, entry))
        sessions_.owe_to_one(read.durable_session, read.subscription, message);
    has_deliveries_ = true;
}

ServerStatus StoreWriter::status() const {
    ServerStatus status{.facts = parts_.facts, .data_folder = parts_.data_folder};
    if (parts_.tls) status.certificate = parts_.tls->certificate();
    for (const ShardFigures& figures : post_.figures) {
        status.connections += figures.connections.load(std::memory_order_relaxed);
        status.sessions += figures.sessions.load(std::memory_order_relaxed);
    }
    status.retained_messages =
        post_.figures.front().retained_messages.load(std::memory_order_relaxed);
    return status;
}

void StoreWriter::handle(const AdminRequest& request) {
    commit_group();
    const ServerStatus now = status();
    AdminContext context{.store = store(),
                         .directory = parts_.directory,
                         .secret = parts_.secret,
                         .random = parts_.random,
                         .now = now_.wall,
                         .activity = &activity_,
                         .status = &now,
                         .changes = {}};
    std::string answer = parts_.administration(context, request.line);
    for (const model::ChannelId channel : context.cleared)
        retained_.forget(channels::feed_topic(channel) + "/#", now_.steady);
    tell_retained();
    if (context.changes.empty() && context.cleared.empty()) {
        reply(request.shard, {request.connection, std::move(answer)});
    } else {
        announce(std::move(context.changes), request, std::move(answer));
    }
}

void StoreWriter::announce(std::vector<devices::DirectoryChange> changes,
                           const AdminRequest& request, std::string answer) {
    for (const devices::DirectoryChange& change : changes) {
        parts_.directory.apply(change);
        if (const auto* removed = std::get_if<devices::RemovedDevice>(&change))
            activity_.forget(removed->id);
        if (const auto* channel = std::get_if<model::ChannelRecord>(&change))
            retention_.look_at((*channel)->id);
    }
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
