#include "storage/embedded/sessions.h"

#include <algorithm>
#include <unordered_set>

#include "base/result.h"

namespace fieldcast::storage {
namespace {

constexpr PacketTable received_table = {
    .name = "received",
    .kind = RecordKind::received,
    .select = "SELECT number, body FROM received ORDER BY number",
    .upsert = "INSERT OR REPLACE INTO received(number, body) VALUES(?1, ?2)",
    .remove = "DELETE FROM received WHERE number = ?1"};

constexpr PacketTable delivery_table = {
    .name = "delivery",
    .kind = RecordKind::delivery,
    .select = "SELECT number, body FROM delivery ORDER BY number",
    .upsert = "INSERT OR REPLACE INTO delivery(number, body) VALUES(?1, ?2)",
    .remove = "DELETE FROM delivery WHERE number = ?1"};

RecordKey key_of(model::SessionId session) {
    return {RecordKind::session, session.value};
}
RecordKey key_of(model::SessionId session, std::string_view filter) {
    return {RecordKind::subscription, session.value, key_part(filter)};
}

model::SessionId id_of(const SessionContents& contents) {
    return contents.session.id;
}

/// Reads a record into `value`; false if it is damaged.
template <class Value>
bool decode(RecordKey key, base::BytesView body, Value& value) {
    auto in = RecordReader::open(key, body);
    if (!in) return false;
    read(*in, value);
    return in->finished();
}

}  // namespace

/// What has been loaded so far.
struct Sessions::Loading {
    AllSessions all;
    std::unordered_set<MessageNumber> owed;

