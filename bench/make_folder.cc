// make_folder: fills a new data folder with so many channels, sessions, subscriptions and retained
// messages, as clients could have done in months: what bench/growth starts servers on.

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "storage/embedded/embedded_store.h"

namespace {

using namespace fieldcast;

constexpr std::string_view usage =
    "make_folder --data DIR [--channels N] [--entries N] [--sessions N] [--subscriptions N]\n"
    "            [--retained N]\n"
    "Makes a data folder: channels with so many entries each, sessions that are away with so many\n"
    "subscriptions each (1), and retained messages.\n";

/// What becomes durable together; the store keeps a group in memory until then.
constexpr std::uint64_t group_size = 50'000;

/// Sessions that were left longer ago than the server keeps them would be gone at its start.
const base::Timestamp made_at = base::SystemClock{}.wall_time();

struct Sizes {
    std::string folder;
    std::uint64_t channels = 0;
    std::uint64_t entries = 0;
    std::uint64_t sessions = 0;
    std::uint64_t subscriptions = 1;
    std::uint64_t retained = 0;
};

/// False if `name` is no option or `text` no number.
bool take_number(Sizes& sizes, std::string_view name, std::string_view text) {
    const std::pair<std::string_view, std::uint64_t*> options[] = {
        {"--channels", &sizes.channels}, {"--entries", &sizes.entries},
        {"--sessions", &sizes.sessions}, {"--subscriptions", &sizes.subscriptions},
        {"--retained", &sizes.retained},
    };
    for (const auto& [option, number] : options) {
        if (option != name) continue;
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, *number);
        return error == std::errc{} && rest == end;
    }
    return false;
}

bool take_options(Sizes& sizes, std::span<char*> words) {
    if (words.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        if (std::string_view{words[i]} == "--data")
            sizes.folder = words[i + 1];
        else if (!take_number(sizes, words[i], words[i + 1]))
            return false;
    }
    return !sizes.folder.empty();
}

/// Calls `make` with 1 to `count`, and commits now and then.
void repeat(storage::Store& store, std::uint64_t count,
            const std::function<void(std::uint64_t)>& make) {
    for (std::uint64_t number = 1; number <= count; ++number) {
        make(number);
        if (number % group_size == 0) store.commit().value();
    }
    store.commit().value();
}

void add_channels(storage::Store& store, const Sizes& sizes) {
    if (sizes.channels == 0) return;
    const model::UserId owner = store.directory().next_user_id().value();
    store.directory()
        .put(model::User{.id = owner,
                         .name = "bench",
                         .role = model::Role::administrator,
                         .created_at = made_at})
        .value();
    repeat(store, sizes.channels, [&](std::uint64_t number) {
        model::Channel channel{.id = store.directory().next_channel_id().value(), .owner = owner};
        channel.name = fmt::format("Channel {}", number);
        channel.field_labels = {"Temperature", "Humidity", "Pressure"};
        channel.write_key = fmt::format("W{:015}", number);
        channel.read_keys = {{fmt::format("R{:015}", number), ""}};
        channel.created_at = channel.updated_at = made_at;
        store.directory().put(channel).value();
    });
}

void add_entries(storage::Store& store, const Sizes& sizes) {
    repeat(store, sizes.entries * sizes.channels, [&](std::uint64_t number) {
        const std::uint64_t round = (number - 1) / sizes.channels;
        const model::ChannelId channel{(number - 1) % sizes.channels + 1};
        const base::Timestamp time =
            made_at + base::Milliseconds{static_cast<std::int64_t>(round) * 15'000};
        const std::string text = fmt::format("{}.{:02}", 20 + round % 7, number % 100);
        std::array<std::optional<std::string_view>, model::value_names> texts;
        texts[0] = texts[1] = texts[2] = text;
        store.feeds().append(channel, time, model::EntryValues{texts}, time).value();
    });
    while (store.maintain().value()) {
    }
}

void add_sessions(storage::Store& store, const Sizes& sizes) {
    repeat(store, sizes.sessions, [&](std::uint64_t number) {
        const model::SessionId id{number};
        store.sessions()
            .put({.id = id,
                  .client_id = fmt::format("away-{}", number),
                  .owner = {},
                  .expiry_s = 0xFFFFFFFF,
                  .left_at = made_at,
                  .will = {}})
            .value();
        for (std::uint64_t i = 0; i < sizes.subscriptions; ++i)
            store.sessions()
                .put_subscription(id, {.filter = fmt::format("away/{}/{}", number, i),
                                       .options = {.qos = base::Qos::at_least_once}})
                .value();
    });
}

void add_retained(storage::Store& store, const Sizes& sizes) {
    repeat(store, sizes.retained, [&](std::uint64_t number) {
        store.retained()
            .put({.topic = fmt::format("kept/{}/{}", number % 1000, number),
                  .payload = fmt::format("{:048}", number),
                  .properties = {},
                  .expires_at = {},
                  .retain = true})
            .value();
    });
}

}  // namespace

int main(int count, char** words) {
    Sizes sizes;
    if (!take_options(sizes, std::span{words, static_cast<std::size_t>(count)}.subspan(1))) {
        std::fwrite(usage.data(), 1, usage.size(), stderr);
        return 2;
    }
    auto store = storage::EmbeddedStore::open(sizes.folder);
    if (!store) {
        std::fprintf(stderr, "make_folder: %s\n", store.error().text.c_str());
        return 1;
    }
    static_cast<void>((*store)->sessions().load().value());
    add_channels(**store, sizes);
    add_entries(**store, sizes);
    add_sessions(**store, sizes);
    add_retained(**store, sizes);
}
