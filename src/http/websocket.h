#pragma once
// WebSocket (RFC 6455) as a carrier of MQTT: the answer to the handshake, and a Stream whose bytes
// are the payloads of binary frames.

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/message.h"
#include "net/stream.h"

namespace fieldcast::http {

/// Whether `request` asks for a WebSocket, well formed or not.
[[nodiscard]] bool is_websocket_upgrade(const Request& request);

/// The `101 Switching Protocols` for `request`, which speaks MQTT: sub-protocol `mqtt` or
/// `mqttv3.1`, the one offered echoed; no extension. The error is the response that refuses, with
/// the reason in its body.
[[nodiscard]] base::Result<std::string, Response> websocket_handshake(const Request& request);

/// Wraps `carrier`, on which the handshake is done and its answer taken whole. Control frames are
/// answered inside; a text frame, an unmasked one or any other that a client must not send closes
/// the stream with the status code of RFC 6455, 7.4.1, and failure() says why. One write() is one
/// frame. `received`: bytes that came behind the request.
[[nodiscard]] std::unique_ptr<net::Stream> make_websocket_stream(
    std::unique_ptr<net::Stream> carrier, base::BytesView received);

}  // namespace fieldcast::http
