#pragma once
// Clients that send the same HTTP request over and over, each as soon as the last one is answered.

#include <deque>

#include "load/fleet.h"
#include "load/http_client.h"
#include "load/latencies.h"
#include "load/process.h"

namespace fieldcast::load {

class Requests final : public Answered {
  public:
    /// `options` must outlive it.
    explicit Requests(const Options& options);

    [[nodiscard]] Fleet& fleet() { return fleet_; }

    /// Warms up and measures. Needs a connected fleet.
    Cost run();

    /// Of what was measured.
    [[nodiscard]] std::uint64_t answers() const { return answers_; }
    [[nodiscard]] std::uint64_t refusals() const { return refusals_; }  ///< neither 200 nor 202
    [[nodiscard]] std::uint64_t body_bytes() const { return body_bytes_; }
    [[nodiscard]] const Latencies& latencies() const { return latencies_; }

    void on_answer(HttpClient& client, int status, std::size_t body_bytes) override;

  private:
    void ask(HttpClient& client);
    void run_for(double seconds);

    const Options& options_;
    const std::string request_;
    Fleet fleet_;
    std::deque<HttpClient> clients_;
    std::vector<TimePoint> asked_;  ///< when, by client number
    bool is_measuring_ = false;
    std::uint64_t answers_ = 0;
    std::uint64_t refusals_ = 0;
    std::uint64_t body_bytes_ = 0;
    Latencies latencies_;
};

}  // namespace fieldcast::load
