#pragma once
// Certificates and keys as PEM texts: reading them with a sentence about what is wrong.

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "net/openssl.h"

namespace fieldcast::net {

struct PemFile;

/// All certificates of the file, at least one. The error is a sentence that names the file.
[[nodiscard]] base::Result<std::vector<CertificatePointer>, std::string> read_certificates(
    const PemFile& file);

/// The private key of the file, which must not be encrypted.
[[nodiscard]] base::Result<KeyPointer, std::string> read_key(const PemFile& file);

/// The host names and IP addresses that a certificate is for.
[[nodiscard]] std::vector<std::string> names_of(const X509& certificate);

/// From and until when a certificate is good.
[[nodiscard]] base::Timestamp begin_of(const X509& certificate);
[[nodiscard]] base::Timestamp end_of(const X509& certificate);

}  // namespace fieldcast::net
