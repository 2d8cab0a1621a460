#include "simulation/plan.h"

#include <fmt/format.h>

namespace fieldcast::simulation {
namespace {

using base::Qos;
using mqtt::ProtocolVersion;

constexpr const char* general_topics[] = {"t/a", "t/b", "t/a/b"};
constexpr const char* channel_topics[] = {"channels/1/publish", "channels/2/publish"};

ClientPlan make_client(Plan& plan, Dice& dice) {
    ClientPlan client{.client_id = client_id_of(plan.clients.size())};
    client.version = dice.one_in(2) ? ProtocolVersion::v5 : ProtocolVersion::v3_1_1;
    client.keep_alive_s = dice.pick<std::uint16_t>({0, 30, 60});
    client.receive_maximum = dice.pick<std::uint16_t>({1, 2, 5, 65'535});
    client.topic_alias_maximum = dice.pick<std::uint16_t>({0, 1, 2});
    client.qos = dice.one_in(3) ? Qos::at_least_once : Qos::exactly_once;
    return client;
}

void add_publisher(Plan& plan, Dice& dice) {
    ClientPlan client = make_client(plan, dice);
    client.is_persistent = !dice.one_in(4);
    client.topics.emplace_back(general_topics[dice.below(3)]);
    if (!dice.one_in(3)) client.topics.emplace_back(general_topics[dice.below(3)]);
    if (!dice.one_in(3)) client.topics.emplace_back(channel_topics[dice.below(2)]);
    client.messages = dice.between(5, 40);
    plan.clients.push_back(std::move(client));
}

void add_subscriber(Plan& plan, Dice& dice, std::vector<std::string> filters) {
    ClientPlan client = make_client(plan, dice);
    client.filters = std::move(filters);
    client.is_steady = !dice.one_in(3);
    if (!client.is_steady) client.expiry_s = dice.pick<std::uint32_t>({600, 86'400});
    plan.clients.push_back(std::move(client));
}

std::vector<std::string> plain_filters(Dice& dice) {
    std::vector<std::string> filters{"t/a"};
    if (dice.one_in(2)) filters.emplace_back("t/b");
    return filters;
}

std::vector<std::string> channel_filters(Dice& dice) {
    std::vector<std::string> filters{"channels/1/subscribe"};
    if (dice.one_in(2)) filters.emplace_back("channels/2/subscribe/fields/field1");
    return filters;
}

void add_subscribers(Plan& plan, Dice& dice) {
    if (!dice.one_in(4)) add_subscriber(plan, dice, plain_filters(dice));
    if (!dice.one_in(3)) add_subscriber(plan, dice, {"t/#", "t/+", "t/a"});
    if (!dice.one_in(3)) add_subscriber(plan, dice, channel_filters(dice));
    if (dice.one_in(2)) {
        add_subscriber(plan, dice, {"t/#", "channels/1/subscribe"});
        plan.clients.back().is_persistent = false;
    }
    if (!dice.one_in(3)) return;
    const std::string shared = dice.one_in(2) ? "$share/g/t/#" : "$share/g/channels/1/subscribe";
    add_subscriber(plan, dice, {shared});
    plan.clients.back().is_steady = true;
    for (std::size_t more = dice.between(1, 2); more > 0; --more)
        add_subscriber(plan, dice, {shared});
}

server::Settings make_settings(Plan& plan, Dice& dice) {
    server::Settings settings;
    settings.shards = static_cast<unsigned>(dice.between(1, 4));
    settings.general_topics = {"t/#"};
    settings.packet_bytes_max = 4'096;
    settings.receive_maximum = dice.pick<std::uint16_t>({2, 8, 1'024});
    settings.topic_alias_max = dice.pick<std::uint16_t>({0, 1, 16});
    settings.in_flight_max = dice.pick<std::size_t>({1, 3, 64});
    settings.pending_stores_max = dice.pick<std::size_t>({1, 4, 1'024});
    plan.has_tight_queues = dice.one_in(4);
    if (plan.has_tight_queues) {
        settings.queued_messages_max = dice.between(1, 6);
        settings.queued_bytes_max = dice.pick<std::size_t>({600, 3'000, 1'000'000});
    }
    return settings;
}

}  // namespace

std::string client_id_of(std::size_t number) {
    return fmt::format("client-{}", number);
}

std::string describe(const ClientPlan& plan) {
    const bool is_v5 = plan.version == ProtocolVersion::v5;
    std::string text = fmt::format("{}: {}, {}", plan.client_id, is_v5 ? "5.0" : "3.1.1",
                                   plan.is_persistent ? "persistent" : "transient");
    if (!plan.is_steady) text += fmt::format(", unsteady, expires after {} s", plan.expiry_s);
    if (plan.messages > 0) text += fmt::format(", publishes to {}", fmt::join(plan.topics, " "));
    if (!plan.filters.empty())
        text += fmt::format(", subscribes to {} at QoS {}", fmt::join(plan.filters, " "),
                            static_cast<int>(plan.qos));
    return text;
}

Plan make_plan(Dice& dice) {
    Plan plan;
    plan.settings = make_settings(plan, dice);
    for (std::size_t publishers = dice.between(1, 3); publishers > 0; --publishers)
        add_publisher(plan, dice);
    add_subscribers(plan, dice);
    plan.steps = dice.between(300, 2'500);
    return plan;
}

}  // namespace fieldcast::simulation
