#pragma once
// What administration is told of the running server. Plain data, made for one request.

#include <cstdint>
#include <optional>
#include <string>

#include "api/server_facts.h"
#include "net/tls_context.h"

namespace fieldcast::server {

struct ServerStatus {
    const api::ServerFacts& facts;
    std::string data_folder;
    std::optional<net::CertificateFacts> certificate;  ///< nothing: no door speaks TLS
    std::uint64_t connections = 0;
    std::uint64_t sessions = 0;
    std::uint64_t retained_messages = 0;
};

}  // namespace fieldcast::server
