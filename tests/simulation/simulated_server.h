#pragma once
// A server whose shards and store writer take their turns when somebody says so, all in one
// thread, on a store in a folder that outlives it.

#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "server/shard.h"
#include "server/store_writer.h"
#include "simulation/folder.h"
#include "simulation/simulated_clock.h"
#include "storage/store.h"

namespace fieldcast::simulation {

/// What a server has found in the store of one session.
struct FoundSession {
    std::string client_id;
    std::vector<std::string> filters;       ///< that it is subscribed to
    std::size_t received = 0;               ///< QoS 2 identifiers between PUBLISH and PUBREL
    std::vector<std::uint16_t> packet_ids;  ///< of what the client is owed
    std::size_t bytes = 0;                  ///< of that
};

class SimulatedServer {
  public:
    struct Parts {
        const server::Settings& settings;
        const SimulatedClock& clock;
        base::RandomSource random;
        Folder folder;
    };

    explicit SimulatedServer(Parts parts) : parts_(std::move(parts)) {}
    ~SimulatedServer();

    /// Everything is made from the folder. The error is the store's.
    [[nodiscard]] storage::Result<void> start();

    /// As a service manager asks for it: all that was received is stored and answered.
    void stop();

    /// As SIGKILL does: only what the store has in its files is left.
    void kill();

    [[nodiscard]] bool is_running() const { return writer_ != nullptr; }
    [[nodiscard]] unsigned shard_count() const { return parts_.settings.shards; }

    void take_turn_of_shard(unsigned shard);
    void take_turn_of_writer();
    void take_turns();

    void take_client(unsigned shard, net::FileDescriptor socket);

    /// What the last start() has found.
    [[nodiscard]] const std::vector<FoundSession>& found() const { return found_; }

    /// All entries of a feed, oldest first.
    [[nodiscard]] std::vector<model::Entry> entries_of(model::ChannelId channel);

  private:
    [[nodiscard]] storage::Result<void> wire(std::unique_ptr<storage::Store> store);
    [[nodiscard]] storage::Result<void> restore();
    void drop();

    Parts parts_;
    storage::Store* store_ = nullptr;  ///< the writer's; between its turns no group is open
    std::unique_ptr<server::PostOffice> post_;
    std::vector<std::unique_ptr<server::Shard>> shards_;
    std::unique_ptr<server::StoreWriter> writer_;
    std::vector<FoundSession> found_;
};

/// A folder in which all channels and devices of all plans are known.
[[nodiscard]] Folder make_template_folder();

}  // namespace fieldcast::simulation
