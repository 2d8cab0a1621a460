// What one publish and one CONNECT cost in channels/ and devices/. The budget of each is beside
// it, for one core of about 3 GHz.

#include <benchmark/benchmark.h>

#include "api/bulk.h"
#include "channels/accept.h"
#include "channels/aggregate.h"
#include "channels/render.h"
#include "channels/topics.h"
#include "channels/update.h"
#include "devices/directory.h"

namespace fieldcast {
namespace {

constexpr std::string_view form = "field1=21.50&field2=48.3&field3=1013.2&status=ok";
static_assert(form.size() == 48);

constexpr channels::PublishTopic feed{{33301}, 0};
constexpr base::Timestamp now{base::Seconds{1'795'373'563}};

model::FeedUpdate sample_update() {
    return channels::parse_update(feed, form, channels::UpdateRules{}).value();
}

model::EntryValues eight_fields() {
    const channels::UpdateRules rules;
    channels::UpdateDraft draft{rules};
    for (const auto* name :
         {"field1", "field2", "field3", "field4", "field5", "field6", "field7", "field8"})
        draft.set(name, "1013.25");
    return draft.finish(feed.channel).value().values;
}

void parse_publish_topic(benchmark::State& state) {  // budget: 40 ns
    for (auto _ : state) {
        std::string_view topic = "channels/33301/publish";
        benchmark::DoNotOptimize(topic);
        benchmark::DoNotOptimize(channels::parse_publish_topic(topic));
    }
}
BENCHMARK(parse_publish_topic);

void parse_update_of_48_bytes(benchmark::State& state) {  // budget: 300 ns
    const channels::UpdateRules rules;
    for (auto _ : state) benchmark::DoNotOptimize(channels::parse_update(feed, form, rules));
}
BENCHMARK(parse_update_of_48_bytes);

void parse_time_of_iso_8601(benchmark::State& state) {  // budget: 100 ns
    for (auto _ : state)
        benchmark::DoNotOptimize(channels::parse_time("2026-11-22T18:52:43+01:00"));
}
BENCHMARK(parse_time_of_iso_8601);

void accept_update(benchmark::State& state) {  // budget: 60 ns, with the copy of its argument
    model::Channel channel;
    channel.field_labels.fill("label");
    channel.interval = base::Seconds{15};
    const channels::FeedFacts facts{.last_write_at = now - base::Seconds{15}};
    const auto update = sample_update();
    for (auto _ : state) benchmark::DoNotOptimize(channels::accept(channel, facts, update, now));
}
BENCHMARK(accept_update);

void append_feed_message(benchmark::State& state) {  // budget: 200 ns
    const model::Entry entry{{797}, now, eight_fields()};
    std::string out;
    for (auto _ : state) {
        out.clear();
        channels::append_feed_message(out, feed.channel, entry);
        benchmark::DoNotOptimize(out.data());
    }
}
BENCHMARK(append_feed_message);

/// `count` entries of eight fields, a minute apart.
std::vector<model::Entry> sample_entries(std::size_t count) {
    std::vector<model::Entry> entries;
    for (std::uint64_t i = 0; i < count; ++i)
        entries.push_back({{i + 1}, now + base::Seconds{60 * i}, eight_fields()});
    return entries;
}

void render_entries(benchmark::State& state, std::size_t count, channels::EntryStyle style) {
    model::Channel channel;
    channel.field_labels.fill("label");
    style.columns = channels::feed_columns(channel, {});
    const auto entries = sample_entries(count);
    for (auto _ : state)
        benchmark::DoNotOptimize(channels::render_feed({channel, {797}}, entries, style));
}

/// Half an hour ahead of UTC, with the cost of a look into a table left out.
channels::Zone sample_zone() {
    return channels::Zone::fixed(std::chrono::minutes{30});
}

using channels::FeedFormat;

void feed_json_of_100_entries(benchmark::State& state) {  // budget: 20 us
    render_entries(state, 100, {.format = FeedFormat::json});
}
BENCHMARK(feed_json_of_100_entries);

void feed_json_of_8000_entries(benchmark::State& state) {  // budget: 3 ms
    render_entries(state, 8000, {.format = FeedFormat::json});
}
BENCHMARK(feed_json_of_8000_entries)->Unit(benchmark::kMicrosecond);

void feed_json_of_8000_entries_in_a_zone(benchmark::State& state) {  // budget: 3 ms
    render_entries(state, 8000, {.format = FeedFormat::json, .zone = sample_zone()});
}
BENCHMARK(feed_json_of_8000_entries_in_a_zone)->Unit(benchmark::kMicrosecond);

void feed_csv_of_8000_entries(benchmark::State& state) {  // budget: 5 ms
    render_entries(state, 8000, {.format = FeedFormat::csv});
}
BENCHMARK(feed_csv_of_8000_entries)->Unit(benchmark::kMicrosecond);

void feed_xml_of_8000_entries(benchmark::State& state) {  // budget: 10 ms
    render_entries(state, 8000, {.format = FeedFormat::xml});
}
BENCHMARK(feed_xml_of_8000_entries)->Unit(benchmark::kMicrosecond);

void average_of_8000_entries_by_the_hour(benchmark::State& state) {  // budget: 6 ms
    const auto entries = sample_entries(8000);
    const channels::Aggregation hourly{channels::Aggregation::Kind::average,
                                       std::chrono::minutes{60}};
    for (auto _ : state) benchmark::DoNotOptimize(channels::aggregate(entries, hourly, {}));
}
BENCHMARK(average_of_8000_entries_by_the_hour)->Unit(benchmark::kMicrosecond);

void parse_bulk_json_of_10000_rows(benchmark::State& state) {  // budget: 15 ms
    std::string body = R"({"write_api_key":"XXXXXXXXXXXXXXXX","updates":[{"delta_t":0})";
    for (int i = 1; i < 10'000; ++i) body += R"(,{"delta_t":15,"field1":21.50,"field2":"48.3"})";
    body += "]}";
    const channels::UpdateRules update_rules;
    const api::BulkRules rules{.update_rules = update_rules, .channel = {33301}, .now = now};
    for (auto _ : state) benchmark::DoNotOptimize(api::parse_bulk_json(body, rules));
}
BENCHMARK(parse_bulk_json_of_10000_rows)->Unit(benchmark::kMicrosecond);

void authenticate_among_10000(benchmark::State& state) {  // budget: 1.5 us
    constexpr devices::ServerSecret secret{1, 2, 3};
    devices::Directory directory;
    for (std::uint64_t id = 0; id < 10'000; ++id) {
        auto device = std::make_shared<model::Device>();
        device->id = {id};
        device->client_id = "ABCDEFGHIJKLMNOPQRST" + std::to_string(id);
        device->password_hash = devices::hash_device_password(secret, "AAECAwQFBgcICQoLDA0ODxAR");
        directory.apply(model::DeviceRecord{device});
    }
    constexpr std::string_view name = "ABCDEFGHIJKLMNOPQRST5000";
    const devices::Credentials credentials{
        .client_id = name, .user_name = name, .password = "AAECAwQFBgcICQoLDA0ODxAR"};
    for (auto _ : state)
        benchmark::DoNotOptimize(
            devices::authenticate(directory, secret, credentials, base::Timestamp{}));
}
BENCHMARK(authenticate_among_10000);

}  // namespace
}  // namespace fieldcast
