// What one delivery costs inside the broker, without sockets. Budgets in ns on the 2-core reference
// machine, release build.

#include <benchmark/benchmark.h>

#include <string>

#include "broker/session.h"
#include "broker/subscriptions.h"

namespace fieldcast::broker {
namespace {

using base::Qos;

class Sink final : public Output {
  public:
    base::Bytes& buffer() override { return bytes_; }
    bool has_room_for(std::size_t) const override { return true; }
    void note_drop() override {}
    void write_out() { bytes_.clear(); }

  private:
    base::Bytes bytes_;
};

const SessionLimits limits{.in_flight_max = 64};

std::string topic(std::size_t i) {
    return "channels/" + std::to_string(i) + "/subscribe";
}

model::MessageRef make_message(Qos qos) {
    return std::make_shared<const model::Message>(
        model::Message{topic(1), std::string(48, 'x'), qos});
}

/// Budget: 60 ns at any number of filters.
void match_exact_filter(benchmark::State& state) {
    Session session("a", limits);
    Subscriptions subscriptions;
    const auto filters = static_cast<std::size_t>(state.range(0));
    for (std::size_t i = 0; i < filters; ++i) subscriptions.add(session, topic(i), Qos{});
    const std::string wanted = topic(filters / 2);
    for (auto _ : state) benchmark::DoNotOptimize(subscriptions.match(wanted));
}
BENCHMARK(match_exact_filter)->Arg(1)->Arg(1'000)->Arg(100'000);

/// Budget: 80 ns: the topic is remembered.
void match_among_wildcards(benchmark::State& state) {
    Session session("a", limits);
    Subscriptions subscriptions;
    for (std::size_t i = 0; i < 1'000; ++i)
        subscriptions.add(session, topic(i) + "/fields/+", Qos{});
    const std::string wanted = topic(500) + "/fields/field1";
    for (auto _ : state) benchmark::DoNotOptimize(subscriptions.match(wanted));
}
BENCHMARK(match_among_wildcards);

/// Budget: 2 µs: the first message of a topic after a wildcard filter has changed.
void resolve_among_wildcards(benchmark::State& state) {
    Session session("a", limits);
    Subscriptions subscriptions;
    for (std::size_t i = 0; i < 1'000; ++i)
        subscriptions.add(session, topic(i) + "/fields/+", Qos{});
    const std::string wanted = topic(500) + "/fields/field1";
    for (auto _ : state) {
        subscriptions.add(session, "other/+", Qos{});
        benchmark::DoNotOptimize(subscriptions.match(wanted));
    }
}
BENCHMARK(resolve_among_wildcards);

/// Budget per delivery: 30 ns at QoS 0, 60 ns at QoS 1 with its PUBACK.
void deliver_to_a_thousand(benchmark::State& state) {
    const auto qos = static_cast<Qos>(state.range(0));
    std::vector<std::unique_ptr<Session>> sessions;
    std::vector<Sink> sinks(1'000);
    for (Sink& sink : sinks) {
        sessions.push_back(std::make_unique<Session>("a", limits));
        sessions.back()->attach(&sink);
    }
    const model::MessageRef message = make_message(qos);
    std::uint16_t packet_id = 0;
    for (auto _ : state) {
        OutgoingPublish publish(message, false);
        ++packet_id;
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            sessions[i]->deliver(publish, qos);
            if (qos == Qos::at_least_once) sessions[i]->on_puback(packet_id);
            sinks[i].write_out();
        }
        if (packet_id == 65'535) packet_id = 0;
    }
    state.SetItemsProcessed(state.iterations() * 1'000);
}
BENCHMARK(deliver_to_a_thousand)->Arg(0)->Arg(1);

}  // namespace
}  // namespace fieldcast::broker
