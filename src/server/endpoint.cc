#include "server/endpoint.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "server/settings.h"

namespace fieldcast::server {
namespace {

constexpr std::string_view proxy_suffix = "?proxy-protocol";

struct Scheme {
    std::string_view text;
    Protocol protocol;
    bool is_tls;
};

constexpr std::array schemes = {
    Scheme{"mqtt", Protocol::mqtt, false},
    Scheme{"mqtts", Protocol::mqtt, true},
    Scheme{"http", Protocol::http, false},
    Scheme{"https", Protocol::http, true},
};

std::string_view scheme_of(const Endpoint& endpoint) {
    for (const Scheme& scheme : schemes)
        if (scheme.protocol == endpoint.protocol && scheme.is_tls == endpoint.is_tls)
            return scheme.text;
    return {};
}

bool is_address(int family, const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return ::inet_pton(family, text.c_str(), address.data()) == 1;
}

std::string in_brackets(std::string_view address) {
    const bool is_ipv6 = address.find(':') != std::string_view::npos;
    return is_ipv6 ? fmt::format("[{}]", address) : std::string{address};
}

/// `raspberry:1883`; `host` stands for an address that means all of this machine.
std::string place_of(const Endpoint& endpoint, std::string_view host) {
    const bool is_everywhere = endpoint.address == "::" || endpoint.address == "0.0.0.0";
    return fmt::format("{}:{}", is_everywhere ? std::string{host} : in_brackets(endpoint.address),
                       endpoint.port);
}

/// `127.0.0.1` or `[::1]`; empty: neither.
std::string parse_address(std::string_view text) {
    const bool has_brackets = text.starts_with('[') && text.ends_with(']');
    const std::string address{has_brackets ? text.substr(1, text.size() - 2) : text};
    return is_address(has_brackets ? AF_INET6 : AF_INET, address) ? address : std::string{};
}

/// 0: no port.
std::uint16_t parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() ? port : std::uint16_t{0};
}

}  // namespace

std::string Endpoint::url() const {
    return fmt::format("{}://{}:{}{}", scheme_of(*this), in_brackets(address), port,
                       has_proxy_header ? proxy_suffix : "");
}

std::optional<Endpoint> parse_endpoint(std::string_view url) {
    const std::size_t scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) return std::nullopt;
    std::string_view place = url.substr(scheme_end + 3);
    Endpoint endpoint;
    endpoint.has_proxy_header = place.ends_with(proxy_suffix);
    if (endpoint.has_proxy_header) place.remove_suffix(proxy_suffix.size());
    if (place.ends_with('/')) place.remove_suffix(1);
    const std::size_t colon = place.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    endpoint.address = parse_address(place.substr(0, colon));
    endpoint.port = parse_port(place.substr(colon + 1));
    if (endpoint.address.empty() || endpoint.port == 0) return std::nullopt;
    for (const Scheme& scheme : schemes) {
        if (scheme.text != url.substr(0, scheme_end)) continue;
        endpoint.protocol = scheme.protocol;
        endpoint.is_tls = scheme.is_tls;
        return endpoint;
    }
    return std::nullopt;
}

std::vector<Endpoint> endpoints_of(const Settings& settings) {
    const auto at = [&](Protocol protocol, bool is_tls, WebPort port, std::string_view option) {
        return Endpoint{.protocol = protocol,
                        .is_tls = is_tls,
                        .address = settings.bind_address,
                        .port = port.number,
                        .port_otherwise = port.otherwise,
                        .option = option};
    };
    std::vector<Endpoint> endpoints = {
        at(Protocol::mqtt, false, {settings.mqtt_port}, "mqtt-port"),
        at(Protocol::mqtt, true, {settings.mqtts_port}, "mqtts-port"),
        at(Protocol::http, false, settings.http_port, "http-port"),
        at(Protocol::http, true, settings.https_port, "https-port"),
    };
    std::erase_if(endpoints, [](const Endpoint& endpoint) { return endpoint.port == 0; });
    endpoints.insert(endpoints.end(), settings.listen.begin(), settings.listen.end());
    return endpoints;
}

std::string_view transport_of(const Endpoint& endpoint) {
    if (endpoint.protocol == Protocol::mqtt) return endpoint.is_tls ? "tls" : "tcp";
    return endpoint.is_tls ? "wss" : "ws";
}

std::string public_url(const Endpoint& endpoint, std::string_view host) {
    return fmt::format("{}://{}", scheme_of(endpoint), place_of(endpoint, host));
}

std::string description_of(const Endpoint& endpoint, std::string_view host) {
    const std::string place = place_of(endpoint, host);
    const std::string_view secure = endpoint.is_tls ? "s" : "";
    const std::string_view behind =
        endpoint.has_proxy_header ? ", behind a proxy that sends PROXY headers" : "";
    if (endpoint.protocol == Protocol::mqtt)
        return fmt::format("MQTT on {} port {}: mqtt{}://{}{}", endpoint.address, endpoint.port,
                           secure, place, behind);
    return fmt::format("HTTP on {} port {}: http{}://{}/ and, for MQTT, ws{}://{}/mqtt{}",
                       endpoint.address, endpoint.port, secure, place, secure, place, behind);
}

}  // namespace fieldcast::server
