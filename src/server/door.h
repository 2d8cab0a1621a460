#pragma once
// A listening socket of one shard and what is spoken to those who come in by it.

#include "net/file_descriptor.h"
#include "server/endpoint.h"

namespace fieldcast::server {

struct Door {
    net::FileDescriptor listener;
    Endpoint endpoint;
};

}  // namespace fieldcast::server