    /// Null if its row is lost. The rows of sessions have come in the order of their ids.
    [[nodiscard]] SessionContents* find(model::SessionId session) {
        const auto found = std::ranges::lower_bound(all.sessions, session, {}, id_of);
        return found != all.sessions.end() && id_of(*found) == session ? &*found : nullptr;
    }
};

Sessions::Sessions(Database& database, Quarantine& quarantine, const Bounds& bounds)
    : database_(database),
      quarantine_(quarantine),
      received_(database, quarantine, bounds, received_table),
      deliveries_(database, quarantine, bounds, delivery_table),
      messages_(database, quarantine, bounds) {}

Result<AllSessions> Sessions::load() {
    ASSERT(!is_loaded_ && !database_.in_transaction());
    auto all = read_all();
    if (!all) {
        database_.roll_back();
        return all;
    }
    group_committed();
    is_loaded_ = true;
    return all;
}

Result<AllSessions> Sessions::read_all() {
    TRY(database_.begin());
    Loading loading;
    TRY(load_sessions(loading));
    TRY(load_subscriptions(loading));
    TRY(load_received(loading));
    TRY(load_deliveries(loading));
    TRY(load_messages(loading));
    TRY(write_group());
    TRY(database_.commit());
    return std::move(loading.all);
}

Result<void> Sessions::load_sessions(Loading& loading) {
    std::vector<std::int64_t> damaged;
    const auto count = TRY(database_.integer("SELECT count(*) FROM session"));
    loading.all.sessions.reserve(static_cast<std::size_t>(count));
    Rows rows = select_.run();
    while (TRY(rows.next())) {
        StoredSession session;
        session.id.value = static_cast<std::uint64_t>(rows.integer(0));
        const RecordKey key = key_of(session.id);
        if (decode(key, rows.bytes(1), session)) {
            loading.all.sessions.push_back({std::move(session), {}, {}, {}});
        } else {
            TRY(quarantine_.keep({"session", key, rows.bytes(1)}));
            damaged.push_back(rows.integer(0));
        }
    }
    for (const auto id : damaged) TRY(delete_.execute(id));
    return {};
}

Result<void> Sessions::load_subscriptions(Loading& loading) {
    std::vector<std::pair<std::int64_t, base::Bytes>> lost;
    Rows rows = select_subscriptions_.run();
    while (TRY(rows.next())) {
        const model::SessionId session{static_cast<std::uint64_t>(rows.integer(0))};
        model::Subscription subscription{base::Bytes(rows.bytes(1)), {}};
        const RecordKey key = key_of(session, subscription.filter);
        const bool is_sound = decode(key, rows.bytes(2), subscription.options);
        if (!is_sound) TRY(quarantine_.keep({"subscription", key, rows.bytes(2)}));
        SessionContents* const owner = loading.find(session);
        if (is_sound && owner)
            owner->subscriptions.push_back(std::move(subscription));
        else
            lost.emplace_back(rows.integer(0), std::move(subscription.filter));
    }
    for (const auto& [session, filter] : lost)
        TRY(delete_subscription_.execute(session, base::BytesView(filter)));
    return {};
}

Result<void> Sessions::load_received(Loading& loading) {
    std::vector<PacketKey> lost;
    TRY(received_.load([&](const PacketKey& key, base::BytesView) {
        SessionContents* const owner = loading.find(key.session);
        if (owner)
            owner->received.push_back(key.packet_id);
        else
            lost.push_back(key);
    }));
    for (const auto& key : lost) received_.remove(key);
    return {};
}

Result<void> Sessions::load_deliveries(Loading& loading) {
    std::vector<PacketKey> lost;
    TRY(deliveries_.load([&](const PacketKey& key, base::BytesView item) {
        SessionContents* const owner = loading.find(key.session);
        StoredDelivery delivery{.packet_id = key.packet_id};
        RecordReader in(item);
        read(in, delivery);
        if (!owner || !in.finished()) return lost.push_back(key);
        if (!delivery.is_released) loading.owed.insert(delivery.message);
        owner->deliveries.push_back(std::move(delivery));
    }));
    for (const auto& key : lost) deliveries_.remove(key);
    return {};
}

Result<void> Sessions::load_messages(Loading& loading) {
    loading.all.messages =
        TRY(messages_.load([&](MessageNumber number) { return loading.owed.contains(number); }));
    for (const auto& [number, message] : loading.all.messages) loading.owed.erase(number);
    if (loading.owed.empty()) return {};
    for (auto& [session, subscriptions, received, deliveries] : loading.all.sessions)
        std::erase_if(deliveries, [&, id = session.id](const StoredDelivery& delivery) {
            const bool is_lost = !delivery.is_released && loading.owed.contains(delivery.message);
            if (is_lost) deliveries_.remove({id, delivery.packet_id});
            return is_lost;
        });
    return {};
}

Result<void> Sessions::put(const StoredSession& session) {
    const RecordKey key = key_of(session.id);
    RecordWriter out;
    write(out, session);
    TRY(database_.begin());
    return upsert_.execute(key.first, out.close(key));
}

Result<void> Sessions::remove(model::SessionId session) {
    ASSERT(is_loaded_);
    TRY(database_.begin());
    TRY(delete_.execute(session.value));
    TRY(delete_subscriptions_.execute(session.value));
    received_.remove_all(session);
    deliveries_.remove_all(session);
    return {};
}

Result<void> Sessions::put_subscription(model::SessionId session,
                                        const model::Subscription& subscription) {
    RecordWriter out;
    write(out, subscription.options);
    const auto body = out.close(key_of(session, subscription.filter));
    TRY(database_.begin());
    return upsert_subscription_.execute(session.value, base::BytesView(subscription.filter), body);
}

Result<void> Sessions::remove_subscription(model::SessionId session, std::string_view filter) {
    TRY(database_.begin());
    return delete_subscription_.execute(session.value, filter);
}

Result<void> Sessions::add_received(model::SessionId session, std::uint16_t packet_id) {
    ASSERT(is_loaded_);
    received_.add({session, packet_id}, {});
    return {};
}

Result<void> Sessions::remove_received(model::SessionId session, std::uint16_t packet_id) {
    received_.remove({session, packet_id});
    return {};
}

Result<void> Sessions::add_message(MessageNumber number, const StoredMessage& message) {
    ASSERT(is_loaded_);
    messages_.add(number, message);
    return {};
}

Result<void> Sessions::remove_message(MessageNumber number) {
    messages_.remove(number);
    return {};
}

Result<void> Sessions::add_delivery(model::SessionId session, const StoredDelivery& delivery) {
    ASSERT(is_loaded_);
    RecordWriter out;
    write(out, delivery);
    deliveries_.add({session, delivery.packet_id}, out.bytes());
    return {};
}

Result<void> Sessions::release_delivery(model::SessionId session, std::uint16_t packet_id) {
    RecordWriter out;
    write(out, StoredDelivery{.qos = base::Qos::exactly_once, .is_released = true});
    deliveries_.replace({session, packet_id}, out.bytes());
    return {};
}

Result<void> Sessions::remove_delivery(model::SessionId session, std::uint16_t packet_id) {
    deliveries_.remove({session, packet_id});
    return {};
}

Result<void> Sessions::write_group() {
    if (!has_open_group()) return {};
    TRY(database_.begin());
    TRY(received_.write_group());
    TRY(deliveries_.write_group());
    return messages_.write_group();
}

bool Sessions::has_open_group() const {
    return received_.has_open_group() || deliveries_.has_open_group() || messages_.has_open_group();
}

void Sessions::group_committed() {
    received_.group_committed();
    deliveries_.group_committed();
    messages_.group_committed();
}

void Sessions::undo_group() {
    received_.undo_group();
    deliveries_.undo_group();
    messages_.undo_group();
}

}  // namespace fieldcast::storage
