#pragma once
// OpenSSL's objects with an owner, and its last error as text.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace fieldcast::net {

template <auto free>
struct Freed {
    void operator()(auto* object) const { free(object); }
};

using BioPointer = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using CertificatePointer = std::unique_ptr<X509, Freed<X509_free>>;
using SslPointer = std::unique_ptr<SSL, Freed<SSL_free>>;

/// A reader of `text`, which must outlive it.
[[nodiscard]] inline BioPointer reader_of(std::string_view text) {
    return BioPointer{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

/// The reason of the latest error of this thread, whose errors are forgotten then.
[[nodiscard]] std::string take_openssl_error();

}  // namespace fieldcast::net
