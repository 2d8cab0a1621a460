#pragma once
// The members of one shared subscription, MQTT 5.0 section 4.8.2, and whose turn it is. Kind of
// state: *owned* by the store writer, where all messages meet. Pure.

#include <list>
#include <unordered_map>

#include "model/ids.h"
#include "model/subscription.h"

namespace fieldcast::broker {

struct ShareMember {
    model::SessionId session;
    unsigned shard = 0;  ///< where the session lives
    model::SubscriptionOptions options;
    bool is_online = true;
};

class ShareGroup {
  public:
    /// Adds the member, behind the others, or replaces what is known of it.
    void put(const ShareMember& member);

    /// False if it was none.
    bool remove(model::SessionId session);

    /// Does nothing if it is no member.
    void set_online(model::SessionId session, bool is_online);

    /// Who gets the next message: the members that are online take turns; if none is, those that
    /// are away. Null without members; valid until the member is removed.
    [[nodiscard]] const ShareMember* choose();

    [[nodiscard]] bool empty() const { return places_.empty(); }

  private:
    using Members = std::list<ShareMember>;  ///< the next one first

    [[nodiscard]] Members& those(bool is_online) { return is_online ? online_ : away_; }

    Members online_;
    Members away_;
    std::unordered_map<model::SessionId, Members::iterator> places_;
};

}  // namespace fieldcast::broker
