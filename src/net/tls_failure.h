#pragma once
// Why TLS with a client did not come about, in words, with the remedy.

#include <string>

#include "net/openssl.h"

namespace fieldcast::net {

/// Empty if `first_byte` may begin TLS; otherwise what the client speaks in its place.
[[nodiscard]] std::string failure_of_first_byte(unsigned char first_byte);

/// Of the call that has failed last on this thread, whose errors are forgotten then.
[[nodiscard]] std::string failure_of(const SSL& ssl);

}  // namespace fieldcast::net
