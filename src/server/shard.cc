#include "server/shard.h"

#include <algorithm>

#include "base/log.h"
#include "channels/topics.h"
#include "mqtt/topic.h"
#include "server/admin_connection.h"
#include "server/administration.h"
#include "server/http_connection.h"
#include "server/mqtt_connection.h"
#include "server/proxy_connection.h"

namespace fieldcast::server {

using base::LogLevel;
using base::Milliseconds;
using model::Refusal;

namespace {

/// Of buffers that nobody has. One subscriber of a thousand publishers fills half a megabyte in a
/// turn, and would grow a new buffer to that size each time.
constexpr std::size_t spare_bytes_max = 16 * 1024 * 1024;

bool is_about_device(const devices::DirectoryChange& change) {
    return std::holds_alternative<model::DeviceRecord>(change) ||
           std::holds_alternative<devices::RemovedDevice>(change);
}

}  // namespace

class Shard::MailWatch final : public net::EventHandler {
  public:
    explicit MailWatch(Shard& shard) : shard_(shard) {}
    void on_readable() override { shard_.receive_mail(); }
    void on_writable() override {}
    void on_hangup() override {}

  private:
    Shard& shard_;
};

Shard::Shard(Parts parts, PostOffice& post)
    : parts_(std::move(parts)),
      post_(post),
      rest_rules_(parts_.update_rules),
      permissions_(parts_.settings, parts_.directory),
      session_limits_{.in_flight_max = parts_.settings.in_flight_max,
                      .queued_bytes_max = parts_.settings.queued_bytes_max},
      now_(parts_.clock.now()),
      timers_(now_),
      relay_([this](const broker::Session& session, std::string_view topic) {
          return permissions_.may_receive(clients_.find(session.client_id())->identity, topic);
      }),
      passwords_(parts_.random),
      clients_(*this),
      watch_(*this),
      status_reports_(*this, parts_.settings.sys_interval),
      weather_station_(*this),
      mail_watch_(std::make_unique<MailWatch>(*this)),
      to_shards_(post.shards.size()),
      read_buffer_size_(std::max(parts_.settings.packet_bytes_max, admin_request_bytes_max) +
                        read_size),
      read_buffer_(std::make_unique_for_overwrite<char[]>(read_buffer_size_)) {
    rest_rules_.short_field_names = rest_rules_.cuts_escaped_line_ends = true;
    loop_.add(post_.shards[index()].descriptor(), *mail_watch_, net::Interest::readable);
    open_doors();
}

Shard::~Shard() = default;

void Shard::restore(std::vector<RestoredSession> sessions, model::SessionId first_session,
                    const std::vector<model::MessageRef>& retained) {
    for (const model::MessageRef& message : retained) relay_.retain(message, now_);
    clients_.restore(std::move(sessions), first_session);
    status_reports_.start();
    if (index() == 0) weather_station_.start();
}

void Shard::run() {
    while (!is_done()) take_turn(longest_wait());
    close_all();
}

bool Shard::is_done() const {
    return stopping_ && pending_stores_ == 0 && touched_.empty();
}

void Shard::take_turn(Milliseconds wait_at_most) {
    loop_.wait(wait_at_most);
    now_ = parts_.clock.now();
    loop_.dispatch();  // sockets: bytes to packets to letters; mail: letters to packets
    read_unread();
    timers_.advance(now_);
    send_mail();  // before flush: what the world is told is known to all mailboxes by then
    flush();
    send_mail();  // what lost connections left behind
    bury();       // behind the mail: who sees a connection end may ask why
    for (const auto& acceptor : acceptors_) acceptor->take_waiting();  // who left has made room
    publish_figures();
}

void Shard::publish_figures() {
    ShardFigures& figures = post_.figures[index()];
    figures.connections.store(connections_.size(), std::memory_order_relaxed);
    figures.sessions.store(clients_.size(), std::memory_order_relaxed);
    figures.retained_messages.store(relay_.retained_count(), std::memory_order_relaxed);
}

void Shard::close_all() {
    connections_.for_each([](Connection& connection) { connection.on_server_stop(); });
    flush();
    connections_.for_each([](Connection& connection) { connection.leave(); });
    bury();
}

void Shard::take_client(net::Accepted accepted) {
    accept(Endpoint{.protocol = Protocol::mqtt}, std::move(accepted));
}

void Shard::take_mqtt_stream(std::unique_ptr<net::Stream> stream, const net::Address& peer,
                             const std::optional<Viewer>& viewer) {
    if (viewer)
        adopt<ViewerConnection>(std::move(stream), peer, {}, *viewer);
    else
        adopt<MqttConnection>(std::move(stream), peer, {});
}

Milliseconds Shard::longest_wait() {
    if (!touched_.empty() || !unread_.empty()) return Milliseconds::zero();
    const auto due = timers_.next_due();
    if (!due) return Milliseconds{-1};
    return std::max(*due - parts_.clock.now(), Milliseconds::zero()) + Milliseconds{1};
}

void Shard::send_mail() {
    post_.writer.post(to_writer_);
    for (std::size_t shard = 0; shard < to_shards_.size(); ++shard)
        post_.shards[shard].post(to_shards_[shard]);
}

void Shard::read_unread() {
    for (const ConnectionId id : std::exchange(unread_, {}))
        if (Connection* connection = connections_.find(id)) connection->on_readable();
}

void Shard::flush() {
    // Flushing may end connections, whose wills touch others: those wait for the next turn.
    const std::vector<ConnectionId> touched = std::exchange(touched_, {});
    for (const ConnectionId id : touched)
        if (Connection* connection = connections_.find(id)) connection->flush();
}

void Shard::bury() {
    for (const Buried& ended : std::exchange(buried_, {})) connections_.erase(ended.connection);
}

void Shard::open_doors() {
    for (Door& door : parts_.doors)
        acceptors_.push_back(std::make_unique<Acceptor>(
            *this, std::move(door.listener),
            [this, &door](net::Accepted accepted) { accept(door.endpoint, std::move(accepted)); }));
    if (!parts_.admin_listener.is_open()) return;
    acceptors_.push_back(std::make_unique<Acceptor>(
        *this, std::move(parts_.admin_listener), [this](net::Accepted accepted) {
            if (is_full(accepted.peer)) return;
            adopt<AdminConnection>(net::make_tcp_stream(std::move(accepted.socket)), accepted.peer,
                                   {});
        }));
}

/// Those of other shards as they were after their last turn.
std::uint64_t Shard::connections_everywhere() const {
    std::uint64_t count = connections_.size();
    for (ShardIndex shard = 0; shard < post_.figures.size(); ++shard)
        if (shard != index())
            count += post_.figures[shard].connections.load(std::memory_order_relaxed);
    return count;
}

bool Shard::is_full(const net::Address& refused) const {
    if (connections_everywhere() < parts_.settings.connections_max) return false;
    base::log(LogLevel::warning, "connection from {} refused: connections-max is reached",
              refused.to_string());
    return true;
}

void Shard::accept(const Endpoint& endpoint, net::Accepted accepted) {
    if (is_full(accepted.peer)) return;
    if (!endpoint.has_proxy_header) return welcome(endpoint, std::move(accepted));
    adopt<ProxyConnection>(std::make_unique<net::ProxyHeaderStream>(std::move(accepted.socket)),
                           accepted.peer, {}, endpoint);
}

void Shard::welcome(const Endpoint& endpoint, net::Accepted accepted) {
    auto stream = endpoint.is_tls ? parts_.tls->make_stream(std::move(accepted.socket))
                                  : net::make_tcp_stream(std::move(accepted.socket));
    if (endpoint.protocol == Protocol::http)
        adopt<HttpConnection>(std::move(stream), accepted.peer, {});
    else
        adopt<MqttConnection>(std::move(stream), accepted.peer, {});
}

template <class Kind, class... Extra>
void Shard::adopt(std::unique_ptr<net::Stream> stream, const net::Address& peer,
                  base::BytesView received, Extra&&... extra) {
    auto connection = std::make_unique<Kind>(*this, connections_.reserve(), std::move(stream), peer,
                                             std::forward<Extra>(extra)...);
    Kind& started = *connection;
    connections_.put(std::move(connection));
    started.start(received);
}

void Shard::receive_mail() {
    post_.shards[index()].take(mail_);
    for (ShardLetter& letter : mail_)
        std::visit([this](auto& content) { handle(content); }, letter);
    mail_.clear();
}

// --- mail from the store writer ---

void Shard::handle(CommittedGroup& group) {
    for (const std::uint32_t i : group.to_acknowledge) acknowledge((*group.outcomes)[i]);
    watch_.tell_of_gone();
    for (const std::uint32_t i : group.to_publish)
        relay_.publish((*group.outcomes)[i].channel, (*group.outcomes)[i].entry, now_);
    for (SessionDelivery& delivery : group.deliveries) clients_.deliver(std::move(delivery));
}

void Shard::acknowledge(const Outcome& outcome) {
    --pending_stores_;
    if (outcome.kind == Outcome::Kind::message_stored) publish(outcome.message);
    const ConnectionId id = outcome.publisher.connection;
    if (id.generation == 0) return;  // a will's
    if (Connection* connection = connections_.find(id))
        connection->on_outcome(outcome);
    else
        clients_.settle(outcome);
}

void Shard::handle(const QueueFull& full) {
    if (Client* client = clients_.find(full.session)) clients_.tell_queue_full(*client);
}

// --- publishing ---

bool Shard::needs_store(const model::Message& message, const Publisher& publisher) const {
    return message.retain || publisher.session.value != 0 ||
           post_.store_interest.covers(message.qos);
}

Shard::Holders Shard::publish(const model::MessageRef& message) {
    Holders holders = Holders::this_shard;
    if (to_shards_.size() == 1) {
        relay_.publish(message, now_);
        return holders;
    }
    post_.shard_interest.for_each_interested(message->topic, [&](ShardIndex shard) {
        if (shard == index()) return relay_.publish(message, now_);
        if (PackedMessages::can_take(*message)) return post_packed(shard, *message);
        post(shard, Publication{message});
        holders = Holders::several_shards;
    });
    return holders;
}

/// Into the last letter, if that has room for it, as letters keep their order.
void Shard::post_packed(ShardIndex shard, const model::Message& message) {
    std::vector<ShardLetter>& letters = to_shards_[shard];
    PackedMessages* last = letters.empty() ? nullptr : std::get_if<PackedMessages>(&letters.back());
    if (last && last->put(message)) return;
    PackedMessages next = spare_packs_.take();
    ASSERT(next.put(message));
    post(shard, std::move(next));
}

void Shard::handle(PackedMessages& messages) {
    while (!messages.is_empty()) {
        auto message = spare_message_.take();
        messages.take(*message);
        relay_.publish(message, now_);
        spare_message_.give_back(std::move(message));
    }
    spare_packs_.give_back(std::move(messages));
}

Traffic Shard::traffic() const {
    Traffic traffic = traffic_;
    traffic.clients_connected = clients_.connected_count();
    traffic.clients_away = clients_.away_count();
    traffic.subscriptions = clients_.subscription_count();
    return traffic;
}

void Shard::publish_status(const model::MessageRef& message) {
    publish(message);
    relay_.retain(message, now_);
    for (ShardIndex shard = 0; shard < to_shards_.size(); ++shard)
        if (shard != index()) post(shard, Retained{message});
}

void Shard::publish_will(const Identity& who, model::Message message) {
    if (channels::is_channel_topic(message.topic)) return publish_will_to_channel(who, message);
    if (const auto refusal = permissions_.refusal_of_general_publish(who, message.topic))
        return record(who, {.reason = *refusal, .topic = message.topic});
    // Always through the store, behind what the client had published there before.
    const bool retain = message.retain;
    ask(PublishToStore{.content = std::make_shared<const model::Message>(std::move(message)),
                       .publisher = {},
                       .retain = retain});
}

void Shard::publish_will_to_channel(const Identity& who, const model::Message& message) {
    auto update = parse_channel_publish(who, message.topic, message.payload);
    if (!update) return record(who, {.reason = update.error(), .topic = message.topic});
    PublishToStore letter{.content = std::move(*update), .publisher = {}, .retain = message.retain};
    if (who.device)
        letter.on_refusal = std::make_unique<model::DeviceEvent>(
            model::DeviceEvent{.device = who.device->id, .topic = message.topic});
    ask(std::move(letter));
}

base::Result<model::FeedUpdate, Refusal> Shard::parse_channel_publish(
    const Identity& who, std::string_view topic, std::string_view payload) const {
    const auto parsed = channels::parse_publish_topic(topic);
    if (!parsed) return std::unexpected(Refusal::topic_not_publishable);
    if (const auto refusal = permissions_.refusal_of_channel_publish(who, parsed->channel))
        return std::unexpected(*refusal);
    return channels::parse_update(*parsed, payload, parts_.update_rules);
}

void Shard::record(const Identity& who, model::DeviceEvent event) {
    if (!who.device) {
        base::log(LogLevel::info, "{}: {} {:.200}",
                  who.owner().empty() ? "an anonymous client" : who.owner(),
                  model::name_of(event.reason), event.topic);
        return;
    }
    event.device = who.device->id;
    event.first_at = event.last_at = wall_time();
    post(RecordEvent{std::move(event)});
}

// --- who may what ---

std::shared_ptr<const Access> Shard::access_for(const devices::Who& who) const {
    if (!parts_.access) return nullptr;
    return std::make_shared<const Access>(Access{
        who.is_device ? std::string{} : std::string{who.user_name}, parts_.access->rules_for(who)});
}

Identity Shard::identity_of(std::string_view client_id, std::string_view owner) const {
    constexpr std::string_view user = "user ";
    Identity identity;
    if (owner.starts_with("device ")) identity.device = directory().find_device(client_id);
    const std::string_view user_name =
        owner.starts_with(user) ? owner.substr(user.size()) : std::string_view{};
    identity.access = access_for({.client_id = client_id,
                                  .user_name = identity.device ? client_id : user_name,
                                  .is_device = identity.device != nullptr});
    return identity;
}

std::optional<Refusal> Shard::refusal_of_filter(const Identity& who,
                                                std::string_view filter) const {
    if (!mqtt::is_shared_filter(filter)) return permissions_.refusal_of_filter(who, filter);
    if (who.viewer()) return Refusal::topic_not_subscribable;
    return permissions_.refusal_of_filter(who, mqtt::parse_shared(filter)->filter);
}

// --- the rest of the mail ---

void Shard::handle(MoveConnection& move) {
    if (stopping_) return;
    adopt<MqttConnection>(std::move(move.stream), move.peer, move.received);
}

void Shard::handle(const LastEntry& last) {
    if (Connection* connection = connections_.find(last.connection))
        static_cast<MqttConnection*>(connection)->on_last_entry(last);
}

void Shard::handle(const DirectoryChanges& announced) {
    for (const devices::DirectoryChange& change : announced.changes) apply(change);
    post(ChangesApplied{announced.ticket});
}

void Shard::apply(const devices::DirectoryChange& change) {
    model::DeviceRecord before;
    if (const auto* device = std::get_if<model::DeviceRecord>(&change))
        before = directory().find_device((*device)->id);
    if (const auto* removed = std::get_if<devices::RemovedDevice>(&change))
        before = directory().find_device(removed->id);
    parts_.directory.apply(change);
    if (index() == 0) tell_weather_station(change);
    if (before) act_on_device(before);
    if (std::holds_alternative<devices::RemovedChannel>(change)) enforce_permissions();
    if (!is_about_device(change)) enforce_viewers();
}

void Shard::tell_weather_station(const devices::DirectoryChange& change) {
    if (const auto* channel = std::get_if<model::ChannelRecord>(&change))
        weather_station_.note(**channel);
    if (const auto* removed = std::get_if<devices::RemovedChannel>(&change))
        weather_station_.forget(removed->id);
}

/// What pages show may be theirs no more: of a channel, a user or a sign-in that has changed.
void Shard::enforce_viewers() {
    for (Client* viewer : clients_.viewers()) viewer->connection->enforce_viewer();
}

/// A client that is away keeps its session: CONNECT checks its credentials, and what it may, anew.
void Shard::act_on_device(const model::DeviceRecord& before) {
    Client* client = clients_.find(before->client_id);
    if (!client || client->identity.device != before) return;
    const model::DeviceRecord now = directory().find_device(before->id);
    if (client->connection) return client->connection->on_device_changed(now);
    client->identity.device = now;
    if (!now) return clients_.end(*client);
    enforce_permissions(*client);
}

void Shard::enforce_permissions() {
    clients_.for_each([&](Client& client) { enforce_permissions(client); });
}

void Shard::enforce_permissions(Client& client) {
    if (client.connection) return client.connection->enforce_permissions();
    for (std::string& filter : clients_.enforce_permissions(client))
        record(client.identity,
               {.reason = Refusal::permission_withdrawn, .topic = std::move(filter)});
}

/// Takes away what is not allowed any more, and disconnects users that are gone or have a new
/// password.
void Shard::handle(const AccessChanged& changed) {
    const auto before = std::exchange(parts_.access, changed.access);
    std::vector<MqttConnection*> ended;
    clients_.for_each([&](Client& client) {
        if (client.identity.viewer()) return;
        Identity who = client.identity;
        if (client.connection && !is_same_user(who, before.get())) {
            ended.push_back(client.connection);
            return;
        }
        const std::string user_name = who.access ? who.access->user_name : std::string{};
        const std::string& client_id = client.session.client_id();
        who.access = access_for({.client_id = client_id,
                                 .user_name = who.device ? client_id : user_name,
                                 .is_device = who.device != nullptr});
        client.identify(std::move(who));
    });
    for (MqttConnection* connection : ended) connection->end_for_credentials();
    enforce_permissions();
}

/// Whether `who`, if a user, has the password now that the list had `before`.
bool Shard::is_same_user(const Identity& who, const devices::AccessList* before) const {
    const bool is_user = who.access && !who.access->user_name.empty();
    if (!is_user || !before) return true;
    const devices::AccessUser* now =
        access() ? access()->find_user(who.access->user_name) : nullptr;
    const devices::AccessUser* then = before->find_user(who.access->user_name);
    return now && then && now->password_hash == then->password_hash;
}

void Shard::handle(AdminReply& reply) {
    if (Connection* connection = connections_.find(reply.connection))
        connection->on_admin_reply(reply.line);
}

void Shard::handle(TaskDone& done) {
    --pending_stores_;
    if (Connection* connection = connections_.find(done.connection)) connection->on_task_done(done);
}

void Shard::handle(StopShard&) {
    stopping_ = true;
    acceptors_.clear();
    connections_.for_each([](Connection& connection) { connection.pause_reading(true); });
}

ShardIndex Shard::home_of(std::string_view client_id) const {
    return static_cast<ShardIndex>(base::StringHash{}(client_id) % to_shards_.size());
}

void Shard::add_to_relay(broker::Session& session, const model::Subscription& subscription) {
    if (const auto channel = channels::parse_subscribe_filter(subscription.filter))
        want(*channel);
    else
        post_.shard_interest.add(index(), subscription.filter);
    relay_.subscriptions.add(session, subscription.filter, subscription.options);
}

void Shard::remove_from_relay(const broker::Session& session, std::string_view filter) {
    relay_.subscriptions.remove(session, filter);
    if (const auto channel = channels::parse_subscribe_filter(filter))
        release(*channel);
    else
        post_.shard_interest.remove(index(), filter);
}

void Shard::want(model::ChannelId channel) {
    if (relay_.wanted.add(channel)) post(WantChannel{channel, index(), true});
}

void Shard::release(model::ChannelId channel) {
    if (relay_.wanted.remove(channel)) post(WantChannel{channel, index(), false});
}

std::unique_ptr<base::Bytes> Shard::borrow_buffer() {
    if (spare_buffers_.empty()) return std::make_unique<base::Bytes>();
    auto buffer = std::move(spare_buffers_.back());
    spare_buffers_.pop_back();
    spare_bytes_ -= buffer->capacity();
    return buffer;
}

void Shard::return_buffer(std::unique_ptr<base::Bytes> buffer) {
    const bool is_worth_keeping = buffer->capacity() > base::Bytes{}.capacity() &&
                                  spare_bytes_ + buffer->capacity() <= spare_bytes_max;
    if (!is_worth_keeping) return;
    buffer->clear();
    spare_bytes_ += buffer->capacity();
    spare_buffers_.push_back(std::move(buffer));
}

}  // namespace fieldcast::server
