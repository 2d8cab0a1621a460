// How a world ends: without faults everything comes to rest, and nothing may be missing or too
// much.

#include <algorithm>

#include "simulation/verdict.h"
#include "simulation/world.h"
#include "storage/failing_disk.h"

namespace fieldcast::simulation {

void World::end() {
    history_.begin("the faults stop");
    storage::FailingDisk::work_again();
    half_open_.clear();
    calm_down(nullptr);
    if (history_.is_sound()) Verdict(history_, messages_, plan_).judge(server_, clients_);
    if (history_.is_sound() && plan_.has_tight_queues) check_full_queue();
    if (history_.is_sound()) check_leftovers();
}

/// Until all but the one who is `away` are settled, and a little longer.
void World::calm_down(const SimulatedClient* away) {
    constexpr int rounds_max = 1'500;
    constexpr int rounds_of_rest = 10;
    const auto is_at_rest = [away](const SimulatedClient& client) {
        return &client == away || client.is_settled();
    };
    int rest = 0;
    for (int round = 0; round < rounds_max && rest < rounds_of_rest; ++round) {
        history_.begin("a round without faults");
        round_without_faults(away);
        if (!history_.is_sound()) return;
        rest = std::ranges::all_of(clients_, is_at_rest) ? rest + 1 : 0;
    }
    for (const SimulatedClient& client : clients_)
        history_.demand(rest == rounds_of_rest || is_at_rest(client), "no end: {}",
                        client.describe());
}

void World::round_without_faults(const SimulatedClient* away) {
    // Long enough in all for what the store writer puts off, too short for keep alive.
    clock_.advance(base::Milliseconds{60});
    for (SimulatedClient& client : clients_) {
        if (&client == away) continue;
        if (!client.is_connected()) connect(client, false);
        for (Subscription& subscription : client.subscriptions())
            if (client.is_welcome() && subscription.is_absent()) client.subscribe(subscription);
        client.answer(1'000);
        client.write(4'096);
    }
    server_.take_turns();
    for (SimulatedClient& client : clients_)
        if (client.is_connected()) client.read(4'096);
}

/// A client that is away gets as many messages as may wait for it: the first ones.
void World::check_full_queue() {
    const auto found = std::ranges::find_if(clients_, [](const SimulatedClient& client) {
        return client.keeps_session() && client.plan().is_steady && !client.is_member() &&
               client.is_subscribed_to("t/a");
    });
    if (found == clients_.end()) return;
    SimulatedClient& publisher = clients_.front();
    history_.begin("more is published for {} than may wait", found->name());
    found->disconnect();
    calm_down(&*found);
    const MessageNumber first = messages_.size();
    const std::size_t allowed = plan_.settings.queued_messages_max;
    for (std::size_t i = 0; i < allowed + 3; ++i) {
        publisher.publish({.topic = "t/a", .qos = base::Qos::at_least_once});
        calm_down(&*found);
    }
    calm_down(nullptr);
    for (std::size_t i = 0; i < allowed + 3; ++i)
        history_.demand((found->reception().count(first + i) > 0) == (i < allowed),
                        "{} messages may wait for {}: wrong of #{}", allowed, found->name(),
                        first + i);
}

/// Nobody is owed anything: nothing may be left of it in the store.
void World::check_leftovers() {
    history_.begin("the server stops and starts for the last time");
    server_.stop();
    start_server();
    for (const FoundSession& session : server_.found())
        history_.demand(
            session.packet_ids.empty() && (session.received == 0 || messages_.has_open_fates()),
            "the store still has {} messages and {} identifiers of {}", session.packet_ids.size(),
            session.received, session.client_id);
}

}  // namespace fieldcast::simulation
