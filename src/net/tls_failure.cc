#include "net/tls_failure.h"

#include <fmt/format.h>
#include <openssl/err.h>

namespace fieldcast::net {
namespace {

/// OpenSSL adds this to the number of an alert that the peer has sent.
constexpr int alert_offset = SSL_AD_REASON_OFFSET;

std::string failure_of_alert(int alert) {
    switch (alert) {
        case SSL_AD_UNKNOWN_CA:
            return "The client does not trust the authority of the server's certificate (alert "
                   "unknown ca): give it the authority's certificate, ca.pem.";
        case SSL_AD_CERTIFICATE_EXPIRED:
            return "The client says that the server's certificate has expired: check the client's "
                   "clock, then the certificate.";
        case SSL_AD_BAD_CERTIFICATE:
        case SSL_AD_CERTIFICATE_UNKNOWN:
            return "The client does not accept the server's certificate (alert bad certificate): "
                   "check that it trusts the authority, and that the name it connects to stands in "
                   "the certificate (tls-names).";
        case SSL_AD_PROTOCOL_VERSION:
            return "The client does not speak TLS 1.2 or 1.3: update its TLS library.";
        case SSL_AD_HANDSHAKE_FAILURE:
            return "The client found no cipher that both have: update it, or switch tls-compat on.";
        default:
            return fmt::format("The client has ended TLS with the alert '{}'.",
                               SSL_alert_desc_string_long(alert));
    }
}

std::string failure_of_client_certificate(const SSL& ssl) {
    return fmt::format(
        "The client's certificate was refused: {}. tls-client-ca names the authorities that are "
        "trusted.",
        X509_verify_cert_error_string(SSL_get_verify_result(&ssl)));
}

}  // namespace

std::string failure_of_first_byte(unsigned char first_byte) {
    constexpr unsigned char tls_handshake = 0x16;
    constexpr unsigned char mqtt_connect = 0x10;
    if (first_byte == tls_handshake) return {};
    if (first_byte == mqtt_connect)
        return "The client speaks MQTT without TLS on a port for TLS: switch TLS on in the client, "
               "or have it use the port for plain MQTT.";
    if (first_byte >= 'A' && first_byte <= 'Z')
        return "The client speaks HTTP without TLS on a port for TLS: use an https:// address, or "
               "the port for plain HTTP.";
    return "The client does not speak TLS on a port for TLS: switch TLS on in the client, or have "
           "it use a port without.";
}

std::string failure_of(const SSL& ssl) {
    const int reason = ERR_GET_REASON(ERR_peek_error());
    const std::string text = take_openssl_error();
    if (reason > alert_offset) return failure_of_alert(reason - alert_offset);
    switch (reason) {
        case 0: return {};
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_WRONG_VERSION_NUMBER:
            return "The client does not speak TLS 1.2 or 1.3: update its TLS library.";
        case SSL_R_NO_SHARED_CIPHER:
            return "The client has no cipher that the server allows: update it, or switch "
                   "tls-compat on.";
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            return "The client has no certificate, and tls-client-certificates requires one.";
        case SSL_R_CERTIFICATE_VERIFY_FAILED: return failure_of_client_certificate(ssl);
        default: return fmt::format("TLS failed: {}.", text);
    }
}

}  // namespace fieldcast::net
