#pragma once
// The activity of devices, in table `device_event`: the newest lines of each device, by number.
// Kind of state: stored; lines of the open group wait in memory. One thread.

#include <deque>
#include <unordered_map>

#include "storage/embedded/bounds.h"
#include "storage/embedded/quarantine.h"
#include "storage/embedded/sqlite.h"

namespace fieldcast::storage {

class Events final : public EventLog {
  public:
    Events(Database& database, Quarantine& quarantine, const Bounds& bounds)
        : database_(database), quarantine_(quarantine), bounds_(bounds) {}

    /// While no commit comes, a device's oldest events make room, and too many devices are only
    /// logged.
    void add(const model::DeviceEvent& event) override;

    [[nodiscard]] Result<std::vector<model::DeviceEvent>> newest(model::DeviceId device,
                                                                 std::size_t limit) override;

    /// Writes what waits into the database's transaction.
    [[nodiscard]] Result<void> write_group();
    /// Forgets what write_group() has written. Without this call it waits for the next group.
    void group_committed() { waiting_.clear(); }

  private:
    /// A line as it lies in the table.
    struct Line {
        std::uint64_t number = 0;
        std::optional<model::DeviceEvent> event;  ///< nothing: no line yet, or a damaged one
    };
    using WaitingEvents = std::deque<model::DeviceEvent>;

    [[nodiscard]] Result<void> write(model::DeviceId device, const WaitingEvents& events);
    [[nodiscard]] Result<void> write(const Line& line);
    [[nodiscard]] Result<WaitingEvents> stored(model::DeviceId device, std::size_t limit);
    [[nodiscard]] Result<Line> last_line(model::DeviceId device);
    [[nodiscard]] Result<Line> read_line(model::DeviceId device, const Rows& rows);

    Database& database_;
    Quarantine& quarantine_;
    const Bounds& bounds_;
    std::unordered_map<model::DeviceId, WaitingEvents> waiting_;
    Statement backwards_{database_,
                         "SELECT number, body FROM device_event WHERE device = ?1"
                         " ORDER BY number DESC LIMIT ?2"};
    Statement upsert_{database_,
                      "INSERT OR REPLACE INTO device_event(device, number, body)"
                      " VALUES(?1, ?2, ?3)"};
    Statement delete_old_{database_, "DELETE FROM device_event WHERE device = ?1 AND number <= ?2"};
};

}  // namespace fieldcast::storage
