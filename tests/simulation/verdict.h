#pragma once
// Whether what a server did in a world was what it promised.

#include <vector>

#include "simulation/simulated_client.h"
#include "simulation/simulated_server.h"

namespace fieldcast::simulation {

class Verdict {
  public:
    Verdict(History& history, const Messages& messages, const Plan& plan)
        : history_(history), messages_(messages), plan_(plan) {}

    /// Of a server that has just been started: what was acknowledged is there.
    void judge_start(SimulatedServer& server);

    /// When all faults have stopped and nothing is on its way any more.
    void judge(SimulatedServer& server, std::vector<SimulatedClient>& clients);

  private:
    void check_feed(const std::string& topic, const std::vector<model::Entry>& entries);
    void check_stored(MessageNumber number, std::size_t count);
    void check_session(const FoundSession& session);
    void check_deliveries(SimulatedClient& client);
    void check_entries(SimulatedServer& server, SimulatedClient& client);
    void check_group(std::vector<SimulatedClient>& clients);
    void check_refused(std::vector<SimulatedClient>& clients);

    History& history_;
    const Messages& messages_;
    const Plan& plan_;
};

}  // namespace fieldcast::simulation
