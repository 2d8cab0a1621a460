#include "broker/topic_aliases.h"

#include "base/result.h"

namespace fieldcast::broker {

std::optional<std::string_view> IncomingAliases::resolve(std::uint16_t alias,
                                                         std::string_view topic,
                                                         std::uint16_t maximum) {
    ASSERT(alias != 0);
    if (alias > maximum) return std::nullopt;  // [MQTT-3.3.2-9]
    if (topics_.size() < alias) topics_.resize(alias);
    std::string& known = topics_[alias - 1U];
    if (!topic.empty()) known = topic;  // [MQTT-3.3.2-12]
    if (known.empty()) return std::nullopt;
    return known;
}

OutgoingAliases::Choice OutgoingAliases::choose(std::string_view topic,
                                                std::uint16_t maximum) const {
    const auto found = aliases_.find(topic);
    if (found != aliases_.end()) return {found->second, true};
    if (aliases_.size() >= maximum) return {};  // [MQTT-3.3.2-11] [MQTT-3.1.2-26]
    return {static_cast<std::uint16_t>(aliases_.size() + 1), false};  // never 0 [MQTT-3.3.2-8]
}

void OutgoingAliases::set(std::string_view topic, std::uint16_t alias) {
    ASSERT(alias == aliases_.size() + 1);
    aliases_.emplace(topic, alias);
}

}  // namespace fieldcast::broker
