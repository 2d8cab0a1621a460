// The embedded store on a real disk: durable appends with the sealing that they cause, reads,
// opening, and what sessions are owed. The folder lies under $TMPDIR or /tmp; choose one that is
// not in memory.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/embedded/embedded_store.h"

namespace {

using namespace fieldcast;

constexpr std::size_t measured_values = 4096;

/// Three decimals that change slowly, as most sensors send them.
std::vector<model::EntryValues> slow_values() {
    std::mt19937 random(1);
    int walk[3] = {2153, 4510, 101325};
    std::vector<model::EntryValues> values;
    for (std::size_t i = 0; i < measured_values; ++i) {
        std::string owned[3];
        std::array<std::optional<std::string_view>, model::value_names> texts;
        for (std::size_t field = 0; field < 3; ++field) {
            walk[field] += static_cast<int>(random() % 7) - 3;
            owned[field] = fmt::format("{}.{:02}", walk[field] / 100, walk[field] % 100);
            texts[field] = owned[field];
        }
        values.emplace_back(texts);
    }
    return values;
}

/// A store in a new folder, and devices that send every fifteen seconds or so.
class Site {
  public:
    explicit Site(std::uint64_t channels) : channels_(channels) {
        std::string pattern = std::filesystem::temp_directory_path() / "store-bench-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        open();
    }
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;
    ~Site() {
        store_.reset();
        std::filesystem::remove_all(folder_);
    }

    void open() {
        store_.reset();
        store_ = storage::EmbeddedStore::open(folder_).value();
    }

    void close() { store_.reset(); }

    /// One group, channel after channel, and then an idle moment.
    void store_group(std::int64_t entries) {
        for (std::int64_t i = 0; i < entries; ++i) append_next();
        store_->commit().value();
        benchmark::DoNotOptimize(store_->maintain().value());
    }

    void fill(std::uint64_t entries) {
        for (std::uint64_t done = 0; done < entries; done += 10'000) store_group(10'000);
    }

    void maintain_all() {
        while (store_->maintain().value()) {
        }
    }

    [[nodiscard]] double bytes_on_disk() const {
        return static_cast<double>(std::filesystem::file_size(folder_ + "/fieldcast.db"));
    }

    storage::EmbeddedStore& store() { return *store_; }

