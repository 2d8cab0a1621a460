#pragma once
// A shard: one thread with one event loop, its own listeners, connections, sessions and
// subscriptions. Shards share nothing that they change; they talk by mail. Read run() first: it is
// the heart of the program.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/string_map.h"
#include "base/timer_wheel.h"
#include "channels/time_zones.h"
#include "channels/update.h"
#include "devices/directory.h"
#include "devices/verified_passwords.h"
#include "net/event_loop.h"
#include "net/listener.h"
#include "net/tls_context.h"
#include "server/acceptor.h"
#include "server/client.h"
#include "server/connection_table.h"
#include "server/device_watch.h"
#include "server/door.h"
#include "server/losses.h"
#include "server/post_office.h"
#include "server/relay.h"
#include "server/settings.h"
#include "server/spare_message.h"
#include "server/status_reports.h"
#include "server/weather_station.h"

namespace fieldcast::server {

class Shard {
  public:
    struct Parts {
        ShardIndex index = 0;
        const Settings& settings;
        std::string_view version = {};  ///< of the program, for `$SYS/broker/version`
        const base::Clock& clock;
        base::RandomSource random;
        channels::UpdateRules update_rules;
        channels::TimeZones time_zones = {};
        devices::Directory directory;
        devices::ServerSecret secret;
        const api::ServerFacts& facts;
        std::shared_ptr<const devices::AccessList> access;  ///< null: no access file
        std::vector<Door> doors;                            ///< for clients
        std::shared_ptr<const net::TlsContext> tls;         ///< null: no door needs it
        net::FileDescriptor admin_listener;                 ///< closed: none; on one shard only
    };

    Shard(Parts parts, PostOffice& post);
    ~Shard();

    /// Takes over what the store has kept. Call once, before run().
    void restore(std::vector<RestoredSession> sessions, model::SessionId first_session,
                 const std::vector<model::MessageRef>& retained);

    /// Until StopShard has come and all that was received is stored and answered.
    void run();

    /// One turn of run(), for whoever has all shards take theirs in one thread.
    void take_turn(base::Milliseconds wait_at_most);

    /// Serves an MQTT client whose connection somebody has accepted.
    void take_client(net::Accepted accepted);

    /// Serves a client that came in where `endpoint` says; its PROXY header has been read.
    void welcome(const Endpoint& endpoint, net::Accepted accepted);

    /// The same for a client that speaks MQTT over what another connection has begun. `viewer`: who
    /// it is if it brings no name; null: nobody.
    void take_mqtt_stream(std::unique_ptr<net::Stream> stream, const net::Address& peer,
                          const std::optional<Viewer>& viewer);

    // --- for the connections of this shard ---

    [[nodiscard]] ShardIndex index() const { return parts_.index; }
    [[nodiscard]] const Settings& settings() const { return parts_.settings; }
    [[nodiscard]] const base::RandomSource& random() const { return parts_.random; }
    [[nodiscard]] const channels::UpdateRules& update_rules() const { return parts_.update_rules; }
    [[nodiscard]] const channels::UpdateRules& rest_rules() const { return rest_rules_; }
    [[nodiscard]] const channels::TimeZones& time_zones() const { return parts_.time_zones; }
    [[nodiscard]] const devices::Directory& directory() const { return parts_.directory; }
    [[nodiscard]] const devices::ServerSecret& secret() const { return parts_.secret; }
    [[nodiscard]] const Permissions& permissions() const { return permissions_; }
    [[nodiscard]] devices::VerifiedPasswords& passwords() { return passwords_; }
    [[nodiscard]] const devices::AccessList* access() const { return parts_.access.get(); }
    [[nodiscard]] const broker::SessionLimits& session_limits() const { return session_limits_; }
    [[nodiscard]] Relay& relay() { return relay_; }
    [[nodiscard]] SpareMessage& spare_message() { return spare_message_; }
    [[nodiscard]] Clients& clients() { return clients_; }
    [[nodiscard]] Losses& losses() { return losses_; }
    [[nodiscard]] DeviceWatch& watch() { return watch_; }
    [[nodiscard]] std::string_view version() const { return parts_.version; }
    [[nodiscard]] const api::ServerFacts& facts() const { return parts_.facts; }

