#pragma once
// Clients that publish and receive: keeps the publishers busy, counts, times and checks what
// arrives.
//
// Closed loop: a publisher has at most --in-flight messages on their way. A message has arrived
// when it is acknowledged (QoS 1 and 2) and every subscriber has it; a lost one keeps its place.
// At QoS 0 without subscribers nothing would tell, so a PINGREQ behind every --in-flight messages
// asks.
//
// Open loop: message k of all is due k / --rate seconds after the start, whatever arrives.

#include <deque>
#include <functional>

#include "load/arrivals.h"
#include "load/client.h"
#include "load/fleet.h"
#include "load/latencies.h"
#include "load/process.h"

namespace fieldcast::load {

struct Totals {
    std::uint64_t published = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t delivered = 0;
};

/// What happened between the end of the warm-up and the end of the measuring.
struct Measurement {
    Totals totals;
    Cost cost;
};

/// What happened from the first message to the last.
struct Outcome {
    Faults faults;
    std::int64_t lost = 0;             ///< deliveries that never came; negative: came unasked
    std::uint64_t unacknowledged = 0;  ///< publishes that never were
    std::uint64_t unreadable = 0;      ///< deliveries of nobody's message
};

class Exchange final : public Traffic {
  public:
    /// Both must outlive the exchange.
    Exchange(const Options& options, const std::vector<Account>& accounts);

    [[nodiscard]] Fleet& fleet() { return fleet_; }
    [[nodiscard]] bool has_subscribers() const { return has_subscribers_; }

    /// Warms up, measures and waits for what is on its way. Needs a connected fleet.
    Measurement run();
    [[nodiscard]] Outcome outcome() const;

    /// Open loop only, of the measured messages; counted from the time they were due.
    [[nodiscard]] const Latencies& delivery_latencies() const { return delivery_latencies_; }
    [[nodiscard]] const Latencies& acknowledgement_latencies() const {
        return acknowledgement_latencies_;
    }

    void on_acknowledged(Client& client, std::uint16_t packet_id) override;
    void on_pong(Client& client) override;
    void on_message(Client& client, const mqtt::Publish& publish) override;

  private:
    struct Publisher {
        Client* client = nullptr;
        unsigned place = 0;      ///< among the publishers
        unsigned receivers = 0;  ///< subscribers of its topic
        std::uint64_t acknowledged = 0;
        std::uint64_t published = 0;
        std::uint64_t delivered = 0;  ///< to all receivers together
        bool is_awake = false;
    };

    [[nodiscard]] bool is_open_loop() const { return options_.rate > 0; }
    [[nodiscard]] bool is_told_by_pings(const Publisher& publisher) const;
    [[nodiscard]] bool may_publish(const Publisher& publisher) const;
    [[nodiscard]] TimePoint due_time(std::uint64_t message) const;
    [[nodiscard]] TimePoint due_time(const Publisher& publisher, std::uint64_t sequence) const;
    [[nodiscard]] bool has_all_arrived() const;

    void publish(Publisher& publisher);
    void publish_what_is_due();
    void fill(Publisher& publisher);
    void wake(Publisher& publisher);
    void run_until(TimePoint end);
    void turn(TimePoint end);
    /// Until `is_done`, or until nothing more happens.
    void run_while_it_goes_on(const std::function<bool()>& is_done);
    void drain();
    void note_latency(Latencies& latencies, TimePoint due);

    const Options& options_;
    const PayloadForm form_;
    Fleet fleet_;
    std::deque<Client> clients_;
    std::vector<Publisher> publishers_;             ///< by client number; some have no client
    std::vector<std::uint32_t> publisher_numbers_;  ///< of those that have
    std::vector<Arrivals> arrivals_;                ///< by client number
    std::vector<std::uint32_t> awake_;              ///< publishers that may have room again
    bool has_subscribers_ = false;

    Totals totals_;
    std::uint64_t expected_deliveries_ = 0;
    std::uint64_t unreadable_ = 0;
    std::uint64_t published_max_;  ///< stops there
    Faults faults_;
    TimePoint start_;
    TimePoint measured_from_ = TimePoint::max();
    bool is_publishing_ = true;
    base::Bytes payload_;
    Latencies delivery_latencies_;
    Latencies acknowledgement_latencies_;
};

}  // namespace fieldcast::load
