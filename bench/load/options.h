#pragma once
// What the load generator is asked to do, from its command line.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/qos.h"
#include "base/result.h"

namespace fieldcast::load {

/// How publishers and subscribers meet.
enum class Topics : std::uint8_t {
    pairs,  ///< publisher i on `bench/i`, subscriber j on the topic of publisher j mod N
    one,    ///< all on `bench/0`
    fan_in  ///< publisher i on `bench/i`, every subscriber on `bench/+`
};

/// What carries MQTT or HTTP.
enum class Transport : std::uint8_t { tcp, tls, ws, wss };

struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 1883;
    Transport transport = Transport::tcp;
    bool resume = false;   ///< TLS sessions
    bool tls_1_2 = false;  ///< not 1.3
    unsigned source_addresses = 1;
    int broker_pid = 0;  ///< 0: nothing is known about the broker's process

    unsigned publishers = 0;
    unsigned subscribers = 0;
    Topics topics = Topics::pairs;
    std::string channels_file;

    base::Qos qos = base::Qos::at_most_once;
    std::optional<base::Qos> sub_qos;  ///< not given: as `qos`
    unsigned in_flight = 16;
    unsigned payload_bytes = 48;
    std::uint64_t messages = 0;  ///< measured messages; 0: by time
    double seconds = 10;
    double warmup_s = 2;
    double rate = 0;  ///< messages a second of all publishers together; 0: closed loop

    unsigned http = 0;  ///< connections that send HTTP requests; 0: MQTT
    std::string path = "/";
    std::string body;  ///< empty: GET

    unsigned idle = 0;  ///< connections that only stay; 0: publish
    bool idle_subscribed = false;
    bool keep_sessions = false;

    bool json = false;
    bool help = false;

    [[nodiscard]] base::Qos subscriber_qos() const { return sub_qos.value_or(qos); }
};

/// Error: a sentence for the user.
[[nodiscard]] base::Result<Options, std::string> parse_options(std::span<char*> arguments);

[[nodiscard]] std::string help_text();

}  // namespace fieldcast::load