    /// The certificate authority that our clients need, if it is our own, as PEM; empty: it is not.
    [[nodiscard]] std::string_view ca_pem() const {
        return parts_.tls ? parts_.tls->ca_pem() : std::string_view{};
    }

    /// What is counted as it happens.
    [[nodiscard]] Traffic& count() { return traffic_; }
    /// All figures of this shard, as of now.
    [[nodiscard]] Traffic traffic() const;
    /// Publishes and retains on all shards, without the store.
    void publish_status(const model::MessageRef& message);
    [[nodiscard]] net::EventLoop& loop() { return loop_; }
    [[nodiscard]] base::TimerWheel& timers() { return timers_; }
    [[nodiscard]] bool is_stopping() const { return stopping_; }

    /// The beginning of this turn.
    [[nodiscard]] base::Instant now() const { return now_; }
    [[nodiscard]] base::Timestamp wall_time() const { return parts_.clock.wall_time(); }
    [[nodiscard]] Moment moment() const { return {now_, wall_time()}; }

    [[nodiscard]] unsigned shard_count() const { return static_cast<unsigned>(to_shards_.size()); }

    /// Where a Client Identifier's session lives.
    [[nodiscard]] ShardIndex home_of(std::string_view client_id) const;

    // Letters leave at the end of the turn, before anything is written to sockets.
    template <class Content>
    void post(Content content) {
        to_writer_.emplace_back(std::move(content));
    }
    template <class Content>
    void post(ShardIndex shard, Content content) {
        to_shards_[shard].emplace_back(std::move(content));
    }

    /// Whether a message has to pass the store writer before it is relayed: somebody is owed it,
    /// or its identifier must be remembered.
    [[nodiscard]] bool needs_store(const model::Message& message, const Publisher& publisher) const;

    /// Whose threads have a reference to a message.
    enum class Holders : std::uint8_t { this_shard, several_shards };
    /// Relays a message of a general topic on all shards that may want it.
    Holders publish(const model::MessageRef& message);

    /// Publishes a will, to a channel or a general topic, as far as `who` may.
    void publish_will(const Identity& who, model::Message message);

    /// What a payload on a channel's topic says, if `who` may publish it.
    [[nodiscard]] base::Result<model::FeedUpdate, model::Refusal> parse_channel_publish(
        const Identity& who, std::string_view topic, std::string_view payload) const;

    /// Sends the letters before the end of the turn, so that others work while this shard does.
    void send_mail();

    /// Posts a letter whose outcome comes back to its publisher's connection, in order.
    template <class Letter>
    void ask(Letter letter) {
        letter.publisher.shard = index();
        post(std::move(letter));
        ++pending_stores_;
    }

    void ask(StoreTask task) {
        task.shard = index();
        post(std::move(task));
        ++pending_stores_;
    }

    /// At once, as the writer's letters do not wait for it.
    void ask(PasswordTask task) {
        task.shard = index();
        post_.passwords.post(std::move(task));
        ++pending_stores_;
    }

    /// Who had a session that was kept, as far as is known without a CONNECT.
    [[nodiscard]] Identity identity_of(std::string_view client_id, std::string_view owner) const;

    /// What `client_id` may do with general topics; null: nothing restricts it.
    [[nodiscard]] std::shared_ptr<const Access> access_for(const devices::Who& who) const;

    /// For filters as clients write them, `$share/…` too.
    [[nodiscard]] std::optional<model::Refusal> refusal_of_filter(const Identity& who,
                                                                  std::string_view filter) const;

    /// Tells the owner of a device, or the log where there is none.
    void record(const Identity& who, model::DeviceEvent event);

    /// Relays to `session` what the subscription, which is a new one, selects; other shards and the
    /// store writer learn of it.
    void add_to_relay(broker::Session& session, const model::Subscription& subscription);
    void remove_from_relay(const broker::Session& session, std::string_view filter);

    void touch(ConnectionId connection) { touched_.push_back(connection); }
    /// Reads the connection in the next turn, whether its socket has bytes or not.
    void read_again(ConnectionId connection) { unread_.push_back(connection); }
    /// `stream` is what there is to close; null: nothing.
    void bury(ConnectionId connection, std::unique_ptr<net::Stream> stream) {
        buried_.push_back({connection, std::move(stream)});
    }

