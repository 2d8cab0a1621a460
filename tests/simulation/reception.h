#pragma once
// What a subscriber has got, and whether each message may come, comes in order and not too often.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>

#include "mqtt/packets.h"
#include "simulation/messages.h"

namespace fieldcast::simulation {

class Reception {
  public:
    Reception(History& history, const Messages& messages, std::string name)
        : history_(history), messages_(messages), name_(std::move(name)) {}

    /// Whether messages may come out of order: of a shared subscription.
    void allow_any_order() { keeps_order_ = false; }

    /// A PUBLISH that is no duplicate by its Packet Identifier. `granted`: by the subscription.
    void take(MessageNumber number, const mqtt::Publish& publish, mqtt::Qos granted);

    /// How often a message has come.
    [[nodiscard]] std::size_t count(MessageNumber number) const;

    /// The entries that have come, by channel topic.
    [[nodiscard]] const std::set<std::uint64_t>& entries(const std::string& topic) {
        return entries_[topic];
    }

  private:
    /// What is in order: messages of one publisher, to one topic, at one QoS [MQTT-4.6.0-5].
    using Stream = std::tuple<std::size_t, std::string, mqtt::Qos>;

    void check_order(MessageNumber number);
    void take_entry(std::uint64_t id, const mqtt::Publish& publish);

    History& history_;
    const Messages& messages_;
    std::string name_;
    bool keeps_order_ = true;
    std::unordered_map<MessageNumber, std::size_t> counts_;
    std::map<Stream, MessageNumber> newest_;
    std::map<std::string, std::set<std::uint64_t>> entries_;
};

}  // namespace fieldcast::simulation
