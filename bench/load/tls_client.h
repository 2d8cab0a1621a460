#pragma once
// The client's side of TLS. It trusts every server: what is measured is at home.

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "net/file_descriptor.h"
#include "net/openssl.h"
#include "net/stream.h"

namespace fieldcast::load {

using SessionPointer = std::unique_ptr<SSL_SESSION, net::Freed<SSL_SESSION_free>>;

class TlsClient {
  public:
    /// `resumes`: whether connections go on with the session of one before them. `is_1_2`: whether
    /// TLS 1.2 is the newest version.
    TlsClient(bool resumes, bool is_1_2);
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    /// Does the handshake on a connected socket, which must block. Error: what went wrong. Several
    /// threads may do so at once.
    [[nodiscard]] base::Result<std::unique_ptr<net::Stream>, std::string> connect(
        net::FileDescriptor socket);

    [[nodiscard]] unsigned resumed() const { return resumed_; }

  private:
    static int keep_session(SSL* ssl, SSL_SESSION* session);
    [[nodiscard]] SessionPointer copy_session() const;

    std::unique_ptr<SSL_CTX, net::Freed<SSL_CTX_free>> context_;
    mutable std::mutex session_mutex_;
    SessionPointer session_;
    std::atomic<unsigned> resumed_ = 0;
};

}  // namespace fieldcast::load