    /// What one connection may bring in one turn, so that the others get theirs.
    static constexpr std::size_t read_size = 64 * 1024;

    /// Room for the largest packet that comes in parts, and for `read_size` behind it.
    [[nodiscard]] std::span<char> read_buffer() { return {read_buffer_.get(), read_buffer_size_}; }
    [[nodiscard]] std::unique_ptr<base::Bytes> borrow_buffer();
    void return_buffer(std::unique_ptr<base::Bytes> buffer);

  private:
    /// Wakes the loop when there is mail.
    class MailWatch;

    struct Buried {
        ConnectionId connection;
        std::unique_ptr<net::Stream> stream;
    };

    void open_doors();
    void accept(const Endpoint& endpoint, net::Accepted accepted);
    [[nodiscard]] std::uint64_t connections_everywhere() const;
    [[nodiscard]] bool is_full(const net::Address& refused) const;
    template <class Kind, class... Extra>
    void adopt(std::unique_ptr<net::Stream> stream, const net::Address& peer,
               base::BytesView received, Extra&&... extra);
    void want(model::ChannelId channel);
    void release(model::ChannelId channel);
    [[nodiscard]] bool is_done() const;
    void post_packed(ShardIndex shard, const model::Message& message);
    void close_all();
    void receive_mail();
    void publish_figures();
    void read_unread();
    void flush();
    void bury();
    [[nodiscard]] base::Milliseconds longest_wait();

    void handle(CommittedGroup& group);
    void handle(const QueueFull& full);
    void handle(MoveConnection& move);
    void handle(PackedMessages& messages);
    void handle(const Publication& publication) { relay_.publish(publication.message, now_); }
    void handle(const Retained& retained) { relay_.retain(retained.message, now_); }
    void handle(const LastEntry& last);
    void handle(const DirectoryChanges& announced);
    void handle(const AccessChanged& changed);
    void handle(TlsChanged& changed) { parts_.tls = std::move(changed.tls); }
    void handle(const TrafficReport& report) { status_reports_.take(report.shard, report.traffic); }
    void handle(AdminReply& reply);
    void handle(TaskDone& done);
    void handle(StopShard&);
    [[nodiscard]] bool is_same_user(const Identity& who, const devices::AccessList* before) const;
    void apply(const devices::DirectoryChange& change);
    void act_on_device(const model::DeviceRecord& before);
    void acknowledge(const Outcome& outcome);
    void publish_will_to_channel(const Identity& who, const model::Message& message);
    void enforce_viewers();
    void tell_weather_station(const devices::DirectoryChange& change);
    void enforce_permissions();
    void enforce_permissions(Client& client);

    Parts parts_;
    PostOffice& post_;
    channels::UpdateRules rest_rules_;  ///< update_rules with the tolerances of REST
    Permissions permissions_;
    broker::SessionLimits session_limits_;
    net::EventLoop loop_;
    base::Instant now_;
    base::TimerWheel timers_;
    Relay relay_;
    SpareMessage spare_message_;
    SparePacks spare_packs_;
    devices::VerifiedPasswords passwords_;
    Clients clients_;
    Losses losses_;
    DeviceWatch watch_;
    Traffic traffic_;
    StatusReports status_reports_;
    WeatherStation weather_station_;
    ConnectionTable connections_;
    std::unique_ptr<MailWatch> mail_watch_;
    std::vector<std::unique_ptr<Acceptor>> acceptors_;
    std::vector<ShardLetter> mail_;  ///< that is being read
    std::vector<WriterLetter> to_writer_;
    std::vector<std::vector<ShardLetter>> to_shards_;
    std::vector<ConnectionId> touched_;
    std::vector<ConnectionId> unread_;
    std::vector<Buried> buried_;
    std::size_t read_buffer_size_;
    std::unique_ptr<char[]> read_buffer_;
    std::vector<std::unique_ptr<base::Bytes>> spare_buffers_;
    std::size_t spare_bytes_ = 0;  ///< that they have room for
    int pending_stores_ = 0;  ///< letters to the store or the password worker without answer yet
    bool stopping_ = false;
};

}  // namespace fieldcast::server
