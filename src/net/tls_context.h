#pragma once
// What TLS connections of this server go by: certificate, key, whose client certificates are
// taken, ciphers. Immutable, shared by all shards; a reload makes another one.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "net/file_descriptor.h"
#include "net/stream.h"

struct ssl_ctx_st;

namespace fieldcast::net {

enum class ClientCertificates : std::uint8_t { off, optional, required };

/// A file that was read already; the path is for error messages.
struct PemFile {
    std::string path;
    std::string text;
};

struct TlsSettings {
    PemFile certificate;  ///< the server's, and behind it those that lead to its authority
    PemFile key;
    std::string ca_pem;  ///< the authority, where it is our own; for clients to fetch
    PemFile client_ca;   ///< whose certificates clients may have; unused with `off`
    ClientCertificates client_certificates = ClientCertificates::off;
    bool is_compatible = false;          ///< also RSA key exchange, CBC and short keys
    bool certificates_identify = false;  ///< streams tell certified_name()
};

/// What people want to know of a certificate.
struct CertificateFacts {
    std::vector<std::string> names;  ///< of hosts and addresses that it is for
    base::Timestamp ends_at;
    bool is_own = false;  ///< issued by our own authority
};

class TlsContext {
  public:
    /// Checks everything that a handshake would stumble over. Session tickets that `before` has
    /// given out stay good, unless other clients are let in now. The error is a sentence that names
    /// the file and says what is wrong with it.
    [[nodiscard]] static base::Result<std::shared_ptr<const TlsContext>, std::string> make(
        const TlsSettings& settings, base::Timestamp now, const TlsContext* before = nullptr);

    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// TLS on an accepted socket, non-blocking; the handshake is part of reading. The process must
    /// ignore SIGPIPE. The context may go before the stream does.
    [[nodiscard]] std::unique_ptr<Stream> make_stream(FileDescriptor socket) const;

    [[nodiscard]] std::string_view ca_pem() const { return ca_pem_; }

    [[nodiscard]] CertificateFacts certificate() const;

  private:
    explicit TlsContext(const TlsSettings& settings);
    void set_protocol(bool is_compatible);
    [[nodiscard]] base::Result<void, std::string> load(const TlsSettings& settings,
                                                       base::Timestamp now);
    [[nodiscard]] base::Result<void, std::string> load_client_ca(const TlsSettings& settings);
    void take_over_tickets(const TlsContext& before);

    ssl_ctx_st* context_;
    std::string ca_pem_;
    std::string client_terms_;  ///< who was let in; sessions are resumed among equal ones alone
    bool certificates_identify_;
};

}  // namespace fieldcast::net
