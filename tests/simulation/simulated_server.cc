#include "simulation/simulated_server.h"

#include <fmt/format.h>

#include "devices/credentials.h"
#include "server/stored_directory.h"
#include "simulation/plan.h"
#include "storage/embedded/embedded_store.h"

namespace fieldcast::simulation {
namespace {

constexpr devices::ServerSecret secret{};
const api::ServerFacts facts{};

/// Rounds of turns after which a server that gets nothing new has answered everything.
constexpr int rounds_to_answer = 8;

/// Bounds so small that a few entries are sealed.
storage::Bounds small_bounds() {
    storage::Bounds bounds;
    bounds.chunk_entries = 8;
    bounds.piece_entries = 16;
    bounds.packet_block_bytes = 64;
    bounds.message_block_bytes = 256;
    return bounds;
}

FoundSession summary_of(const server::RestoredSession& session) {
    FoundSession found{.client_id = session.session.client_id, .received = session.received.size()};
    for (const model::Subscription& subscription : session.subscriptions)
        found.filters.push_back(subscription.filter);
    for (const broker::Delivery& delivery : session.deliveries) {
        found.packet_ids.push_back(delivery.packet_id);
        found.bytes += delivery.message->topic.size() + delivery.message->payload.size();
    }
    return found;
}

}  // namespace

SimulatedServer::~SimulatedServer() {
    drop();
}

storage::Result<void> SimulatedServer::start() {
    auto store = TRY(storage::EmbeddedStore::open(parts_.folder.path(), small_bounds()));
    return wire(std::move(store));
}

/// As Server::Threads::prepare does, without listeners and threads.
storage::Result<void> SimulatedServer::wire(std::unique_ptr<storage::Store> store) {
    const server::Settings& settings = parts_.settings;
    const devices::Directory directory = TRY(server::load_directory(*store));
    store_ = store.get();
    post_ = std::make_unique<server::PostOffice>(settings.shards);
    for (server::ShardIndex i = 0; i < settings.shards; ++i)
        shards_.push_back(
            std::make_unique<server::Shard>(server::Shard::Parts{.index = i,
                                                                 .settings = settings,
                                                                 .clock = parts_.clock,
                                                                 .random = parts_.random,
                                                                 .update_rules = {},
                                                                 .directory = directory,
                                                                 .secret = secret,
                                                                 .facts = facts,
                                                                 .access = nullptr,
                                                                 .doors = {},
                                                                 .tls = nullptr,
                                                                 .admin_listener = {}},
                                            *post_));
    writer_ = std::make_unique<server::StoreWriter>(
        server::StoreWriter::Parts{.store = std::move(store),
                                   .directory = directory,
                                   .secret = secret,
                                   .random = parts_.random,
                                   .clock = parts_.clock,
                                   .administration = [](auto&, auto) { return std::string{}; },
                                   .queue_limits = {.messages_max = settings.queued_messages_max,
                                                    .bytes_max = settings.queued_bytes_max},
                                   .retained_messages_max = settings.retained_messages_max,
                                   .facts = facts},
        *post_);
    return restore();
}

storage::Result<void> SimulatedServer::restore() {
    const auto home_of = [this](std::string_view id) { return shards_.front()->home_of(id); };
    server::StoreWriter::Start start = TRY(writer_->restore(home_of));
    found_.clear();
    for (server::ShardIndex i = 0; i < shards_.size(); ++i) {
        for (const server::RestoredSession& session : start.sessions[i])
            found_.push_back(summary_of(session));
        shards_[i]->restore(std::move(start.sessions[i]),
                            model::SessionId{start.next_session.value + i}, start.retained);
    }
    return {};
}

void SimulatedServer::stop() {
    for (auto& mailbox : post_->shards) mailbox.post(server::StopShard{});
    for (int round = 0; round < rounds_to_answer; ++round) take_turns();
    for (const auto& shard : shards_) shard->run();  // waits for nothing any more
    post_->writer.post(server::StopWriter{});
    writer_->run();
    drop();
}

void SimulatedServer::kill() {
    Folder left_behind = parts_.folder.copy();
    drop();
    parts_.folder = std::move(left_behind);
}

void SimulatedServer::drop() {
    store_ = nullptr;
    writer_.reset();
    shards_.clear();
    post_.reset();
}

void SimulatedServer::take_turn_of_shard(unsigned shard) {
    shards_[shard]->take_turn(base::Milliseconds::zero());
}

void SimulatedServer::take_turn_of_writer() {
    writer_->take_turn(base::Milliseconds::zero());
}

void SimulatedServer::take_turns() {
    for (unsigned shard = 0; shard < shard_count(); ++shard) take_turn_of_shard(shard);
    take_turn_of_writer();
}

void SimulatedServer::take_client(unsigned shard, net::FileDescriptor socket) {
    shards_[shard]->take_client(
        {std::move(socket), net::Address{.family = net::Address::Family::unix_socket}});
}

std::vector<model::Entry> SimulatedServer::entries_of(model::ChannelId channel) {
    constexpr std::size_t all = 1'000'000;
    return store_->feeds().newest(channel, all).value_or(std::vector<model::Entry>{});
}

namespace {

model::Channel make_channel(model::ChannelId id) {
    model::Channel channel;
    channel.id = id;
    channel.name = "simulated";
    channel.field_labels[0] = "message";
    return channel;
}

model::Device make_device(model::DeviceId id, std::string client_id) {
    model::Device device;
    device.id = id;
    device.client_id = std::move(client_id);
    device.password_hash = devices::hash_device_password(secret, password);
    for (std::uint64_t channel = 1; channel <= channels_max; ++channel)
        device.permissions.push_back(
            {.channel = model::ChannelId{channel}, .publish = true, .subscribe = true});
    return device;
}

storage::Result<void> fill_directory(storage::Store& store) {
    storage::DirectoryStore& directory = store.directory();
    for (std::size_t i = 0; i < channels_max; ++i) {
        const model::ChannelId id = TRY(directory.next_channel_id());
        TRY(directory.put(make_channel(id)));
    }
    for (std::size_t i = 0; i < devices_max; ++i) {
        const model::DeviceId id = TRY(directory.next_device_id());
        TRY(directory.put(make_device(id, client_id_of(i))));
    }
    return store.commit();
}

}  // namespace

Folder make_template_folder() {
    Folder folder;
    const auto store = storage::EmbeddedStore::open(folder.path(), small_bounds());
    ASSERT(store && fill_directory(**store));
    return folder;
}

}  // namespace fieldcast::simulation
