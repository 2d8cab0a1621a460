#include "server/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "net/listener.h"
#include "server/password_worker.h"
#include "server/shard.h"
#include "server/store_writer.h"

namespace fieldcast::server {
namespace {

unsigned shard_count(const Settings& settings) {
    if (settings.shards > 0) return settings.shards;
    return std::max(1U, std::thread::hardware_concurrency());
}

/// One door per shard on the same port.
net::Result<void> open_doors(const Endpoint& endpoint, std::vector<std::vector<Door>>& doors) {
    TRY(net::ensure_port_is_free(endpoint.address, endpoint.port));
    for (std::vector<Door>& of_shard : doors) {
        net::FileDescriptor listener = TRY(net::listen_tcp(endpoint.address, endpoint.port));
        of_shard.push_back({std::move(listener), endpoint});
    }
    return {};
}

/// The same, or on the endpoint's other port, which becomes its port then.
net::Result<void> open_doors_somewhere(Endpoint& endpoint, std::vector<std::vector<Door>>& doors) {
    const auto opened = open_doors(endpoint, doors);
    if (opened) return {};
    if (endpoint.port_otherwise == 0)
        return std::unexpected(fmt::format("{}: {}", endpoint.option, opened.error()));
    endpoint.port = std::exchange(endpoint.port_otherwise, std::uint16_t{0});
    const auto moved = open_doors(endpoint, doors);
    if (!moved)
        return std::unexpected(fmt::format("{}: {}; nor: {}. Choose one with --{}, 0 for none.",
                                           endpoint.option, opened.error(), moved.error(),
                                           endpoint.option));
    base::log(base::LogLevel::warning, "{}; {} stands in. Choose another one with --{}.",
              opened.error(), endpoint.url(), endpoint.option);
    return {};
}

/// The doors of each shard.
net::Result<std::vector<std::vector<Door>>> open_doors(std::vector<Endpoint>& endpoints,
                                                       unsigned shards) {
    std::vector<std::vector<Door>> doors(shards);
    for (Endpoint& endpoint : endpoints) TRY(open_doors_somewhere(endpoint, doors));
    return doors;
}

api::ServerFacts facts_of(const Parts& parts, const std::vector<Endpoint>& endpoints) {
    api::ServerFacts facts{.version = std::string{parts.version},
                           .host_name = parts.host_name,
                           .has_own_ca = parts.tls && !parts.tls->ca_pem().empty(),
                           .started_at = parts.clock.wall_time()};
    for (const Endpoint& endpoint : endpoints)
        facts.doors.push_back({.transport = std::string{transport_of(endpoint)},
                               .port = endpoint.port,
                               .url = public_url(endpoint, parts.host_name)});
    return facts;
}

}  // namespace

class Server::Threads {
  public:
    Threads(Settings settings, unsigned shards)
        : settings_(std::move(settings)), endpoints_(endpoints_of(settings_)), post_(shards) {}

    net::Result<void> prepare(Parts parts) {
        const auto shards = static_cast<unsigned>(post_.shards.size());
        const channels::UpdateRules update_rules{
            .payload_bytes_max = settings_.channel_payload_bytes_max,
            .value_bytes_max = settings_.value_bytes_max,
            .offset_of = parts.time_zones.offset_of};
        // First, so that whoever can connect can administer.
        net::FileDescriptor admin = TRY(net::listen_unix(parts.data_folder, admin_socket_name));
        auto doors = TRY(open_doors(endpoints_, shards));
        ASSERT(parts.tls || std::ranges::none_of(endpoints_, &Endpoint::is_tls));
        facts_ = facts_of(parts, endpoints_);
        passwords_ = std::make_unique<PasswordWorker>(parts.clock, post_);
        for (ShardIndex i = 0; i < shards; ++i)
            shards_.push_back(
                std::make_unique<Shard>(Shard::Parts{.index = i,
                                                     .settings = settings_,
                                                     .version = parts.version,
                                                     .clock = parts.clock,
                                                     .random = parts.random,
                                                     .update_rules = update_rules,
                                                     .time_zones = parts.time_zones,
                                                     .directory = parts.directory,
                                                     .secret = parts.secret,
                                                     .facts = facts_,
                                                     .access = parts.access,
                                                     .doors = std::move(doors[i]),
                                                     .tls = parts.tls,
                                                     .admin_listener = std::move(admin)},
                                        post_));
        writer_ = std::make_unique<StoreWriter>(
            StoreWriter::Parts{.store = std::move(parts.store),
                               .directory = std::move(parts.directory),
                               .secret = parts.secret,
                               .random = std::move(parts.random),
                               .clock = parts.clock,
                               .administration = std::move(parts.administration),
                               .queue_limits = {.messages_max = settings_.queued_messages_max,
                                                .bytes_max = settings_.queued_bytes_max},
                               .retained_messages_max = settings_.retained_messages_max,
                               .facts = facts_,
                               .data_folder = parts.data_folder,
                               .tls = parts.tls},
            post_);
        return restore();
    }