  private:
    void append_next() {
        const std::uint64_t round = number_ / channels_;
        const model::ChannelId channel{1 + number_ % channels_};
        const auto jitter = static_cast<std::int64_t>(random_() % 200);
        const base::Timestamp time{base::Milliseconds{
            1'700'000'000'000 + static_cast<std::int64_t>(round) * 15'000 + jitter}};
        const auto& values = values_[(round + channel.value * 7) % values_.size()];
        store_->feeds().append(channel, time, values, time).value();
        ++number_;
    }

    std::uint64_t channels_;
    std::string folder_;
    std::unique_ptr<storage::EmbeddedStore> store_;
    std::vector<model::EntryValues> values_ = slow_values();
    std::mt19937 random_{2};
    std::uint64_t number_ = 0;
};

/// Arguments: entries in a group, channels. The store is in its steady state: as much is sealed
/// as is appended.
void append_durably(benchmark::State& state) {
    Site site(static_cast<std::uint64_t>(state.range(1)));
    site.fill(3'000'000);
    for (auto _ : state) site.store_group(state.range(0));
    const auto entries = static_cast<double>(state.iterations() * state.range(0));
    state.counters["entries/s"] = benchmark::Counter(entries, benchmark::Counter::kIsRate);
}
BENCHMARK(append_durably)
    ->ArgNames({"group", "channels"})
    ->ArgsProduct({{1, 100, 1000}, {1'000, 100'000}})
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->MinTime(3)
    ->Unit(benchmark::kMicrosecond);

/// What one more entry takes on disk once the journal has reached its length.
void use_disk(benchmark::State& state) {
    constexpr std::uint64_t entries = 3'000'000;
    for (auto _ : state) {
        Site site(1'000);
        site.fill(entries);
        site.close();
        const double before = site.bytes_on_disk();
        site.open();
        site.fill(entries);
        site.close();
        state.counters["bytes/entry"] = (site.bytes_on_disk() - before) / entries;
    }
}
BENCHMARK(use_disk)->Iterations(1)->Unit(benchmark::kMillisecond);

void read_newest(benchmark::State& state) {
    Site site(10);
    site.fill(200'000);
    site.maintain_all();
    const auto limit = static_cast<std::size_t>(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(site.store().feeds().newest(model::ChannelId{3}, limit).value());
}
BENCHMARK(read_newest)->Arg(1)->Arg(100)->Arg(8'000)->Unit(benchmark::kMicrosecond);

/// Arguments: the order, as FeedQuery numbers them, and the limit; of the oldest by id, a page in
/// the middle. One feed of 2,000,000 entries, all sealed.
void read_by_query(benchmark::State& state) {
    Site site(1);
    site.fill(2'000'000);
    site.maintain_all();
    model::FeedQuery query{.channel = model::ChannelId{1},
                           .limit = static_cast<std::size_t>(state.range(1)),
                           .order = static_cast<model::FeedQuery::Order>(state.range(0))};
    if (query.order == model::FeedQuery::Order::oldest_by_id) query.first.value = 1'000'000;
    for (auto _ : state) benchmark::DoNotOptimize(site.store().feeds().read(query).value());
}
BENCHMARK(read_by_query)
    ->ArgNames({"order", "limit"})
    ->ArgsProduct({{0, 1, 2}, {1, 100, 8'000}})
    ->Unit(benchmark::kMicrosecond);

/// An hour in the middle of the same feed: 240 entries.
void read_window(benchmark::State& state) {
    Site site(1);
    site.fill(2'000'000);
    site.maintain_all();
    const base::Timestamp start{base::Milliseconds{1'700'000'000'000 + 1'000'000LL * 15'000}};
    const model::FeedQuery query{.channel = model::ChannelId{1},
                                 .start = start,
                                 .end = start + base::Milliseconds{3'600'000},
                                 .limit = 8'000,
                                 .order = static_cast<model::FeedQuery::Order>(state.range(0))};
    for (auto _ : state) benchmark::DoNotOptimize(site.store().feeds().read(query).value());
}
BENCHMARK(read_window)->ArgName("order")->DenseRange(0, 2)->Unit(benchmark::kMicrosecond);

/// One entry after another out of the chunks of a long feed, each with its commit.
void remove_durably(benchmark::State& state) {
    Site site(1);
    site.fill(200'000);
    site.maintain_all();
    std::uint64_t entry = 1;
    for (auto _ : state) {
        site.store().feeds().remove(model::ChannelId{1}, {entry}).value();
        site.store().commit().value();
        entry = 1 + (entry + 7'919) % 200'000;
    }
}
BENCHMARK(remove_durably)->UseRealTime()->Unit(benchmark::kMicrosecond);

/// Arguments: entries stored, channels. How many of them are in the journal still depends on the
/// bounds: at most 64 MiB.
void open_again(benchmark::State& state) {
    Site site(static_cast<std::uint64_t>(state.range(1)));
    site.fill(static_cast<std::uint64_t>(state.range(0)));
    for (auto _ : state) {
        state.PauseTiming();
        site.close();
        state.ResumeTiming();
        site.open();
    }
}
BENCHMARK(open_again)
    ->ArgNames({"entries", "channels"})
    ->Args({0, 1})
    ->Args({1'000'000, 1'000})
    ->Args({1'000'000, 100'000})
    ->Unit(benchmark::kMillisecond);

/// Sessions with one subscription each, in groups of a thousand.
void add_sessions(storage::EmbeddedStore& store, std::uint64_t sessions) {
    for (std::uint64_t id = 1; id <= sessions; ++id) {
        const auto client = fmt::format("client-{}", id);
        store.sessions()
            .put({.id = {id}, .client_id = client, .owner = "", .expiry_s = 3600})
            .value();
        store.sessions().put_subscription({id}, {fmt::format("site/{}/+", client), {}}).value();
        if (id % 1'000 == 0) store.commit().value();
    }
    store.commit().value();
}

/// Each group adds messages of 48 bytes and removes those that were added some groups before.
class Queue {
  public:
    Queue(storage::SessionStore& sessions, std::uint64_t clients, std::uint64_t lag)
        : sessions_(sessions), clients_(clients), lag_(lag) {}

    void pass_on() {
        sessions_.add_message(++number_, message_).value();
        sessions_.add_delivery(client(number_), {.message = number_, .packet_id = packet(number_)})
            .value();
        if (number_ <= lag_) return;
        const auto acknowledged = number_ - lag_;
        sessions_.remove_delivery(client(acknowledged), packet(acknowledged)).value();
        sessions_.remove_message(acknowledged).value();
    }

  private:
    [[nodiscard]] model::SessionId client(std::uint64_t number) const {
        return {1 + number * 7919 % clients_};
    }
    [[nodiscard]] std::uint16_t packet(std::uint64_t number) const {
        return static_cast<std::uint16_t>(1 + number / clients_ % 65'535);
    }

    storage::SessionStore& sessions_;
    std::uint64_t clients_;
    std::uint64_t lag_;
    std::uint64_t number_ = 0;
    storage::StoredMessage message_{.topic = "site/building/floor/sensor",
                                    .payload = std::string(48, 'x'),
                                    .qos = base::Qos::at_least_once};
};

/// Arguments: messages in a group, sessions, and for how many groups a message waits for its
/// PUBACK. Every message has one receiver.
void owe_durably(benchmark::State& state) {
    Site site(1);
    site.store().sessions().load().value();
    const auto group = static_cast<std::uint64_t>(state.range(0));
    Queue queue(site.store().sessions(), static_cast<std::uint64_t>(state.range(1)),
                group * static_cast<std::uint64_t>(state.range(2)));
    for (auto _ : state) {
        for (std::uint64_t i = 0; i < group; ++i) queue.pass_on();
        site.store().commit().value();
    }
    const auto messages = static_cast<double>(state.iterations() * state.range(0));
    state.counters["messages/s"] = benchmark::Counter(messages, benchmark::Counter::kIsRate);
}
BENCHMARK(owe_durably)
    ->ArgNames({"group", "sessions", "lag"})
    ->ArgsProduct({{1, 100, 1'000}, {1'000, 100'000}, {1, 100}})
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->MinTime(1)
    ->Unit(benchmark::kMicrosecond);

/// Opening and loading with so many sessions, one subscription each.
void load_sessions(benchmark::State& state) {
    Site site(1);
    add_sessions(site.store(), static_cast<std::uint64_t>(state.range(0)));
    for (auto _ : state) {
        state.PauseTiming();
        site.close();
        state.ResumeTiming();
        site.open();
        benchmark::DoNotOptimize(site.store().sessions().load().value());
    }
}
BENCHMARK(load_sessions)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
