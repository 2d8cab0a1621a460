#include "net/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>

#include "net/openssl.h"
#include "net/pem.h"
#include "net/tls_stream.h"

namespace fieldcast::net {
namespace {

using Done = base::Result<void, std::string>;

/// Of TLS 1.2. Forward secrecy and authenticated encryption; AES of 128 bits goes first, being as
/// safe as the certificate's key and cheaper, most of all its SHA-256 in handshakes.
constexpr const char* ciphers = "ECDHE+AESGCM+AES128:ECDHE+AESGCM:ECDHE+CHACHA20";

/// Of TLS 1.3: all of OpenSSL's, in the same order.
constexpr const char* ciphers_1_3 =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

/// Besides, what the TLS libraries of old microcontrollers have. RSA key exchange takes a server
/// certificate with an RSA key. Security level 1 lets keys of 1024 bits and signatures by SHA-1
/// pass. TLS 1.0 and 1.1 stay out: OpenSSL has them at level 0 alone, where nothing is checked any
/// more, and boards that cannot do 1.2 are better served by plain MQTT on a network of their own.
constexpr const char* compatible_ciphers =
    "ECDHE+AESGCM+AES128:ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:kRSA+AESGCM:kRSA+AES:@SECLEVEL=1";

/// Names this server's sessions, as OpenSSL wants it where clients have certificates.
constexpr std::string_view session_context = "fieldcast";

/// Two, OpenSSL's default, are for browsers that open several connections at once.
constexpr std::size_t tickets_per_handshake = 1;

Done check_dates(const X509& certificate, const std::string& path, base::Timestamp now) {
    if (end_of(certificate) <= now)
        return std::unexpected(fmt::format("The certificate in the file {} has expired on {}.",
                                           path, base::to_iso8601(end_of(certificate))));
    if (begin_of(certificate) > now)
        return std::unexpected(
            fmt::format("The certificate in the file {} is not valid before {}: check this "
                        "machine's clock.",
                        path, base::to_iso8601(begin_of(certificate))));
    return {};
}

}  // namespace

TlsContext::TlsContext(const TlsSettings& settings)
    : context_(SSL_CTX_new(TLS_server_method())),
      ca_pem_(settings.ca_pem),
      client_terms_(fmt::format("{} {}", static_cast<int>(settings.client_certificates),
                                settings.client_certificates == ClientCertificates::off
                                    ? std::string_view{}
                                    : std::string_view{settings.client_ca.text})),
      certificates_identify_(settings.certificates_identify) {
    ASSERT(context_);
    set_protocol(settings.is_compatible);
}

TlsContext::~TlsContext() {
    SSL_CTX_free(context_);
}

void TlsContext::set_protocol(bool is_compatible) {
    SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
    // Peers that close TCP without a word are the rule; MQTT and HTTP say themselves where they
    // end.
    SSL_CTX_set_options(context_, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                      SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                      SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                   SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context_, 1);
    // Tickets carry the sessions; a cache would keep each of them here, too.
    SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context_, tickets_per_handshake);
    std::array<unsigned char, session_context.size()> name{};
    std::copy(session_context.begin(), session_context.end(), name.begin());
    ASSERT(SSL_CTX_set_session_id_context(context_, name.data(), name.size()) == 1);
    ASSERT(SSL_CTX_set_ciphersuites(context_, ciphers_1_3) == 1);
    ASSERT(SSL_CTX_set_cipher_list(context_, is_compatible ? compatible_ciphers : ciphers) == 1);
}

base::Result<std::shared_ptr<const TlsContext>, std::string> TlsContext::make(
    const TlsSettings& settings, base::Timestamp now, const TlsContext* before) {
    const std::shared_ptr<TlsContext> made{new TlsContext{settings}};
    TRY(made->load(settings, now));
    TRY(made->load_client_ca(settings));
    if (before) made->take_over_tickets(*before);
    return made;
}

Done TlsContext::load(const TlsSettings& settings, base::Timestamp now) {
    std::vector<CertificatePointer> chain = TRY(read_certificates(settings.certificate));
    const KeyPointer key = TRY(read_key(settings.key));
    TRY(check_dates(*chain.front(), settings.certificate.path, now));
    if (SSL_CTX_use_certificate(context_, chain.front().get()) != 1)
        return std::unexpected(fmt::format("The certificate in the file {} cannot be used: {}.",
                                           settings.certificate.path, take_openssl_error()));
    for (std::size_t i = 1; i < chain.size(); ++i)
        if (SSL_CTX_add1_chain_cert(context_, chain[i].get()) != 1)
            return std::unexpected(fmt::format("Certificate {} in the file {} cannot be used: {}.",
                                               i + 1, settings.certificate.path,
                                               take_openssl_error()));
    if (X509_check_private_key(chain.front().get(), key.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context_, key.get()) != 1) {
        ERR_clear_error();
        return std::unexpected(fmt::format(
            "The key in the file {} does not belong to the certificate in the file {}, which must "
            "begin with the server's own certificate.",
            settings.key.path, settings.certificate.path));
    }
    return {};
}

Done TlsContext::load_client_ca(const TlsSettings& settings) {
    if (settings.client_certificates == ClientCertificates::off) return {};
    const std::vector<CertificatePointer> authorities = TRY(read_certificates(settings.client_ca));
    for (const CertificatePointer& authority : authorities) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context_), authority.get());
        SSL_CTX_add_client_CA(context_, authority.get());
    }
    ERR_clear_error();  // the same one twice is no harm
    const bool is_required = settings.client_certificates == ClientCertificates::required;
    SSL_CTX_set_verify(
        context_, SSL_VERIFY_PEER | (is_required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    return {};
}

/// A ticket vouches for the client's certificate too, so it ends with the terms it was given under.
void TlsContext::take_over_tickets(const TlsContext& before) {
    if (before.client_terms_ != client_terms_) return;
    std::array<unsigned char, 80> keys{};
    ASSERT(SSL_CTX_get_tlsext_ticket_keys(before.context_, keys.data(), keys.size()) == 1);
    ASSERT(SSL_CTX_set_tlsext_ticket_keys(context_, keys.data(), keys.size()) == 1);
    OPENSSL_cleanse(keys.data(), keys.size());
}

CertificateFacts TlsContext::certificate() const {
    const X509& own = *SSL_CTX_get0_certificate(context_);
    return {.names = names_of(own), .ends_at = end_of(own), .is_own = !ca_pem_.empty()};
}

std::unique_ptr<Stream> TlsContext::make_stream(FileDescriptor socket) const {
    SslPointer ssl{SSL_new(context_)};
    ASSERT(ssl);
    return make_tls_stream(std::move(socket), std::move(ssl), certificates_identify_);
}

}  // namespace fieldcast::net
