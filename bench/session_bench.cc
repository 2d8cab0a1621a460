// What one delivery costs inside a session, without sockets. Budgets in ns on the 2-core reference
// machine, release build.

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "broker/session.h"

namespace fieldcast::broker {
namespace {

using base::Qos;
using mqtt::ProtocolVersion;

class Sink final : public Output {
  public:
    base::Bytes& buffer() override { return bytes_; }
    bool has_room_for(std::size_t) const override { return true; }
    bool make_room_for(std::size_t) override { return true; }
    base::Instant now() const override { return {}; }
    void note_drop() override {}
    void note_done(std::uint16_t) override {}
    void write_out() { bytes_.clear(); }

  private:
    base::Bytes bytes_;
};

const SessionLimits limits{.in_flight_max = 256};

model::MessageRef make_message(Qos qos) {
    return std::make_shared<const model::Message>(model::Message{
        .topic = "channels/1/subscribe", .payload = std::string(48, 'x'), .qos = qos});
}

/// What one message costs for each of a thousand clients, the acknowledgement of QoS 1 included.
void deliver_to_a_thousand(benchmark::State& state, const ClientTerms& terms, const Grant& grant) {
    std::vector<std::unique_ptr<Session>> sessions;
    std::vector<Sink> sinks(1'000);
    for (Sink& sink : sinks) {
        sessions.push_back(
            std::make_unique<Session>(model::SessionId{1}, "a", limits, Durability::transient));
        sessions.back()->attach(sink, terms);
    }
    const model::MessageRef message = make_message(grant.qos);
    SharedPackets packets;
    std::uint16_t packet_id = 0;
    for (auto _ : state) {
        OutgoingPublish publish(message, {}, packets);
        if (++packet_id == 0) ++packet_id;
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            sessions[i]->deliver(publish, grant);
            if (grant.qos == Qos::at_least_once) sessions[i]->on_puback(packet_id);
            sinks[i].write_out();
        }
    }
    state.SetItemsProcessed(state.iterations() * 1'000);
}

const ClientTerms v3{.version = ProtocolVersion::v3_1_1};
const ClientTerms v5{.version = ProtocolVersion::v5};
const ClientTerms v5_with_aliases{.version = ProtocolVersion::v5, .topic_alias_maximum = 10};
const Grant qos_0{.qos = Qos::at_most_once};
const Grant qos_1{.qos = Qos::at_least_once};
const Grant qos_0_identified{.qos = Qos::at_most_once, .identifiers = {7}};

// Budgets: 30, 60, 30, 60, 90 and 90 ns.
BENCHMARK_CAPTURE(deliver_to_a_thousand, v3_qos_0, v3, qos_0);
BENCHMARK_CAPTURE(deliver_to_a_thousand, v3_qos_1, v3, qos_1);
BENCHMARK_CAPTURE(deliver_to_a_thousand, v5_qos_0, v5, qos_0);
BENCHMARK_CAPTURE(deliver_to_a_thousand, v5_qos_1, v5, qos_1);
BENCHMARK_CAPTURE(deliver_to_a_thousand, v5_with_aliases, v5_with_aliases, qos_0);
BENCHMARK_CAPTURE(deliver_to_a_thousand, v5_with_identifiers, v5, qos_0_identified);

/// A PUBACK that makes room for the next message. Budget: 150 ns at any window.
void acknowledge_with_a_full_window(benchmark::State& state) {
    const SessionLimits narrow{.in_flight_max = static_cast<std::size_t>(state.range(0))};
    Session session(model::SessionId{1}, "a", narrow, Durability::transient);
    Sink sink;
    session.attach(sink, v3);
    const model::MessageRef message = make_message(Qos::at_least_once);
    OutgoingPublish publish(message, {});
    for (std::size_t i = 0; i < narrow.in_flight_max; ++i) session.deliver(publish, qos_1);
    std::uint16_t packet_id = 0;
    for (auto _ : state) {
        if (++packet_id == 0) ++packet_id;
        session.on_puback(packet_id);
        session.deliver(publish, qos_1);
        sink.write_out();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(acknowledge_with_a_full_window)->Arg(4)->Arg(256);

/// A client that was away for 10,000 messages gets and acknowledges them. Budget: 250 ns each.
void catch_up(benchmark::State& state) {
    constexpr std::uint16_t count = 10'000;
    const model::MessageRef message = make_message(Qos::at_least_once);
    for (auto _ : state) {
        Session session(model::SessionId{1}, "a", limits, Durability::durable);
        for (std::uint16_t id = 1; id <= count; ++id)
            session.deliver({.message = message, .qos = Qos::at_least_once, .packet_id = id});
        Sink sink;
        session.attach(sink, v5);
        session.resume();
        for (std::uint16_t id = 1; id <= count; ++id) {
            session.on_puback(id);
            sink.write_out();
        }
    }
    state.SetItemsProcessed(state.iterations() * count);
}
BENCHMARK(catch_up);

}  // namespace
}  // namespace fieldcast::broker
