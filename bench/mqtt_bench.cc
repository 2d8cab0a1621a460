// What the codec costs per packet. Budgets are for one core of the machine in bench/README.md.

#include <benchmark/benchmark.h>

#include "mqtt/decode.h"
#include "mqtt/encode.h"
#include "mqtt/properties.h"
#include "mqtt/topic.h"

namespace fieldcast::mqtt {
namespace {

/// 64 bytes in all at QoS 0 (66 at QoS 1): a reading of one sensor.
Publish reading(Qos qos) {
    return {.qos = qos,
            .packet_id = 1,
            .topic = "plant/7/boiler/2/temperature",
            .payload = "field1=21.50&field2=48.1&status=ok"};
}

constexpr auto v3_1_1 = ProtocolVersion::v3_1_1;
constexpr auto v5 = ProtocolVersion::v5;

Bytes encoded(ProtocolVersion version, const Publish& publish) {
    Bytes out;
    append_publish(out, version, publish);
    return out;
}

/// The level that a benchmark's second argument names.
ProtocolVersion version_of(const benchmark::State& state) {
    return static_cast<ProtocolVersion>(state.range(1));
}

void next_frame_of_publish(benchmark::State& state) {  // budget: 15 ns
    const Bytes bytes = encoded(v3_1_1, reading(Qos::at_least_once));
    for (auto _ : state) {
        BytesView view = bytes;
        benchmark::DoNotOptimize(view);
        benchmark::DoNotOptimize(next_frame(view, v3_1_1, 1 << 18));
    }
}
BENCHMARK(next_frame_of_publish);

void decode_publish_of_64_bytes(benchmark::State& state) {  // budget: 40 ns with its frame
    const ProtocolVersion version = version_of(state);
    const Bytes bytes = encoded(version, reading(static_cast<Qos>(state.range(0))));
    for (auto _ : state) {
        BytesView view = bytes;
        benchmark::DoNotOptimize(view);
        const auto frame = next_frame(view, version, 1 << 18);
        benchmark::DoNotOptimize(decode_publish(version, (*frame)->flags, (*frame)->body));
    }
    state.SetLabel(std::to_string(bytes.size()) + " bytes");
}
BENCHMARK(decode_publish_of_64_bytes)->ArgNames({"qos", "level"})->ArgsProduct({{0, 1}, {4, 5}});

/// As request and response over MQTT 5.0 look.
void decode_publish_with_properties(benchmark::State& state) {  // budget: 120 ns
    Publish publish = reading(Qos::at_least_once);
    Bytes properties;
    append_message_expiry(properties, 60);
    append_topic_alias(properties, 7);
    properties += {8, 0, 6, 'r', 'e', 'p', 'l', 'y', '/'};         // response topic
    properties += {9, 0, 4, '0', '0', '1', '7'};                   // correlation data
    properties += {38, 0, 4, 'u', 'n', 'i', 't', 0, 2, 'k', 'W'};  // user property
    publish.properties = properties;
    const Bytes bytes = encoded(v5, publish);
    for (auto _ : state) {
        const auto frame = next_frame(bytes, v5, 1 << 18);
        benchmark::DoNotOptimize(decode_publish(v5, (*frame)->flags, (*frame)->body));
    }
}
BENCHMARK(decode_publish_with_properties);

void append_publish_of_64_bytes(benchmark::State& state) {  // budget: 25 ns
    const Publish publish = reading(static_cast<Qos>(state.range(0)));
    Bytes out;
    for (auto _ : state) {
        out.clear();
        append_publish(out, version_of(state), publish);
        benchmark::DoNotOptimize(out.data());
    }
}
BENCHMARK(append_publish_of_64_bytes)->ArgNames({"qos", "level"})->ArgsProduct({{0, 1}, {4, 5}});

void decode_connect_with_credentials(benchmark::State& state) {  // budget: 60 ns
    Bytes bytes;
    append_connect(bytes, {.keep_alive_s = 60,
                           .client_id = "ExampleClientIdOf23Byte",
                           .user_name = "ExampleClientIdOf23Byte",
                           .password = "ExamplePasswordOf24Bytes"});
    const BytesView body = (*next_frame(bytes, v3_1_1, bytes.size()))->body;
    for (auto _ : state) benchmark::DoNotOptimize(decode_connect(body));
}
BENCHMARK(decode_connect_with_credentials);

void is_topic_name_of_28_bytes(benchmark::State& state) {  // budget: 8 ns
    const Bytes name(reading(Qos::at_most_once).topic);
    for (auto _ : state) benchmark::DoNotOptimize(is_topic_name(name));
}
BENCHMARK(is_topic_name_of_28_bytes);

void is_topic_name_beyond_ascii(benchmark::State& state) {  // budget: 80 ns
    const Bytes name = "Werk/7/K\u00fchlung/2/T\u00fcr";
    for (auto _ : state) benchmark::DoNotOptimize(is_topic_name(name));
}
BENCHMARK(is_topic_name_beyond_ascii);

void topic_matches_over_5_levels(benchmark::State& state) {  // budget: 50 ns
    const Bytes name(reading(Qos::at_most_once).topic);
    for (auto _ : state) benchmark::DoNotOptimize(topic_matches("plant/+/boiler/+/+", name));
}
BENCHMARK(topic_matches_over_5_levels);

}  // namespace
}  // namespace fieldcast::mqtt
