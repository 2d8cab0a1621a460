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
    start_server();
    for (std::size_t i = 0; i < plan_.steps && history_.is_sound(); ++i) take_step();
    if (!history_.is_sound() || !calm_down()) return false;
    Verdict(history_, messages_, plan_).judge(server_, clients_);
    if (history_.is_sound()) check_leftovers();
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
        {4, &World::server_is_killed},    {2, &World::disk_fails},
        {8, &World::disk_works},
    };
    static constexpr unsigned all = [] {
        unsigned sum = 0;
        for (const Choice& choice : choices) sum += choice.weight;
        return sum;
    }();
    std::size_t throw_ = dice_.below(all);
    const Choice* chosen = choices;
    while (throw_ >= chosen->weight) throw_ -= (chosen++)->weight;
    (this->*chosen->deed)();
}

// --- the server ---

void World::start_server() {
    FailingDisk::work_again();
    const auto started = server_.start();
    history_.demand(started.has_value(), "the server does not start: {}",
                    started ? "" : started.error().text);
    if (started) Verdict(history_, messages_, plan_).judge_start(server_);
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
    messages_.forget_refusals();
    start_server();
}

void World::disk_fails() {
    history_.begin("the disk fails soon");
    FailingDisk::fail_after(static_cast<int>(dice_.below(12)),
                            dice_.pick({SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC}));
}

void World::disk_works() {
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

// --- the end ---

/// False if something is not right, or never comes to rest.
bool World::calm_down() {
    constexpr int rounds_max = 1'500;
    constexpr int rounds_of_rest = 10;
    history_.begin("the faults stop");
    FailingDisk::work_again();
    half_open_.clear();
    int rest = 0;
    for (int round = 0; round < rounds_max && rest < rounds_of_rest; ++round) {
        history_.begin("a round without faults");
        round_without_faults();
        if (!history_.is_sound()) return false;
        rest = std::ranges::all_of(clients_, &SimulatedClient::is_settled) ? rest + 1 : 0;
    }
    for (const SimulatedClient& client : clients_)
        history_.demand(rest == rounds_of_rest || client.is_settled(), "no end: {}",
                        client.describe());
    return history_.is_sound();
}

void World::round_without_faults() {
    // Long enough in all for what the store writer puts off, too short for keep alive.
    clock_.advance(Milliseconds{60});
    for (SimulatedClient& client : clients_) {
        if (!client.is_connected()) connect(client, false);
        for (Subscription& subscription : client.subscriptions())
            if (client.is_welcome() && subscription.is_absent()) client.subscribe(subscription);
        client.answer(1'000);
        client.write(4'096);
    }
    server_.take_turns();
    for (SimulatedClient& client : clients_) client.read(4'096);
}

/// Nobody is owed anything: nothing may be left of it in the store.
void World::check_leftovers() {
    history_.begin("the server stops and starts for the last time");
    server_.stop();
    start_server();
    for (const FoundSession& session : server_.found())
        history_.demand(session.packet_ids.empty() && session.received == 0,
                        "the store still has {} messages and {} identifiers of {}",
                        session.packet_ids.size(), session.received, session.client_id);
}

}  // namespace fieldcast::simulation
