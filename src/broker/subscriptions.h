#pragma once
// Who wants which messages: the Topic Filters of one shard's sessions, MQTT 3.1.1 section 4.7. Kind
// of state: *owned* by one shard.
//
// Filters without wildcards sit in a hash table, the others in a tree of levels. What a topic
// resolved to is remembered until a filter changes that could matter to it.

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/qos.h"
#include "base/string_map.h"
#include "broker/session.h"

namespace fieldcast::broker {

struct Subscriber {
    Session* session;
    base::Qos granted;
    friend bool operator==(const Subscriber&, const Subscriber&) = default;
};

/// Whether filters that begin with a wildcard select a topic. They never select one that begins
/// with `$` [MQTT-4.7.2-1]; the caller closes off other parts of the topic space alike.
enum class LeadingWildcards : std::uint8_t { match, do_not_match };

class Subscriptions {
  public:
    Subscriptions();
    ~Subscriptions();

    /// Adds the subscription, or replaces the QoS of an equal one [MQTT-3.8.4-3].
    void add(Session& session, std::string_view filter, base::Qos granted);

    /// Does nothing if there is no such subscription.
    void remove(Session& session, std::string_view filter);

    /// Everybody whose filters select `topic`, each session once with its highest QoS
    /// [MQTT-3.3.5-1]. Valid until the next call of any kind. `leading` is a property of the
    /// topic: the same in every call with it.
    [[nodiscard]] std::span<const Subscriber> match(
        std::string_view topic, LeadingWildcards leading = LeadingWildcards::match);

    /// Only those whose filter is `topic` to the letter.
    [[nodiscard]] std::span<const Subscriber> match_exactly(std::string_view topic) const;

    [[nodiscard]] bool empty() const { return exact_.empty() && wildcard_filters_ == 0; }

  private:
    struct Node;
    using Subscribers = std::vector<Subscriber>;

    void add_wildcard(const Subscriber& subscriber, std::string_view filter);
    [[nodiscard]] bool remove_wildcard(Session& session, std::string_view filter);
    [[nodiscard]] Subscribers resolve(std::string_view topic, LeadingWildcards leading) const;

    base::StringMap<Subscribers> exact_;
    std::unique_ptr<Node> root_;
    std::size_t wildcard_filters_ = 0;
    base::StringMap<Subscribers> resolved_;  ///< empty while there are no wildcards
};

}  // namespace fieldcast::broker
