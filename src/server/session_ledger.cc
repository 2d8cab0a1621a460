#include "server/session_ledger.h"

#include <algorithm>

#include "channels/topics.h"
#include "mqtt/topic.h"
#include "server/relay.h"

namespace fieldcast::server {

using base::Qos;
using broker::Delivery;
using model::SessionId;

namespace {

/// A change that fails makes the commit of its group fail, where it is dealt with.
void note(const storage::Result<void>&) {}

broker::LeadingWildcards leading_wildcards(std::string_view topic) {
    return channels::is_channel_topic(topic) ? broker::LeadingWildcards::do_not_match
                                             : broker::LeadingWildcards::match;
}

/// Everybody in `subscriptions` whose filter selects `topic`, by the rules of channel topics too.
template <class Target>
std::span<const broker::Subscriber<Target>> select(broker::Subscriptions<Target>& subscriptions,
                                                   std::string_view topic) {
    if (is_json_alias(topic)) return subscriptions.match_exactly(topic);
    return subscriptions.match(topic, leading_wildcards(topic));
}

}  // namespace

// --- sessions ---

void SessionLedger::keep(const KeepSession& kept) {
    note(store_.put(kept.session));
    Kept& session = kept_session(kept.session);
    session.shard = kept.shard;
    session.is_online = !kept.session.left_at;
    const auto shares = shares_.find(session.id);
    if (shares == shares_.end()) return;
    for (const std::string& filter : shares->second)
        group_of(filter).members.set_online(session.id, session.is_online);
}

SessionLedger::Kept& SessionLedger::kept_session(const storage::StoredSession& session) {
    Kept& kept = sessions_[session.id];
    kept.id = session.id;
    kept.client_hash = model::client_hash(session.client_id);
    return kept;
}

void SessionLedger::end(const EndSession& ended) {
    note(store_.remove(ended.session));
    const auto found = sessions_.find(ended.session);
    if (found == sessions_.end()) return;
    Kept& session = found->second;
    for (const std::string& filter : ended.filters) {
        if (mqtt::is_shared_filter(filter))
            leave_group(filter, session.id);
        else
            durable_.remove(session, filter);
    }
    for (const OwedMessages::Owed& owed : session.owed.all()) settle(owed.message);
    shares_.erase(ended.session);
    sessions_.erase(found);
    announce_interest();
}

void SessionLedger::put(const PutSubscription& put, const broker::RetainedMessages& retained) {
    const auto& [filter, options] = put.subscription;
    if (put.is_durable) note(store_.put_subscription(put.session, put.subscription));
    if (mqtt::is_shared_filter(filter)) {
        Group& group = group_of(filter);
        group.members.put({put.session, put.shard, options, true});
        if (put.is_durable) remember_share(put.session, filter);
    } else {
        Kept& session = sessions_.at(put.session);
        durable_.add(session, filter, options);
        if (put.sends_retained) send_retained(session, put.subscription, retained);
    }
    announce_interest();
}

void SessionLedger::send_retained(Kept& session, const model::Subscription& subscription,
                                  const broker::RetainedMessages& retained) {
    for (const model::MessageRef& message : retained.match(subscription.filter, now_.steady))
        if (may_select(subscription.filter, message->topic))
            send(session, subscription, message, true);  // 3.1.1 [MQTT-3.3.1-8]
}

void SessionLedger::owe_to_one(SessionId session, const model::Subscription& subscription,
                               const model::MessageRef& message) {
    const auto found = sessions_.find(session);
    if (found == sessions_.end()) return;
    const std::string& filter = subscription.filter;
    if (mqtt::topic_matches(filter, message->topic) && may_select(filter, message->topic))
        send(found->second, subscription, message, false);
}

void SessionLedger::send(Kept& session, const model::Subscription& subscription,
                         const model::MessageRef& message, bool retain) {
    const bool is_own = message->publisher == session.client_hash;
    if (is_own && subscription.options.no_local) return;  // [MQTT-3.8.3-3]
    Owing owing{message};
    Terms terms{.qos = subscription.options.qos, .retain = retain};
    if (subscription.options.identifier != 0) terms.identifiers = {subscription.options.identifier};
    deliver(session, std::move(terms), owing);
}

void SessionLedger::remove(const RemoveSubscription& removed) {
    if (removed.is_durable) note(store_.remove_subscription(removed.session, removed.filter));
    const auto session = sessions_.find(removed.session);
    if (mqtt::is_shared_filter(removed.filter)) {
        leave_group(removed.filter, removed.session);
        if (const auto shares = shares_.find(removed.session); shares != shares_.end())
            std::erase(shares->second, removed.filter);
    } else if (session != sessions_.end()) {
        durable_.remove(session->second, removed.filter);
    }
    announce_interest();
}

void SessionLedger::announce_interest() {
    interest_.set_durable(!durable_.empty());
    interest_.set_shared(!shared_.empty());
}

// --- shared subscriptions ---

SessionLedger::Group& SessionLedger::group_of(std::string_view filter) {
    if (const auto known = groups_.find(filter); known != groups_.end()) return *known->second;
    auto made = std::make_unique<Group>();
    Group& group = *made;
    group.number = ++last_group_;
    group.filter = filter;
    groups_.emplace(filter, std::move(made));
    groups_by_number_.emplace(group.number, &group);
    shared_.add(group, mqtt::parse_shared(filter)->filter, {});
    return group;
}

void SessionLedger::leave_group(std::string_view filter, SessionId session) {
    const auto found = groups_.find(filter);
    if (found == groups_.end()) return;
    Group& group = *found->second;
    static_cast<void>(group.members.remove(session));
    if (!group.members.empty()) return;
    shared_.remove(group, mqtt::parse_shared(filter)->filter);
    groups_by_number_.erase(group.number);
    groups_.erase(found);
}

void SessionLedger::remember_share(SessionId session, const std::string& filter) {
    std::vector<std::string>& shares = shares_[session];
    if (std::ranges::find(shares, filter) == shares.end()) shares.push_back(filter);
}

void SessionLedger::give_on(const ReturnShared& returned) {
    const std::size_t first = deliveries_.size();
    for (const Delivery& delivery : returned.deliveries) {
        const auto group = groups_by_number_.find(delivery.share_group);
        if (group == groups_by_number_.end()) continue;  // nobody is left in it
        Owing owing{delivery.message};
        give_to_member(*group->second, owing);
    }
    hold_deliveries(first);
}

// --- messages ---

bool SessionLedger::owe(const model::MessageRef& message, bool waits) {
    const std::size_t first = deliveries_.size();
    Owing owing{message};
    owe_to_durable(owing);
    owe_to_groups(owing);
    const bool is_stored = owing.number != 0;
    if (waits || is_stored) hold_deliveries(first);
    return is_stored;
}

void SessionLedger::hold_deliveries(std::size_t first) {
    for (std::size_t i = first; i < deliveries_.size(); ++i)
        if (deliveries_[i].content.delivery.qos != Qos::at_most_once)
            deliveries_[i].waits_for_commit = true;
}

void SessionLedger::owe_to_durable(Owing& owing) {
    const model::Message& message = *owing.message;
    if (message.qos == Qos::at_most_once) return;     // the shards relay it
    for_each_target(select(durable_, message.topic),  // [MQTT-4.5.0-1]
                    [&](std::span<const broker::Subscriber<Kept>> subscriptions) {
                        Kept& session = *subscriptions.front().target;
                        auto grant = merge(subscriptions, message.publisher == session.client_hash);
                        if (!grant || grant->qos == Qos::at_most_once) return;
                        deliver(session,
                                {.qos = grant->qos,
                                 .retain = grant->retain_as_published && message.retain,
                                 .identifiers = std::move(grant->identifiers)},
                                owing);
                    });
}

void SessionLedger::owe_to_groups(Owing& owing) {
    for (const auto& [group, options] : select(shared_, owing.message->topic))  // [MQTT-4.5.0-1]
        give_to_member(*group, owing);
}

void SessionLedger::give_to_member(Group& group, Owing& owing) {
    const broker::ShareMember* member = group.members.choose();
    if (!member) return;
    const model::SubscriptionOptions& options = member->options;
    Terms terms{.qos = options.qos,  // [MQTT-4.8.2-3]
                .retain = options.retain_as_published && owing.message->retain,
                .share_group = group.number};
    if (options.identifier != 0) terms.identifiers = {options.identifier};
    if (const auto kept = sessions_.find(member->session); kept != sessions_.end())
        return deliver(kept->second, std::move(terms), owing);
    Delivery delivery{.message = owing.message,
                      .qos = std::min(terms.qos, owing.message->qos),
                      .retain = terms.retain,
                      .identifiers = std::move(terms.identifiers),
                      .share_group = group.number};
    deliveries_.push_back({member->shard, {member->session, std::move(delivery)}});
}

void SessionLedger::deliver(Kept& session, Terms terms, Owing& owing) {
    Delivery delivery{.message = owing.message,
                      .qos = std::min(terms.qos, owing.message->qos),  // [MQTT-3.8.4-8]
                      .retain = terms.retain,
                      .identifiers = std::move(terms.identifiers),
                      .share_group = terms.share_group};
    if (delivery.qos != Qos::at_most_once) {
        if (!session.owed.has_room(bytes_of(*owing.message), limits_, session.is_online)) {
            full_.push_back({session.shard, {session.id}});
            return;
        }
        owe_to(session, delivery, owing);
    }
    deliveries_.push_back({session.shard, {session.id, std::move(delivery)}});
}

void SessionLedger::owe_to(Kept& session, Delivery& delivery, Owing& owing) {
    store_message(owing);
    ++owed_to_[owing.number];
    delivery.packet_id = session.owed.add(owing.number, bytes_of(*owing.message));
    storage::StoredDelivery stored{.message = owing.number,
                                   .packet_id = delivery.packet_id,
                                   .qos = delivery.qos,
                                   .retain = delivery.retain,
                                   .identifiers = delivery.identifiers};
    if (delivery.share_group != 0)
        stored.share = groups_by_number_.at(delivery.share_group)->filter;
    note(store_.add_delivery(session.id, stored));
}

void SessionLedger::store_message(Owing& owing) {
    if (owing.number != 0) return;
    owing.number = ++last_message_;
    note(store_.add_message(owing.number, to_stored(*owing.message, now_)));
}

void SessionLedger::finish(const FinishDelivery& finished) {
    note(store_.remove_delivery(finished.session, finished.packet_id));
    const auto session = sessions_.find(finished.session);
    if (session == sessions_.end()) return;
    if (const auto message = session->second.owed.remove(finished.packet_id)) settle(*message);
}

/// 0: one that was released before a restart.
void SessionLedger::settle(storage::MessageNumber message) {
    if (message == 0) return;
    const auto found = owed_to_.find(message);
    ASSERT(found != owed_to_.end());
    if (--found->second > 0) return;
    owed_to_.erase(found);
    note(store_.remove_message(message));
}

void SessionLedger::release(const Publisher& by) {
    note(store_.release_delivery(by.session, by.packet_id));
}

void SessionLedger::add_received(const Publisher& by) {
    note(store_.add_received(by.session, by.packet_id));
}

void SessionLedger::remove_received(const Publisher& by) {
    note(store_.remove_received(by.session, by.packet_id));
}

// --- groups of the store ---

SessionLedger::Deliveries SessionLedger::group_committed() {
    return std::exchange(deliveries_, {});
}

void SessionLedger::undo_group() {
    for (auto undone = deliveries_.rbegin(); undone != deliveries_.rend(); ++undone) {
        const auto& [session, delivery] = undone->content;
        if (delivery.packet_id == 0) continue;
        const auto found = sessions_.find(session);
        if (found == sessions_.end()) continue;  // ended in the same group, and all was settled
        const auto message = found->second.owed.remove(delivery.packet_id);
        if (!message) continue;
        if (--owed_to_.at(*message) == 0) owed_to_.erase(*message);
    }
    // The others are live messages that were acknowledged without the store.
    std::erase_if(deliveries_, [](const auto& addressed) {
        return addressed.waits_for_commit || addressed.content.delivery.packet_id != 0;
    });
}

// --- start ---

std::vector<std::vector<RestoredSession>> SessionLedger::restore(
    storage::AllSessions stored, const Moment& now, std::size_t shards,
    const std::function<ShardIndex(std::string_view)>& home_of) {
    now_ = now;
    Messages messages;
    for (const auto& [number, message] : stored.messages) {
        messages.emplace(number, from_stored(message, now));
        last_message_ = std::max(last_message_, number);
    }
    make_room_for(stored.sessions);
    for (const storage::SessionContents& contents : stored.sessions) {
        Kept& kept = kept_session(contents.session);
        kept.shard = home_of(contents.session.client_id);
        for (const model::Subscription& subscription : contents.subscriptions)
            restore(kept, subscription);
    }
    std::vector<std::vector<RestoredSession>> restored(shards);
    for (storage::SessionContents& contents : stored.sessions) {
        const ShardIndex home = home_of(contents.session.client_id);
        restored[home].push_back(restore(std::move(contents), messages));
    }
    announce_interest();
    return restored;
}

/// Tables that grow step by step move all that is in them each time.
void SessionLedger::make_room_for(std::span<const storage::SessionContents> sessions) {
    std::size_t subscriptions = 0;
    for (const storage::SessionContents& contents : sessions)
        subscriptions += contents.subscriptions.size();
    sessions_.reserve(sessions.size());
    durable_.reserve(subscriptions);
}

SessionId SessionLedger::next_session() const {
    SessionId next{1};
    for (const auto& [id, session] : sessions_) next.value = std::max(next.value, id.value + 1);
    return next;
}

RestoredSession SessionLedger::restore(storage::SessionContents contents,
                                       const Messages& messages) {
    std::vector<Delivery> deliveries;
    if (!contents.deliveries.empty()) {
        Kept& kept = sessions_.at(contents.session.id);
        for (storage::StoredDelivery& stored : contents.deliveries)
            deliveries.push_back(restore(kept, std::move(stored), messages));
    }
    return {std::move(contents.session), std::move(contents.subscriptions),
            std::move(contents.received), std::move(deliveries)};
}

void SessionLedger::restore(Kept& session, const model::Subscription& subscription) {
    if (!mqtt::is_shared_filter(subscription.filter))
        return durable_.add(session, subscription.filter, subscription.options);
    group_of(subscription.filter)
        .members.put({session.id, session.shard, subscription.options, false});
    remember_share(session.id, subscription.filter);
}

Delivery SessionLedger::restore(Kept& session, storage::StoredDelivery stored,
                                const Messages& messages) {
    static const auto released = std::make_shared<const model::Message>();
    // The store has forgotten the message of a released delivery, as the client has it.
    const model::MessageRef& message = stored.is_released ? released : messages.at(stored.message);
    session.owed.restore({.message = stored.message,
                          .bytes = static_cast<std::uint32_t>(bytes_of(*message)),
                          .packet_id = stored.packet_id});
    if (stored.message != 0) ++owed_to_[stored.message];
    Delivery delivery{.message = message,
                      .qos = stored.qos,
                      .retain = stored.retain,
                      .identifiers = std::move(stored.identifiers),
                      .packet_id = stored.packet_id,
                      .is_released = stored.is_released};
    const auto group = groups_.find(stored.share);
    if (group != groups_.end()) delivery.share_group = group->second->number;
    return delivery;
}

}  // namespace fieldcast::server
