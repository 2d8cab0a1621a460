#pragma once
// What devices have done since the server's start, and who tried to come besides them; for their
// owners and for administrators. Kind of state: *owned* by the store writer, which hears of it by
// letters; administration reads it.

#include <deque>
#include <unordered_map>

#include "server/device_activity.h"

namespace fieldcast::server {

struct DeviceActivity {
    DeviceConnection connection;  ///< the present or the last one; without address: there was none
    bool is_connected = false;
    std::optional<base::Timestamp> last_seen_at;
    std::uint64_t messages = 0;
    std::optional<base::Timestamp> last_message_at;
    std::optional<base::Timestamp> stored_at;  ///< its last entry
    std::uint64_t refusals = 0;
    std::optional<model::DeviceEvent> last_refusal;
    // Of the last connection alone.
    std::optional<base::Timestamp> connection_published_at;
    std::optional<base::Timestamp> connection_stored_at;
};

/// Something that happened to connections. Equal ones in a row are counted.
struct ConnectionEvent {
    enum class Kind : std::uint8_t { connected, disconnected, failed };
    Kind kind = Kind::failed;
    model::DeviceId device = {};                               ///< 0: of none
    model::Refusal reason = model::Refusal::malformed_packet;  ///< where it has failed
    std::string remedy = {};
    std::string address = {};
    base::Timestamp first_at = {};
    base::Timestamp last_at = {};
    std::uint64_t count = 1;
};

class ActivityLedger {
  public:
    static constexpr std::size_t events_max = 256;  ///< of each list
    static constexpr unsigned takeovers_max = 5;    ///< a minute; more are two programs

    void take(DeviceConnected connected);
    void take(const DevicesActive& active);
    void take(const DeviceLeft& left);
    void take(ConnectionFailed failed);

    /// Counts what was refused to a device. Too many takeovers become `device_shared`.
    void take(model::DeviceEvent& event);

    void forget(model::DeviceId device);

    /// Null: nothing is known of it.
    [[nodiscard]] const DeviceActivity* find(model::DeviceId device) const;

    // Oldest first.
    [[nodiscard]] const std::deque<ConnectionEvent>& connections() const { return connections_; }
    [[nodiscard]] const std::deque<ConnectionEvent>& failures() const { return failures_; }
    /// What was refused to any device where a topic was involved.
    [[nodiscard]] const std::deque<model::DeviceEvent>& refusals() const { return refusals_; }

  private:
    struct Known {
        DeviceActivity activity;
        base::Timestamp minute_began_at;  ///< in which takeovers are counted
        unsigned takeovers = 0;
    };

    void take(const DeviceProgress& progress, const Moment& now);
    [[nodiscard]] static bool is_shared(Known& known, base::Timestamp now);

    std::unordered_map<model::DeviceId, Known> devices_;
    std::deque<ConnectionEvent> connections_;
    std::deque<ConnectionEvent> failures_;
    std::deque<model::DeviceEvent> refusals_;
};

/// `192.0.2.7` of `192.0.2.7:51234`, without brackets.
[[nodiscard]] std::string_view host_of(std::string_view address);

}  // namespace fieldcast::server
