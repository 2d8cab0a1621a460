#include "server/shard.h"

#include <algorithm>

#include "base/log.h"
#include "server/admin_connection.h"
#include "server/administration.h"
#include "server/mqtt_connection.h"

namespace fieldcast::server {

using base::LogLevel;
using base::Milliseconds;

namespace {

constexpr std::size_t spare_buffers_max = 1'024;
constexpr std::size_t spare_buffer_bytes_max = 64 * 1024;

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
      general_topics_(parts_.settings.general_topics),
      session_limits_{.in_flight_max = parts_.settings.in_flight_max,
                      .queued_bytes_max = parts_.settings.queued_bytes_max},
      now_(parts_.clock.now()),
      timers_(now_),
      mail_watch_(std::make_unique<MailWatch>(*this)),
      to_shards_(post.shards.size()),
      read_buffer_size_(std::max(parts_.settings.packet_bytes_max, admin_request_bytes_max) +
                        read_size),
      read_buffer_(std::make_unique_for_overwrite<char[]>(read_buffer_size_)) {
    loop_.add(post_.shards[index()].descriptor(), *mail_watch_, net::Interest::readable);
    if (parts_.mqtt_listener.is_open())
        acceptors_.push_back(std::make_unique<Acceptor>(
            *this, std::move(parts_.mqtt_listener),
            [this](net::Accepted accepted) { accept<MqttConnection>(std::move(accepted)); }));
    if (parts_.admin_listener.is_open())
        acceptors_.push_back(std::make_unique<Acceptor>(
            *this, std::move(parts_.admin_listener),
            [this](net::Accepted accepted) { accept<AdminConnection>(std::move(accepted)); }));
}

Shard::~Shard() = default;

void Shard::run() {
    while (!stopping_ || pending_stores_ > 0 || !touched_.empty()) {
        loop_.wait(longest_wait());
        now_ = parts_.clock.now();
        loop_.dispatch();  // sockets: bytes to packets to letters; mail: letters to packets
        timers_.advance(now_);
        send_mail();  // before flush: what the world is told is known to all mailboxes by then
        flush();
        send_mail();  // what lost connections left behind
        bury();
    }
    connections_.for_each([](Connection& connection) { connection.leave(); });
    bury();
}

Milliseconds Shard::longest_wait() {
    if (!touched_.empty()) return Milliseconds::zero();
    const auto due = timers_.next_due();
    if (!due) return Milliseconds{-1};
    return std::max(*due - parts_.clock.now(), Milliseconds::zero()) + Milliseconds{1};
}

void Shard::send_mail() {
    post_.writer.post(to_writer_);
    for (std::size_t shard = 0; shard < to_shards_.size(); ++shard)
        post_.shards[shard].post(to_shards_[shard]);
}

void Shard::flush() {
    // Flushing may end connections, whose wills touch others: those wait for the next turn.
    const std::vector<ConnectionId> touched = std::exchange(touched_, {});
    for (const ConnectionId id : touched)
        if (Connection* connection = connections_.find(id)) connection->flush();
}

void Shard::bury() {
    for (const ConnectionId id : std::exchange(buried_, {})) connections_.erase(id);
}

template <class Kind>
void Shard::accept(net::Accepted accepted) {
    if (connections_.size() >= parts_.settings.connections_max) {
        base::log(LogLevel::warning, "connection from {} refused: connections-max is reached",
                  accepted.peer.to_string());
        return;
    }
    adopt<Kind>(net::make_tcp_stream(std::move(accepted.socket)), accepted.peer, {});
}

template <class Kind>
void Shard::adopt(std::unique_ptr<net::Stream> stream, const net::Address& peer,
                  base::BytesView received) {
    auto connection =
        std::make_unique<Kind>(*this, connections_.reserve(), std::move(stream), peer);
    Kind& started = *connection;
    connections_.put(std::move(connection));
    started.start(received);
}

void Shard::receive_mail() {
    for (ShardLetter& letter : post_.shards[index()].take())
        std::visit([this](auto& content) { handle(content); }, letter);
}

void Shard::handle(CommittedGroup& group) {
    for (const std::uint32_t i : group.to_acknowledge) acknowledge((*group.outcomes)[i]);
    for (const std::uint32_t i : group.to_publish)
        relay_.publish((*group.outcomes)[i].channel, (*group.outcomes)[i].entry);
}

void Shard::acknowledge(const Outcome& outcome) {
    const bool retained = outcome.retain && outcome.kind == Outcome::Kind::stored;
    if (retained) retain_derived(outcome);
    const ConnectionId id = outcome.publisher.connection;
    if (id.generation == 0) return;  // a will's
    --pending_stores_;
    if (Connection* connection = connections_.find(id))
        static_cast<MqttConnection*>(connection)->on_outcome(outcome);
}

void Shard::retain_derived(const Outcome& outcome) {
    for (const model::MessageRef& message : publications_of(outcome.channel, outcome.entry))
        request_retention(message);
}

void Shard::request_retention(const model::MessageRef& message) {
    const auto owner =
        static_cast<ShardIndex>(base::StringHash{}(message->topic) % to_shards_.size());
    RetainRequest request{message};
    if (owner == index()) {
        handle(request);
    } else {
        post(owner, std::move(request));
    }
}

void Shard::handle(RetainRequest& request) {
    const bool full = relay_.retained_count() >= parts_.settings.retained_messages_max &&
                      !relay_.has_retained(request.message->topic);
    if (full) {
        base::log(LogLevel::warning, "message not retained: retained-messages-max is reached");
        return;
    }
    for (ShardIndex shard = 0; shard < to_shards_.size(); ++shard)
        if (shard != index()) post(shard, Retained{request.message});
    relay_.retain(request.message);
}

void Shard::publish(const model::MessageRef& message) {
    relay_.publish(message);
    for (ShardIndex shard = 0; shard < to_shards_.size(); ++shard)
        if (shard != index()) post(shard, Publication{message});
    if (message->retain) request_retention(message);
}

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
    if (before) act_on_device(before);
    if (std::holds_alternative<devices::RemovedChannel>(change)) enforce_channel_permissions();
}

void Shard::act_on_device(const model::DeviceRecord& before) {
    const auto client = clients_.find(before->client_id);
    if (client == clients_.end() || !client->second->connection) return;
    client->second->connection->on_device_changed(directory().find_device(before->id));
}

void Shard::enforce_channel_permissions() {
    for (const auto& [client_id, client] : clients_)
        if (client->connection) client->connection->enforce_permissions();
}

void Shard::handle(AdminReply& reply) {
    if (Connection* connection = connections_.find(reply.connection))
        static_cast<AdminConnection*>(connection)->on_reply(reply.line);
}

void Shard::handle(StopShard&) {
    stopping_ = true;
    acceptors_.clear();
    connections_.for_each([](Connection& connection) { connection.pause_reading(true); });
}

ShardIndex Shard::home_of(std::string_view client_id) const {
    return static_cast<ShardIndex>(base::StringHash{}(client_id) % to_shards_.size());
}

void Shard::want_channel(model::ChannelId channel) {
    if (relay_.wanted.add(channel)) post(WantChannel{channel, index(), true});
}

void Shard::release_channel(model::ChannelId channel) {
    if (relay_.wanted.remove(channel)) post(WantChannel{channel, index(), false});
}

base::Bytes Shard::borrow_buffer() {
    if (spare_buffers_.empty()) return {};
    base::Bytes buffer = std::move(spare_buffers_.back());
    spare_buffers_.pop_back();
    return buffer;
}

void Shard::return_buffer(base::Bytes buffer) {
    const bool worth_keeping = buffer.capacity() > base::Bytes{}.capacity() &&
                               buffer.capacity() <= spare_buffer_bytes_max &&
                               spare_buffers_.size() < spare_buffers_max;
    if (!worth_keeping) return;
    buffer.clear();
    spare_buffers_.push_back(std::move(buffer));
}

}  // namespace fieldcast::server
