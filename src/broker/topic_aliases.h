#pragma once
// Numbers that stand for topics on one network connection, MQTT 5.0 section 3.3.2.3.4. Kind of
// state: *owned* by a shard, for the length of a connection [MQTT-3.3.2-7].

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/string_map.h"

namespace fieldcast::broker {

/// Those that the client has set.
class IncomingAliases {
  public:
    /// The topic of a PUBLISH: `topic` itself, which `alias` stands for from now on, or where
    /// `topic` is empty the one that was set before. Nothing if alias is over `maximum`
    /// [MQTT-3.3.2-9] or stands for nothing yet. `alias` is not 0. The answer lives until the
    /// next call.
    [[nodiscard]] std::optional<std::string_view> resolve(std::uint16_t alias,
                                                          std::string_view topic,
                                                          std::uint16_t maximum);

  private:
    std::vector<std::string> topics_;  ///< by alias - 1; empty: not set
};

/// Those that the server has set, first come, first served.
class OutgoingAliases {
  public:
    struct Choice {
        std::uint16_t alias = 0;  ///< 0: none is left
        bool is_known = false;    ///< the client has it: leave the topic out
    };
    /// What to send for `topic`; no more than `maximum` are given. Changes nothing: see set().
    [[nodiscard]] Choice choose(std::string_view topic, std::uint16_t maximum) const;

    /// A packet with both is on its way: the client has the alias that choose() gave.
    void set(std::string_view topic, std::uint16_t alias);

  private:
    base::StringMap<std::uint16_t> aliases_;
};

}  // namespace fieldcast::broker
