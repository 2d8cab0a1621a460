#pragma once
// A server, its clients, the disk and the time, in one thread. The seed picks the world and every
// step in it: who takes a turn, how many bytes go, what breaks. After that all faults stop, and
// everything that was promised must come true.

#include <vector>

#include "simulation/simulated_client.h"
#include "simulation/simulated_server.h"

namespace fieldcast::simulation {

class World {
  public:
    /// `folder`: a template's copy. `is_told_aloud`: every step is printed.
    World(std::uint64_t seed, Folder folder, bool is_told_aloud);

    /// Runs the whole history. False: history() tells what was wrong.
    [[nodiscard]] bool run();

    [[nodiscard]] const History& history() const { return history_; }

  private:
    using Deed = void (World::*)();

    void start_server();
    void take_step();

    // What may happen, in parts of about equal interest.
    void turn_of_shard();
    void turn_of_writer();
    void client_reads();
    void client_writes();
    void client_answers();
    void client_publishes();
    void client_connects();
    void client_subscribes();
    void client_unsubscribes();
    void client_pings();
    void client_disconnects();
    void client_is_cut();
    void client_vanishes();
    void time_passes();
    void much_time_passes();
    void server_stops();
    void server_is_killed();
    void disk_fails();
    void disk_works();

    void connect(SimulatedClient& client, bool forgets);
    // The end.
    void end();
    void calm_down(const SimulatedClient* away);
    void round_without_faults(const SimulatedClient* away);
    void check_full_queue();
    void check_leftovers();

    [[nodiscard]] SimulatedClient& any_client() { return clients_[dice_.below(clients_.size())]; }

    Dice dice_;
    History history_;
    Plan plan_;
    SimulatedClock clock_;
    Messages messages_;
    SimulatedServer server_;
    std::vector<SimulatedClient> clients_;
    std::vector<std::size_t> unsent_;             ///< messages that each client still publishes
    std::vector<net::FileDescriptor> half_open_;  ///< whose clients are gone without a word
};

}  // namespace fieldcast::simulation
