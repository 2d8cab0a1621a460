#include "simulation/verdict.h"

#include <algorithm>

#include "channels/topics.h"

namespace fieldcast::simulation {
namespace {

using base::Qos;
using model::ChannelId;

std::string_view text_of(const model::Entry& entry) {
    return entry.values.get(model::ValueName::field1).value_or("");
}

}  // namespace

// --- what is stored ---

void Verdict::judge_start(SimulatedServer& server) {
    for (std::uint64_t channel = 1; channel <= channels_max; ++channel)
        check_feed(fmt::format("channels/{}/publish", channel),
                   server.entries_of(ChannelId{channel}));
    for (const FoundSession& session : server.found()) check_session(session);
}

void Verdict::check_feed(const std::string& topic, const std::vector<model::Entry>& entries) {
    std::vector<std::size_t> counts(messages_.size());
    std::uint64_t last = 0;
    for (const model::Entry& entry : entries) {
        history_.demand(entry.id.value == ++last, "entry {} of {} is where {} must be",
                        entry.id.value, topic, last);
        const auto number = messages_.find(text_of(entry));
        history_.demand(number.has_value(), "entry {} of {} says what nobody sent", last, topic);
        if (number) ++counts[*number];
    }
    for (MessageNumber number = 0; number < messages_.size(); ++number)
        if (messages_[number].topic == topic) check_stored(number, counts[number]);
}

void Verdict::check_stored(MessageNumber number, std::size_t count) {
    const Message& message = messages_[number];
    const bool is_there = count > 0 || !message.acknowledged;
    history_.demand(is_there, "#{} was acknowledged and is not stored", number);
    const bool may_be_twice = message.qos == Qos::at_least_once && message.was_repeated;
    history_.demand(count <= 1 || may_be_twice, "#{} is stored {} times", number, count);
    const bool was_never_taken = message.is_refused && !message.was_repeated;
    history_.demand(count == 0 || !was_never_taken, "#{} was refused and is stored", number);
}

void Verdict::check_session(const FoundSession& session) {
    std::vector<std::uint16_t> packet_ids = session.packet_ids;
    std::ranges::sort(packet_ids);
    history_.demand(std::ranges::adjacent_find(packet_ids) == packet_ids.end(),
                    "{} has two deliveries of one Packet Identifier", session.client_id);
    // One message may wait whatever its size.
    constexpr std::size_t largest = 1'000;
    history_.demand(session.bytes <= std::max(plan_.settings.queued_bytes_max, largest),
                    "{} bytes wait for {}", session.bytes, session.client_id);
}

// --- what has come ---

void Verdict::judge(SimulatedServer& server, std::vector<SimulatedClient>& clients) {
    judge_start(server);
    for (SimulatedClient& client : clients) {
        if (client.is_member() || plan_.has_tight_queues) continue;
        check_deliveries(client);
        check_entries(server, client);
    }
    check_group(clients);
    check_refused(clients);
}

void Verdict::check_deliveries(SimulatedClient& client) {
    for (MessageNumber number = 0; number < messages_.size(); ++number) {
        const Message& message = messages_[number];
        const bool is_promised =
            std::ranges::any_of(client.subscriptions(),
                                [&](const Subscription& each) { return each.promises(message); });
        history_.demand(!is_promised || client.reception().count(number) > 0, "{} never gets #{}",
                        client.name(), number);
    }
}

/// Behind the first entry that a feed's subscriber was promised, it has all.
void Verdict::check_entries(SimulatedServer& server, SimulatedClient& client) {
    for (const Subscription& subscription : client.subscriptions()) {
        const auto channel = channels::parse_subscribe_filter(subscription.filter());
        const auto since = subscription.stands_since();
        if (!channel || !since || subscription.filter() != channels::feed_topic(*channel)) continue;
        bool is_promised = false;
        for (const model::Entry& entry : server.entries_of(*channel)) {
            is_promised |= *since < messages_[*messages_.find(text_of(entry))].sent;
            const bool is_there =
                client.reception().entries(subscription.filter()).contains(entry.id.value);
            history_.demand(!is_promised || is_there, "{} never gets entry {}", client.name(),
                            entry.id.value);
        }
    }
}

void Verdict::check_group(std::vector<SimulatedClient>& clients) {
    const bool has_lost_session = std::ranges::any_of(clients, [](SimulatedClient& client) {
        return client.is_member() && client.has_lost_session();
    });
    for (MessageNumber number = 0; number < messages_.size(); ++number) {
        const Message& message = messages_[number];
        int members_with_it = 0;
        bool is_promised = false;
        for (SimulatedClient& client : clients) {
            if (!client.is_member()) continue;
            if (client.reception().count(number) > 0) ++members_with_it;
            const Subscription& share = client.subscriptions().front();
            is_promised |= client.plan().is_steady && share.promises(message);
        }
        const bool is_once = message.qos == Qos::exactly_once;
        const bool may_be_lost = plan_.has_tight_queues || (has_lost_session && is_once);
        history_.demand(!is_promised || may_be_lost || members_with_it > 0, "no member gets #{}",
                        number);
        history_.demand(!is_once || has_lost_session || members_with_it <= 1, "{} members get #{}",
                        members_with_it, number);
    }
}

void Verdict::check_refused(std::vector<SimulatedClient>& clients) {
    for (MessageNumber number = 0; number < messages_.size(); ++number) {
        const Message& message = messages_[number];
        if (!message.is_refused || message.was_repeated) continue;
        for (SimulatedClient& client : clients)
            history_.demand(client.reception().count(number) == 0, "{} gets #{}, which was refused",
                            client.name(), number);
    }
}

}  // namespace fieldcast::simulation
