#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

#include "http/header_list.h"
#include "http/websocket.h"

namespace fieldcast::http {
namespace {

/// Proves that the answer is a WebSocket server's (RFC 6455, 1.3).
constexpr std::string_view protocol_guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

std::unexpected<Response> refuse(std::string_view reason, int status = 400) {
    Response response{
        .status = status, .content_type = "text/plain; charset=utf-8", .body = std::string(reason)};
    if (status == 426) {
        response.headers.push_back({"Upgrade", "websocket"});
        response.headers.push_back({"Sec-WebSocket-Version", "13"});
    }
    return std::unexpected(std::move(response));
}

/// Whether it is 16 bytes in base64.
bool is_valid_key(std::string_view key) {
    constexpr std::size_t encoded_size = 24;
    std::array<unsigned char, encoded_size> decoded{};
    return key.size() == encoded_size && key.ends_with("==") && key[encoded_size - 3] != '=' &&
           EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(key.data()),
                           encoded_size) > 0;
}

std::string accept_value(std::string_view key) {
    const std::string proven = std::string(key).append(protocol_guid);
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(proven.data()), proven.size(), digest.data());
    std::array<unsigned char, 29> encoded{};  // 28 and a NUL
    const int size = EVP_EncodeBlock(encoded.data(), digest.data(), SHA_DIGEST_LENGTH);
    return {encoded.begin(), encoded.begin() + size};
}

/// Of those offered, the first that is MQTT. Their case matters.
std::string_view choose_protocol(const Request& request) {
    for (const Header& header : request.headers) {
        if (!is_same_word(header.name, "Sec-WebSocket-Protocol")) continue;
        const std::string_view chosen = find_element(header.value, [](std::string_view offered) {
            return offered == "mqtt" || offered == "mqttv3.1";
        });
        if (!chosen.empty()) return chosen;
    }
    return {};
}

}  // namespace

bool is_websocket_upgrade(const Request& request) {
    return has_word(request.header("Upgrade"), "websocket");
}

base::Result<std::string, Response> websocket_handshake(const Request& request) {
    if (request.method != "GET" || request.minor_version == 0)
        return refuse("A WebSocket begins with a GET request of HTTP/1.1.");
    if (!is_websocket_upgrade(request) || !has_word(request.header("Connection"), "upgrade"))
        return refuse(
            "A WebSocket needs the headers Upgrade: websocket and Connection: Upgrade. If a proxy "
            "stands before this server, let it pass them on.",
            426);
    if (request.header("Sec-WebSocket-Version") != "13")
        return refuse("Only version 13 of WebSocket is spoken here.", 426);
    const std::string_view key = request.header("Sec-WebSocket-Key");
    if (!is_valid_key(key)) return refuse("Sec-WebSocket-Key must be 16 bytes in base64.");
    const std::string_view protocol = choose_protocol(request);
    if (protocol.empty())
        return refuse(
            "This WebSocket speaks MQTT: offer the sub-protocol mqtt.");  // [MQTT-6.0.0-3]
    return std::string(
               "HTTP/1.1 101 Switching Protocols\r\n"
               "Upgrade: websocket\r\n"
               "Connection: Upgrade\r\n"
               "Sec-WebSocket-Accept: ")
        .append(accept_value(key))
        .append("\r\nSec-WebSocket-Protocol: ")
        .append(protocol)  // [MQTT-6.0.0-4]
        .append("\r\n\r\n");
}

}  // namespace fieldcast::http
