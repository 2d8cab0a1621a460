#include "server/client.h"

#include <fmt/format.h>

#include <algorithm>

#include "channels/topics.h"
#include "channels/update.h"
#include "mqtt/topic.h"
#include "server/mqtt_connection.h"
#include "server/shard.h"

namespace fieldcast::server {

using base::Instant;
using base::Milliseconds;
using base::Qos;
using broker::Durability;
using model::Refusal;

void Absence::on_timer(Instant now) {
    shard_.clients().on_timer(client_, now);
}

// --- who is there ---

Client* Clients::find(std::string_view client_id) const {
    const auto found = by_client_id_.find(client_id);
    return found == by_client_id_.end() ? nullptr : found->get();
}

Client* Clients::find(model::SessionId id) const {
    const auto found = by_session_.find(id);
    return found == by_session_.end() ? nullptr : found->second;
}

Client& Clients::make(std::string client_id, Durability durability) {
    auto made = std::make_unique<Client>(next_id_, std::move(client_id), shard_.session_limits(),
                                         durability);
    next_id_.value += shard_.shard_count();
    Client& client = *made;
    by_client_id_.insert(std::move(made));
    if (durability == Durability::durable) {
        ++durable_count_;
        list(client);
    }
    return client;
}

void Clients::list(Client& client) {
    by_session_.emplace(client.session.id(), &client);
}

void Clients::drop(Client& client) {
    if (client.session.is_durable()) --durable_count_;
    if (client.absence) --away_count_;
    subscription_count_ -= client.session.filters.size();
    by_session_.erase(client.session.id());
    if (client.identity.viewer()) viewers_.erase(&client);
    by_client_id_.erase(by_client_id_.find(client.session.client_id()));
}

// --- coming and going ---

void Clients::leave(Client& client, bool is_normal) {
    client.connection = nullptr;
    client.session.detach();
    if (is_normal) client.will.reset();  // [MQTT-3.14.4-3] [MQTT-3.1.2-10]
    // [MQTT-4.1.0-1]
    if (!client.session.is_durable() || client.session_expiry_s == 0) return end(client);
    if (client.will && client.will->delay_s == 0) publish_will(client);  // [MQTT-3.1.2-8]
    for (const auto& [filter, options] : client.session.filters) remove_from_relay(client, filter);
    start_absence(client, shard_.wall_time(), Milliseconds::zero());  // [MQTT-3.1.2-23]
    keep(client);
}

/// `ago`: how long the client has been away already.
void Clients::start_absence(Client& client, base::Timestamp left_at, Milliseconds ago) {
    client.absence = std::make_unique<Absence>(shard_, client);
    ++away_count_;
    Absence& absence = *client.absence;
    absence.left_at = left_at;
    const Instant left = shard_.now() - ago;
    if (client.session_expiry_s != mqtt::never_expires)
        absence.session_ends = left + base::Seconds{client.session_expiry_s};
    if (client.will) {
        absence.will_due = left + base::Seconds{client.will->delay_s};
        if (absence.session_ends)  // [MQTT-3.1.3-9]
            absence.will_due = std::min(*absence.will_due, *absence.session_ends);
    }
    if (absence.will_due || absence.session_ends)
        shard_.timers().set(absence, absence.will_due.value_or(*absence.session_ends));
}

void Clients::on_timer(Client& client, Instant now) {
    Absence& absence = *client.absence;
    if (absence.session_ends && *absence.session_ends <= now) return end(client);  // [MQTT-4.1.0-2]
    if (absence.will_due && *absence.will_due <= now) {
        absence.will_due.reset();
        publish_will(client);
        keep(client);
    }
    const auto next = absence.will_due ? absence.will_due : absence.session_ends;
    if (next) shard_.timers().set(absence, *next);
}

void Clients::come_back(Client& client) {
    if (std::exchange(client.absence, nullptr)) {
        --away_count_;
        for (const model::Subscription& subscription : client.session.filters)
            add_to_relay(client, subscription);
    }
    if (client.session.is_durable()) keep(client);
}

void Clients::end(Client& client) {
    if (client.will) publish_will(client);  // [MQTT-3.1.2-8] 3.1.1 [MQTT-3.1.2-12]
    broker::Session& session = client.session;
    EndSession ended{.session = session.id(), .filters = {}};
    for (const auto& [filter, options] : session.filters) {
        ended.filters.push_back(filter);
        remove_from_relay(client, filter);
    }
    if (session.is_durable())
        shard_.post(std::move(ended));
    else
        leave_groups(client);
    // Behind the end of the session, which is no member any more then.
    if (auto shared = session.take_shared(); !shared.empty())
        shard_.post(ReturnShared{std::move(shared)});
    drop(client);
}

void Clients::keep(const Client& client) {
    const broker::Session& session = client.session;
    KeepSession kept{.session = {.id = session.id(),
                                 .client_id = session.client_id(),
                                 .owner = client.identity.owner(),
                                 .expiry_s = client.session_expiry_s},
                     .shard = shard_.index()};
    if (client.absence) kept.session.left_at = client.absence->left_at;
    if (client.will) {
        kept.session.will = stored_form(client);
        kept.session.will_delay_s = client.will->delay_s;
    }
    shard_.post(std::move(kept));
}

/// Its message's expiry begins when it is published; should the server end before, that is taken
/// to be the end of its delay.
storage::StoredMessage Clients::stored_form(const Client& client) const {
    const Will& will = *client.will;
    storage::StoredMessage stored = to_stored(will.message, shard_.moment());
    const Instant due = client.absence && client.absence->will_due
                            ? *client.absence->will_due
                            : shard_.now() + base::Seconds{will.delay_s};
    if (will.expiry_s)
        stored.expires_at = shard_.moment().to_wall(due + base::Seconds{*will.expiry_s});
    return stored;
}

void Clients::publish_will(Client& client) {
    const std::unique_ptr<Will> will = std::exchange(client.will, nullptr);  // [MQTT-3.1.2-10]
    if (will->expiry_s) will->message.expires_at = shard_.now() + base::Seconds{*will->expiry_s};
    shard_.publish_will(client.identity, std::move(will->message));
}

// --- start ---

void Clients::restore(std::vector<RestoredSession> sessions, model::SessionId first_id) {
    next_id_ = first_id;
    // Tables that grow step by step move all that is in them each time.
    by_client_id_.reserve(sessions.size());
    by_session_.reserve(sessions.size());
    for (RestoredSession& restored : sessions) restore(std::move(restored));
}

void Clients::restore(RestoredSession restored) {
    const storage::StoredSession& stored = restored.session;
    auto made = std::make_unique<Client>(stored.id, stored.client_id, shard_.session_limits(),
                                         Durability::durable);
    Client& client = *made;
    by_client_id_.insert(std::move(made));
    ++durable_count_;
    list(client);
    client.identify(shard_.identity_of(stored.client_id, stored.owner));
    client.session_expiry_s = stored.expiry_s;
    client.is_stored = true;
    if (stored.will)
        client.will = std::make_unique<Will>(
            Will{*from_stored(*stored.will, shard_.moment()), stored.will_delay_s});
    subscription_count_ += restored.subscriptions.size();
    client.session.filters = broker::FilterList(std::move(restored.subscriptions));
    client.session.restore(std::move(restored.deliveries), restored.received);
    // A session that was connected when the server ended has been left at this moment.
    const base::Timestamp left_at = stored.left_at.value_or(shard_.wall_time());
    start_absence(client, left_at, std::max(shard_.wall_time() - left_at, Milliseconds::zero()));
}

// --- subscriptions ---

void Clients::subscribe(Client& client, const model::Subscription& subscription,
                        bool sends_retained) {
    broker::Session& session = client.session;
    const bool is_new = session.filters.put(subscription);  // [MQTT-3.8.4-3]
    if (is_new) ++subscription_count_;
    const bool is_shared = mqtt::is_shared_filter(subscription.filter);
    if (is_shared) list(client);
    if (is_shared || session.is_durable())
        shard_.post(PutSubscription{.session = session.id(),
                                    .shard = shard_.index(),
                                    .is_durable = session.is_durable(),
                                    .sends_retained = sends_retained,
                                    .subscription = subscription});
    if (is_new)
        add_to_relay(client, subscription);
    else if (!is_shared)
        shard_.relay().subscriptions.add(session, subscription.filter, subscription.options);
}

/// Shared subscriptions are the store writer's, and so is all that an absent client is owed: the
/// relay has no filters of those who are away.
void Clients::add_to_relay(Client& client, const model::Subscription& subscription) {
    if (!mqtt::is_shared_filter(subscription.filter))
        shard_.add_to_relay(client.session, subscription);
}

void Clients::unsubscribe(Client& client, std::string_view filter) {
    broker::Session& session = client.session;
    if (!session.filters.contains(filter)) return;  // [MQTT-3.10.4-1]
    const bool is_shared = mqtt::is_shared_filter(filter);
    if (is_shared || session.is_durable())
        shard_.post(RemoveSubscription{.session = session.id(),
                                       .is_durable = session.is_durable(),
                                       .filter = std::string{filter}});
    remove_from_relay(client, filter);  // [MQTT-3.10.4-2]
    --subscription_count_;
    session.filters.remove(filter);  // what it has selected stays owed [MQTT-3.10.4-3]
}

void Clients::remove_from_relay(Client& client, std::string_view filter) {
    const bool is_relayed = !client.absence && !mqtt::is_shared_filter(filter);
    if (is_relayed) shard_.remove_from_relay(client.session, filter);
}

void Clients::leave_groups(const Client& client) {
    for (const auto& [filter, options] : client.session.filters)
        if (mqtt::is_shared_filter(filter))
            shard_.post(RemoveSubscription{client.session.id(), false, filter});
}

std::vector<std::string> Clients::enforce_permissions(Client& client) {
    std::vector<std::string> ended;
    for (const auto& [filter, options] : client.session.filters)
        if (shard_.refusal_of_filter(client.identity, filter)) ended.push_back(filter);
    for (const std::string& filter : ended) unsubscribe(client, filter);
    client.session.drop_queued([&](const std::string& topic) {
        return !shard_.permissions().may_receive(client.identity, topic);
    });
    return ended;
}

// --- messages ---

void Clients::settle(const Outcome& outcome) {
    tell_owner(outcome);
    Client* client = find(outcome.publisher.session);
    if (!client) return;
    broker::Session& session = client->session;
    const std::uint16_t packet_id = outcome.publisher.packet_id;
    if (outcome.kind == Outcome::Kind::release) return session.release(packet_id);
    if (outcome.publisher.qos != Qos::exactly_once) return;
    // The client has sent it again on a new connection, and waits there.
    if (session.was_repeated(packet_id) && client->connection)
        return client->connection->answer_repeated(outcome);
    const bool is_acknowledged = outcome.kind == Outcome::Kind::message_stored ||
                                 outcome.kind == Outcome::Kind::entry_stored ||
                                 (outcome.kind == Outcome::Kind::acknowledge && !outcome.refusal);
    if (is_acknowledged)
        session.mark_acknowledged(packet_id);
    else
        static_cast<void>(session.forget_received(packet_id));
}

/// What became of an entry whose device has gone meanwhile, as many do that only publish.
void Clients::tell_owner(const Outcome& outcome) {
    const auto device = shard_.directory().find_device(outcome.publisher.device);
    if (!device || outcome.channel.value == 0) return;
    if (outcome.kind == Outcome::Kind::entry_stored)
        shard_.watch().note_stored(device->id, shard_.now());
    else if (outcome.refusal)
        shard_.record(Identity{.device = device},
                      {.reason = *outcome.refusal,
                       .topic = fmt::format("channels/{}/publish", outcome.channel.value)});
}

void Clients::tell_queue_full(Client& client) {
    if (!shard_.losses().is_to_be_told(client.session.id(), shard_.now())) return;
    shard_.record(client.identity, {.reason = Refusal::queue_full});
}

void Clients::deliver(SessionDelivery delivery) {
    Client* client = find(delivery.session);
    const bool is_shared = delivery.delivery.share_group != 0;
    const bool may_receive = client && shard_.permissions().may_receive(
                                           client->identity, delivery.delivery.message->topic);
    if (may_receive) return client->session.deliver(std::move(delivery.delivery));
    if (client && client->session.is_durable() && delivery.delivery.packet_id != 0)
        shard_.post(FinishDelivery{delivery.session, delivery.delivery.packet_id});
    // Its session has ended while the message was on its way.
    if (!client && is_shared) {
        delivery.delivery.packet_id = 0;
        shard_.post(ReturnShared{{std::move(delivery.delivery)}});
    }
}

}  // namespace fieldcast::server
