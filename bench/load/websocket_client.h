#pragma once
// The client's side of WebSocket, as far as a load of MQTT needs it.

#include <memory>
#include <string_view>

#include "base/result.h"
#include "net/stream.h"

namespace fieldcast::load {

/// Asks for `/mqtt` over `carrier`, whose socket must block until this returns. Then one write() is
/// one frame, and any frame of the server that is not binary ends the stream. Error: what went
/// wrong.
[[nodiscard]] base::Result<std::unique_ptr<net::Stream>, std::string> open_websocket(
    std::unique_ptr<net::Stream> carrier, std::string_view host);

}  // namespace fieldcast::load
