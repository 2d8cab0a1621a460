#pragma once
// Where the server listens and what it speaks there. Plain data.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fieldcast::server {

struct Settings;

/// A port that another one may stand in for.
struct WebPort {
    std::uint16_t number = 0;     ///< 0: none
    std::uint16_t otherwise = 0;  ///< tried where `number` cannot be had; 0: that is an error then
    friend bool operator==(WebPort, WebPort) = default;
};

enum class Protocol : std::uint8_t { mqtt, http };

struct Endpoint {
    Protocol protocol = Protocol::mqtt;
    bool is_tls = false;
    bool has_proxy_header = false;  ///< connections begin with a header of the PROXY protocol
    std::string address;            ///< IPv4 or IPv6, without brackets
    std::uint16_t port = 0;
    std::uint16_t port_otherwise = 0;    ///< see WebPort
    std::string_view option = "listen";  ///< that asked for it, for errors

    /// As parse_endpoint() reads it: `https://[::]:8443?proxy-protocol`.
    [[nodiscard]] std::string url() const;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Reads `mqtt://127.0.0.1:1883`, also `mqtts`, `http`, `https`, IPv6 addresses in brackets and
/// `?proxy-protocol` behind it. Nothing: it is no such URL.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view url);

/// All places where the settings want a listener.
[[nodiscard]] std::vector<Endpoint> endpoints_of(const Settings& settings);

/// tcp, tls, ws or wss: what carries MQTT there.
[[nodiscard]] std::string_view transport_of(const Endpoint& endpoint);

/// Where clients find it: `mqtts://raspberry:8883`, `http://127.0.0.1:8080`. `host` stands for an
/// address that means all of this machine.
[[nodiscard]] std::string public_url(const Endpoint& endpoint, std::string_view host);

/// What to write into a log or a browser: `MQTT on 127.0.0.1 port 1883, mqtt://127.0.0.1:1883`.
/// `host` stands in URLs for an address that means all of this machine.
[[nodiscard]] std::string description_of(const Endpoint& endpoint, std::string_view host);

}  // namespace fieldcast::server
