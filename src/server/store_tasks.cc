// What HTTP requests ask of the store writer, besides entries that come one by one.
#include "server/store_entries.h"
#include "server/store_writer.h"

namespace fieldcast::server {
namespace {

bool is_read(const StoreTask& task) {
    return std::holds_alternative<api::ReadFeed>(task.task) ||
           std::holds_alternative<api::ReadNumbers>(task.task) ||
           std::holds_alternative<api::ReadFeedStates>(task.task) ||
           std::holds_alternative<api::MeasureFeed>(task.task);
}

}  // namespace

using model::Refusal;

void StoreWriter::handle(StoreTask& task) {
    if (is_read(task)) {
        reads_.push_back(std::move(task));
        return;
    }
    api::TaskResult result =
        std::visit([this](auto& content) { return carry_out(content); }, task.task);
    tasks_done_.emplace_back(task.shard, TaskDone{task.connection, std::move(result)});
}

api::TaskResult StoreWriter::carry_out(api::StoreEntries& bulk) {
    const model::ChannelRecord channel = parts_.directory.find_channel(bulk.channel);
    if (!channel) return api::TaskRefused{Refusal::unknown_channel};
    if (auto stored = store_entries(store().feeds(), *channel, std::move(bulk), now_.wall); !stored)
        return std::move(stored).error();
    return api::EntriesStored{};
}

api::TaskResult StoreWriter::carry_out(const api::RemoveEntry& removed) {
    const auto was_there = store().feeds().remove(removed.channel, removed.entry);
    if (!was_there) return api::TaskRefused{Refusal::storage_failed};
    return api::EntryRemoved{*was_there};
}

api::TaskResult StoreWriter::carry_out(const api::ReadFeed& read) {
    const auto state = store().feeds().state(read.query.channel);
    if (!state) return api::TaskRefused{Refusal::storage_failed};
    if (read.query.limit == 0) return api::FeedRead{*state, {}};
    auto entries = store().feeds().read(read.query);
    if (!entries) return api::TaskRefused{Refusal::storage_failed};
    return api::FeedRead{*state, std::move(*entries)};
}

api::TaskResult StoreWriter::carry_out(const api::ReadNumbers& read) {
    const auto state = store().feeds().state(read.query.channel);
    auto numbers = store().feeds().read_numbers(read.query);
    if (!state || !numbers) return api::TaskRefused{Refusal::storage_failed};
    return api::NumbersRead{*state, std::move(*numbers)};
}

api::TaskResult StoreWriter::carry_out(const api::ReadFeedStates& read) {
    api::FeedStatesRead states;
    for (const model::ChannelId channel : read.channels) {
        const auto state = store().feeds().state(channel);
        if (!state) return api::TaskRefused{Refusal::storage_failed};
        states.states.push_back(*state);
    }
    return states;
}

api::TaskResult StoreWriter::carry_out(const api::MeasureFeed& measured) {
    const auto state = store().feeds().state(measured.channel);
    auto extent = store().feeds().measure(measured.channel, measured.first, measured.since);
    if (!state || !extent) return api::TaskRefused{Refusal::storage_failed};
    return api::FeedMeasured{*state, std::move(*extent)};
}

void StoreWriter::answer_reads() {
    for (StoreTask& task : std::exchange(reads_, {})) {
        auto result = std::visit([this](auto& content) { return carry_out(content); }, task.task);
        outboxes_[task.shard].emplace_back(TaskDone{task.connection, std::move(result)});
    }
}

}  // namespace fieldcast::server
