#pragma once
// Who a client is once its CONNECT was accepted, and what it may do. Kind of state: Identity is
// *owned* by the client's shard, over *published* records; Permissions only reads.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "devices/access_list.h"
#include "devices/directory.h"
#include "model/refusal.h"
#include "server/general_topics.h"
#include "server/settings.h"
#include "server/viewer.h"

namespace fieldcast::server {

/// What only clients of a server with an access file have, and pages.
struct Access {
    std::string user_name;  ///< empty: anonymous
    devices::AccessRules rules;
    std::optional<Viewer> viewer = {};  ///< of pages alone, whom no access file concerns
};

struct Identity {
    model::DeviceRecord device = {};  ///< null for everybody else
    /// For general topics; null: nothing restricts them, and there are no users.
    std::shared_ptr<const Access> access = {};

    /// Null for everybody but pages.
    [[nodiscard]] const Viewer* viewer() const {
        return access && access->viewer ? &*access->viewer : nullptr;
    }

    /// Whom a session belongs to: only the same may resume it. `device 7`, `user ada` or nothing.
    [[nodiscard]] std::string owner() const;

    /// Some of what its filters select may not be delivered.
    [[nodiscard]] bool has_denied_topics() const {
        return viewer() || (access && access->rules.restricts && !access->rules.deny.empty());
    }
};

/// The rules of one shard.
class Permissions {
  public:
    Permissions(const Settings& settings, const devices::Directory& directory)
        : settings_(settings), directory_(directory), general_(settings.general_topics) {}

    /// Why `who` may not publish to `topic`, which is outside of the channels; nothing: it may.
    [[nodiscard]] std::optional<model::Refusal> refusal_of_general_publish(
        const Identity& who, std::string_view topic) const;

    [[nodiscard]] std::optional<model::Refusal> refusal_of_channel_publish(
        const Identity& who, model::ChannelId channel) const;

    /// `filter` without `$share/NAME/`.
    [[nodiscard]] std::optional<model::Refusal> refusal_of_filter(const Identity& who,
                                                                  std::string_view filter) const;

    /// Whether a message may be delivered that was selected while more was allowed.
    [[nodiscard]] bool may_receive(const Identity& who, std::string_view topic) const;

  private:
    [[nodiscard]] bool may_read(const Identity& who, model::ChannelId channel) const;
    [[nodiscard]] bool is_within_limits(std::string_view topic) const;

    const Settings& settings_;
    const devices::Directory& directory_;
    GeneralTopics general_;
};

}  // namespace fieldcast::server
