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

    struct Terms {
        mqtt::Qos granted;  ///< by the subscription
        bool is_in_order;   ///< if it comes for the first time
    };

    /// Takes a PUBLISH that is no duplicate by its Packet Identifier.
    void take(MessageNumber number, const mqtt::Publish& publish, const Terms& terms);

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
    void take_entry(std::uint64_t id, const mqtt::Publish& publish, const Terms& terms);

    History& history_;
    const Messages& messages_;
    std::string name_;
    std::unordered_map<MessageNumber, std::size_t> counts_;
    std::map<Stream, MessageNumber> newest_;
    std::map<std::string, std::set<std::uint64_t>> entries_;
};

}  // namespace fieldcast::simulation
