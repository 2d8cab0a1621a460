#include "simulation/world.h"

#include <algorithm>

#include "simulation/verdict.h"
#include "storage/failing_disk.h"

namespace fieldcast::simulation {

using base::Milliseconds;
using base::Qos;
using storage::FailingDisk;

World::World(std::uint64_t seed, Folder folder, bool is_told_aloud)
    : dice_(seed),
      history_(is_told_aloud),
      plan_(make_plan(dice_)),
      messages_(plan_.has_tight_queues),
      server_({.settings = plan_.settings,
               .clock = clock_,
               .random = [this](std::span<unsigned char> bytes) { dice_.fill(bytes); },
               .folder = std::move(folder)}) {
    for (const ClientPlan& plan : plan_.clients) {
        clients_.emplace_back(SimulatedClient::Surroundings{history_, messages_, clock_,
                                                            plan_.settings.receive_maximum},
                              plan, clients_.size());
        unsent_.push_back(plan.messages);
    }
}

bool World::run() {
    history_.begin("{} shards, queues are {}", plan_.settings.shards,
                   plan_.has_tight_queues ? "tight" : "wide");
    for (const ClientPlan& plan : plan_.clients) history_.note("{}", describe(plan));
    start_server();
    for (std::size_t i = 0; i < plan_.steps && history_.is_sound(); ++i) take_step();
    if (history_.is_sound()) end();
    return history_.is_sound();
}

void World::take_step() {
    struct Choice {
        unsigned weight;
        Deed deed;
    };
    static constexpr Choice choices[] = {
        {240, &World::turn_of_shard},     {100, &World::turn_of_writer},
        {150, &World::client_reads},      {150, &World::client_writes},
        {130, &World::client_answers},    {110, &World::client_publishes},
        {50, &World::client_connects},    {40, &World::client_subscribes},
        {4, &World::client_unsubscribes}, {2, &World::client_pings},
        {2, &World::client_disconnects},  {12, &World::client_is_cut},
        {3, &World::client_vanishes},     {30, &World::time_passes},
        {2, &World::much_time_passes},    {1, &World::server_stops},
        {5, &World::server_is_killed},    {2, &World::disk_fails},
        {8, &World::disk_works},
    };
    static constexpr unsigned all = [] {
        unsigned sum = 0;
        for (const Choice& choice : choices) sum += choice.weight;
        return sum;
    }();
    std::size_t luck = dice_.below(all);
    const Choice* chosen = choices;
    while (luck >= chosen->weight) luck -= (chosen++)->weight;
    (this->*chosen->deed)();
}

// --- the server ---

void World::start_server() {
    FailingDisk::work_again();
    const auto started = server_.start();
    history_.demand(started.has_value(), "the server does not start: {}",
                    started ? "" : started.error().text);
    if (!started) return;
    for (const FoundSession& session : server_.found())
        history_.note("stored of {}: {}; {} messages", session.client_id,
                      fmt::join(session.filters, " "), session.packet_ids.size());
    Verdict(history_, messages_, plan_).judge_start(server_);
}

void World::turn_of_shard() {
    const auto shard = static_cast<unsigned>(dice_.below(server_.shard_count()));
    history_.begin("turn of shard {}", shard);
    server_.take_turn_of_shard(shard);
}

void World::turn_of_writer() {
    history_.begin("turn of the store writer");
    server_.take_turn_of_writer();
}

void World::server_stops() {
    history_.begin("the server stops and starts");
    FailingDisk::work_again();
    server_.stop();
    start_server();
}

void World::server_is_killed() {
    history_.begin("the server is killed and starts");
    server_.kill();
    messages_.crash(history_.step());
    start_server();
}

void World::disk_fails() {
    history_.begin("the disk fails soon");
    messages_.note_disk_failure();
    FailingDisk::fail_after(static_cast<int>(dice_.below(12)),
                            dice_.pick({SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC}));
}

void World::disk_works() {
    history_.begin("the disk works");
    FailingDisk::work_again();
}

// --- clients ---

void World::connect(SimulatedClient& client, bool forgets) {
    SocketPair sockets = make_socket_pair();
    client.connect(std::move(sockets.ours), forgets);
    server_.take_client(static_cast<unsigned>(dice_.below(server_.shard_count())),
                        std::move(sockets.servers));
}

void World::client_connects() {
    SimulatedClient& client = any_client();
    if (client.is_connected()) return;
    const bool forgets = !client.plan().is_steady && dice_.one_in(8);
    history_.begin("{} connects{}", client.name(), forgets ? ", clean" : "");
    connect(client, forgets);
}

void World::client_reads() {
    SimulatedClient& client = any_client();
    if (!client.is_connected()) return;
    history_.begin("{} reads", client.name());
    client.read(dice_.one_in(2) ? 4'096 : dice_.between(1, 60));
}

void World::client_writes() {
    SimulatedClient& client = any_client();
    if (!client.is_connected() || !client.has_to_write()) return;
    history_.begin("{} writes", client.name());
    client.write(dice_.one_in(2) ? 4'096 : dice_.between(1, 60));
}

void World::client_answers() {
    SimulatedClient& client = any_client();
    if (!client.is_connected() || !client.has_to_answer()) return;
    history_.begin("{} answers", client.name());
    client.answer(dice_.between(1, 4));
}

void World::client_publishes() {
    const std::size_t number = dice_.below(clients_.size());
    SimulatedClient& client = clients_[number];
    if (unsent_[number] == 0 || !client.may_publish()) return;
    history_.begin("{} publishes", client.name());
    for (std::size_t burst = dice_.between(1, 4); burst > 0; --burst) {
        if (unsent_[number] == 0 || !client.may_publish()) return;
        --unsent_[number];
        const auto& topics = client.plan().topics;
        client.publish({.topic = topics[dice_.below(topics.size())],
                        .qos = static_cast<Qos>(dice_.below(3)),
                        .padding = dice_.one_in(6) ? 200 : dice_.below(20)});
    }
}

void World::client_subscribes() {
    SimulatedClient& client = any_client();
    if (!client.is_welcome() || client.subscriptions().empty()) return;
    for (Subscription& subscription : client.subscriptions()) {
        if (!subscription.is_absent()) continue;
        history_.begin("{} subscribes", client.name());
        return client.subscribe(subscription);
    }
}

void World::client_unsubscribes() {
    SimulatedClient& client = any_client();
    if (!client.is_welcome() || client.plan().is_steady) return;
    Subscription& subscription = client.subscriptions()[dice_.below(client.subscriptions().size())];
    if (!subscription.is_standing()) return;
    history_.begin("{} unsubscribes", client.name());
    client.unsubscribe(subscription);
}

void World::client_pings() {
    SimulatedClient& client = any_client();
    if (!client.is_welcome()) return;
    history_.begin("{} pings", client.name());
    client.ping();
}

void World::client_disconnects() {
    SimulatedClient& client = any_client();
    if (!client.is_welcome()) return;
    history_.begin("{} disconnects", client.name());
    client.disconnect();
}

void World::client_is_cut() {
    SimulatedClient& client = any_client();
    if (!client.is_connected()) return;
    history_.begin("{} is cut off", client.name());
    client.lose_connection();
}

void World::client_vanishes() {
    SimulatedClient& client = any_client();
    if (!client.is_connected()) return;
    history_.begin("{} vanishes, its connection stays half open", client.name());
    half_open_.push_back(client.lose_connection());
}

// --- time ---

void World::time_passes() {
    const Milliseconds by{dice_.between(1, dice_.one_in(8) ? 600 : 30)};
    history_.begin("{} ms pass", by.count());
    clock_.advance(by);
}

void World::much_time_passes() {
    const base::Seconds by{dice_.pick({3, 40, 100, 3'000, 100'000})};
    history_.begin("{} s pass", by.count());
    clock_.advance(by);
}

}  // namespace fieldcast::simulation
