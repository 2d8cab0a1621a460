#include "simulation/reception.h"

#include <algorithm>

namespace fieldcast::simulation {

using mqtt::Qos;

void Reception::take(MessageNumber number, const mqtt::Publish& publish, const Terms& terms) {
    const Message& message = messages_[number];
    // Entries are delivered at the QoS of the subscription.
    const Qos due = message.is_for_channel() ? terms.granted : std::min(message.qos, terms.granted);
    history_.demand(publish.qos == due, "{} gets #{} at QoS {}, not {}", name_, number,
                    static_cast<int>(publish.qos), static_cast<int>(due));
    if (terms.is_in_order) check_order(number);
    ++counts_[number];
    const std::uint64_t entry = entry_id_in(publish.payload);
    if (entry != 0) take_entry(entry, publish, terms);
    // What was published at QoS 1 may be told twice, if its publisher has sent it twice.
    const bool may_come_again =
        due == Qos::at_least_once || (message.qos == Qos::at_least_once && message.was_repeated);
    history_.demand(counts_[number] == 1 || may_come_again, "{} gets #{} twice", name_, number);
}

void Reception::check_order(MessageNumber number) {
    if (counts_[number] > 0) return;
    const Message& message = messages_[number];
    const auto [newest, is_first] =
        newest_.try_emplace(Stream{message.publisher, message.topic, message.qos}, number);
    history_.demand(is_first || newest->second < number, "{} gets #{} after #{}", name_, number,
                    newest->second);
    newest->second = std::max(newest->second, number);
}

void Reception::take_entry(std::uint64_t id, const mqtt::Publish& publish, const Terms& terms) {
    std::set<std::uint64_t>& known = entries_[std::string{publish.topic}];
    const bool is_new = !known.contains(id);
    history_.demand(is_new || publish.qos == Qos::at_least_once, "{} gets entry {} twice", name_,
                    id);
    const bool is_in_order = !is_new || known.empty() || *known.rbegin() < id;
    history_.demand(is_in_order || !terms.is_in_order, "{} gets entry {} too late", name_, id);
    known.insert(id);
}

std::size_t Reception::count(MessageNumber number) const {
    const auto found = counts_.find(number);
    return found == counts_.end() ? 0 : found->second;
}

}  // namespace fieldcast::simulation
