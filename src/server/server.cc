#include "server/server.h"

#include <thread>
#include <vector>

#include "net/listener.h"
#include "server/shard.h"
#include "server/store_writer.h"

namespace fieldcast::server {
namespace {

unsigned shard_count(const Settings& settings) {
    if (settings.shards > 0) return settings.shards;
    return std::max(1U, std::thread::hardware_concurrency());
}

devices::Directory make_directory(const storage::DirectoryContents& contents) {
    devices::Directory directory;
    for (const auto& user : contents.users) directory.apply(user);
    for (const auto& channel : contents.channels) directory.apply(channel);
    for (const auto& device : contents.devices) directory.apply(device);
    return directory;
}

using Listeners = std::vector<net::FileDescriptor>;

/// One listener per shard on the same port, or closed ones where there is none.
net::Result<Listeners> listen_on_all_shards(const Settings& settings, unsigned shards) {
    Listeners listeners(shards);
    if (settings.mqtt_port == 0) return listeners;
    TRY(net::ensure_port_is_free(settings.bind_address, settings.mqtt_port));
    for (net::FileDescriptor& listener : listeners)
        listener = TRY(net::listen_tcp(settings.bind_address, settings.mqtt_port));
    return listeners;
}

}  // namespace

class Server::Threads {
  public:
    Threads(Settings settings, unsigned shards) : settings_(std::move(settings)), post_(shards) {}

    net::Result<void> prepare(Parts parts) {
        auto contents = parts.store->directory().load();
        if (!contents) return std::unexpected(contents.error().text);
        const devices::Directory directory = make_directory(*contents);
        const auto shards = static_cast<unsigned>(post_.shards.size());
        const channels::UpdateRules update_rules{
            .payload_bytes_max = settings_.channel_payload_bytes_max,
            .value_bytes_max = settings_.value_bytes_max,
            .offset_of = std::move(parts.time_zones)};
        // First, so that whoever can connect can administer.
        net::FileDescriptor admin = TRY(net::listen_unix(parts.data_folder, admin_socket_name));
        Listeners listeners = TRY(listen_on_all_shards(settings_, shards));
        for (ShardIndex i = 0; i < shards; ++i)
            shards_.push_back(
                std::make_unique<Shard>(Shard::Parts{.index = i,
                                                     .settings = settings_,
                                                     .version = parts.version,
                                                     .clock = parts.clock,
                                                     .random = parts.random,
                                                     .update_rules = update_rules,
                                                     .directory = directory,
                                                     .secret = parts.secret,
                                                     .access = parts.access,
                                                     .mqtt_listener = std::move(listeners[i]),
                                                     .admin_listener = std::move(admin)},
                                        post_));
        writer_ = std::make_unique<StoreWriter>(
            StoreWriter::Parts{.store = std::move(parts.store),
                               .directory = directory,
                               .secret = parts.secret,
                               .random = std::move(parts.random),
                               .clock = parts.clock,
                               .administration = std::move(parts.administration),
                               .queue_limits = {.messages_max = settings_.queued_messages_max,
                                                .bytes_max = settings_.queued_bytes_max},
                               .retained_messages_max = settings_.retained_messages_max},
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
        for (const auto& shard : shards_)
            shard_threads_.emplace_back([&shard = *shard] { shard.run(); });
    }

    void set_access(const std::shared_ptr<const devices::AccessList>& access) {
        for (auto& mailbox : post_.shards) mailbox.post(AccessChanged{access});
    }

    /// Shards first: they wait until the writer has answered all that they received.
    void stop() {
        if (!writer_thread_.joinable()) return;
        for (auto& mailbox : post_.shards) mailbox.post(StopShard{});
        for (std::thread& thread : shard_threads_) thread.join();
        post_.writer.post(StopWriter{});
        writer_thread_.join();
    }

  private:
    const Settings settings_;
    PostOffice post_;
    std::vector<std::unique_ptr<Shard>> shards_;
    std::unique_ptr<StoreWriter> writer_;
    std::vector<std::thread> shard_threads_;
    std::thread writer_thread_;
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

void Server::stop() {
    threads_->stop();
}

}  // namespace fieldcast::server