    /// Hands out what the store has kept of sessions and retained messages.
    net::Result<void> restore() {
        const auto home_of = [this](std::string_view id) { return shards_.front()->home_of(id); };
        auto start = writer_->restore(home_of);
        if (!start) return std::unexpected(start.error().text);
        for (ShardIndex i = 0; i < shards_.size(); ++i)
            shards_[i]->restore(std::move(start->sessions[i]),
                                model::SessionId{start->next_session.value + i}, start->retained);
        return {};
    }

    void start() {
        writer_thread_ = std::thread([this] { writer_->run(); });
        password_thread_ = std::thread([this] { passwords_->run(); });
        for (const auto& shard : shards_)
            shard_threads_.emplace_back([&shard = *shard] { shard.run(); });
    }

    void set_access(const std::shared_ptr<const devices::AccessList>& access) {
        for (auto& mailbox : post_.shards) mailbox.post(AccessChanged{access});
    }

    void set_tls(const std::shared_ptr<const net::TlsContext>& tls) {
        for (auto& mailbox : post_.shards) mailbox.post(TlsChanged{tls});
        post_.writer.post(TlsChanged{tls});
    }

    [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return endpoints_; }

    /// Shards first: they wait until the others have answered all that they asked.
    void stop() {
        if (!writer_thread_.joinable()) return;
        for (auto& mailbox : post_.shards) mailbox.post(StopShard{});
        for (std::thread& thread : shard_threads_) thread.join();
        post_.writer.post(StopWriter{});
        post_.passwords.post(StopPasswordWorker{});
        writer_thread_.join();
        password_thread_.join();
    }

  private:
    const Settings settings_;
    std::vector<Endpoint> endpoints_;
    api::ServerFacts facts_;
    PostOffice post_;
    std::vector<std::unique_ptr<Shard>> shards_;
    std::unique_ptr<StoreWriter> writer_;
    std::unique_ptr<PasswordWorker> passwords_;
    std::vector<std::thread> shard_threads_;
    std::thread writer_thread_;
    std::thread password_thread_;
};

base::Result<std::unique_ptr<Server>, std::string> Server::start(Settings settings, Parts parts) {
    const unsigned shards = shard_count(settings);
    auto threads = std::make_unique<Threads>(std::move(settings), shards);
    TRY(threads->prepare(std::move(parts)));
    threads->start();
    return std::unique_ptr<Server>(new Server(std::move(threads)));
}

Server::Server(std::unique_ptr<Threads> threads) : threads_(std::move(threads)) {}

Server::~Server() {
    stop();
}

void Server::set_access(const std::shared_ptr<const devices::AccessList>& access) {
    threads_->set_access(access);
}

void Server::set_tls(const std::shared_ptr<const net::TlsContext>& tls) {
    threads_->set_tls(tls);
}

const std::vector<Endpoint>& Server::endpoints() const {
    return threads_->endpoints();
}

void Server::stop() {
    threads_->stop();
}

}  // namespace fieldcast::server
