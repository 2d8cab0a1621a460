#include "server/status_reports.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/shard.h"

namespace fieldcast::server {
namespace {

constexpr std::string_view topic_prefix = "$SYS/broker/";

}  // namespace

Traffic& Traffic::operator+=(const Traffic& other) {
    bytes_received += other.bytes_received;
    bytes_sent += other.bytes_sent;
    packets_received += other.packets_received;
    publishes_received += other.publishes_received;
    publishes_sent += other.publishes_sent;
    clients_connected += other.clients_connected;
    clients_away += other.clients_away;
    subscriptions += other.subscriptions;
    return *this;
}

StatusReports::StatusReports(Shard& shard, base::Milliseconds every)
    : shard_(shard), every_(every) {}

void StatusReports::start() {
    const bool is_wanted =
        every_ > base::Milliseconds::zero() &&
        std::ranges::any_of(shard_.settings().general_topics,
                            [](const std::string& filter) { return filter.starts_with("$SYS/"); });
    if (!is_wanted) return;
    of_shards_.resize(shard_.shard_count());
    started_at_ = shard_.now();
    shard_.timers().set(*this, shard_.now());
}

void StatusReports::on_timer(base::Instant now) {
    const Traffic traffic = shard_.traffic();
    if (shard_.index() == 0) {
        take(0, traffic);
        publish();
    } else {
        shard_.post(0, TrafficReport{shard_.index(), traffic});
    }
    shard_.timers().set(*this, now + every_);
}

void StatusReports::publish() {
    Traffic all;
    for (const Traffic& traffic : of_shards_) all += traffic;
    most_connected_ = std::max(most_connected_, all.clients_connected);
    const auto number = [&](std::string_view name, std::uint64_t value) {
        publish(name, fmt::format("{}", value));
    };
    const auto uptime =
        std::chrono::duration_cast<base::Seconds>(shard_.now() - started_at_).count();
    publish("version", fmt::format("fieldcast version {}", shard_.version()));
    publish("uptime", fmt::format("{} seconds", uptime));
    number("clients/connected", all.clients_connected);
    number("clients/disconnected", all.clients_away);
    number("clients/total", all.clients_connected + all.clients_away);
    number("clients/maximum", most_connected_);
    number("subscriptions/count", all.subscriptions);
    number("retained messages/count", shard_.relay().retained_count());
    number("messages/received", all.packets_received);
    number("publish/messages/received", all.publishes_received);
    number("publish/messages/sent", all.publishes_sent);
    number("bytes/received", all.bytes_received);
    number("bytes/sent", all.bytes_sent);
}

void StatusReports::publish(std::string_view name, std::string text) {
    model::Message message{.topic = fmt::format("{}{}", topic_prefix, name),
                           .payload = std::move(text),
                           .retain = true};
    shard_.publish_status(std::make_shared<const model::Message>(std::move(message)));
}

}  // namespace fieldcast::server
