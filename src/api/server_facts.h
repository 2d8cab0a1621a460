#pragma once
// What the page is told of the server that it comes from. Kind of state: *published*; made before
// the threads start.

#include <string>
#include <vector>

#include "base/time.h"

namespace fieldcast::api {

/// Where clients can come in.
struct DoorFacts {
    std::string transport;  ///< tcp, tls, ws or wss
    std::uint16_t port = 0;
    std::string url;  ///< `mqtts://raspberry:8883`, `https://raspberry/`
};

struct ServerFacts {
    std::string version;
    std::string host_name;
    std::vector<DoorFacts> doors;
    bool has_own_ca = false;  ///< that clients must know: /ca.pem
    base::Timestamp started_at;
};

}  // namespace fieldcast::api
