#pragma once
// A Stream of TLS over a socket. Made by TlsContext.

#include "net/file_descriptor.h"
#include "net/openssl.h"
#include "net/stream.h"

namespace fieldcast::net {

/// `tells_name`: whether certified_name() is told.
[[nodiscard]] std::unique_ptr<Stream> make_tls_stream(FileDescriptor socket, SslPointer ssl,
                                                      bool tells_name);

}  // namespace fieldcast::net
