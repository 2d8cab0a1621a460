#pragma once
// Making certificates: an authority of our own, and what it issues. ECDSA with P-256.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace fieldcast::net {

/// A certificate with its private key, both as PEM.
struct Certificate {
    std::string pem;
    std::string key_pem;
};

enum class CertificatePurpose : std::uint8_t { authority, server, client };

struct CertificateTerms {
    CertificatePurpose purpose = CertificatePurpose::server;
    std::string common_name;         ///< at most 64 characters
    std::vector<std::string> names;  ///< each as is_certifiable_name() wants it
    base::Timestamp begin;
    base::Timestamp end;
};

/// Whether a certificate may be issued for `name`: a host name, perhaps with `*.` before it, or an
/// IP address.
[[nodiscard]] bool is_certifiable_name(std::string_view name);

/// Makes a key and a certificate, signed by `authority`, or by itself where that is null. The error
/// is a sentence.
[[nodiscard]] base::Result<Certificate, std::string> make_certificate(const CertificateTerms& terms,
                                                                      const Certificate* authority);

/// Whether the certificate, the first of its text, belongs to its key, comes from the authority, is
/// good for all of `names` and will not have ended at `until`.
[[nodiscard]] bool is_good(const Certificate& certificate, std::string_view authority_pem,
                           std::span<const std::string> names, base::Timestamp until);

}  // namespace fieldcast::net
