#include "net/certificates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "net/machine_names.h"
#include "net/openssl.h"
#include "net/pem.h"
#include "net/tls_context.h"

namespace fieldcast::net {
namespace {

using Done = base::Result<void, std::string>;
using ExtensionPointer = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using NamesPointer = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using OctetsPointer = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;

constexpr std::size_t common_name_max = 64;

std::unexpected<std::string> failed(std::string_view what) {
    return std::unexpected(
        fmt::format("A certificate cannot be made: {}: {}.", what, take_openssl_error()));
}

std::string text_of(BIO* bio) {
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string_view text_of(const ASN1_STRING& string) {
    const unsigned char* data = ASN1_STRING_get0_data(&string);
    return {reinterpret_cast<const char*>(data),
            static_cast<std::size_t>(ASN1_STRING_length(&string))};
}

std::string pem_of(X509& certificate) {
    const BioPointer bio{BIO_new(BIO_s_mem())};
    PEM_write_bio_X509(bio.get(), &certificate);
    return text_of(bio.get());
}

std::string pem_of(const EVP_PKEY& key) {
    const BioPointer bio{BIO_new(BIO_s_mem())};
    PEM_write_bio_PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(bio.get());
}

/// The first certificate of the text; null: there is none.
CertificatePointer parse(std::string_view pem) {
    const BioPointer reader = reader_of(pem);
    CertificatePointer certificate{PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)};
    ERR_clear_error();
    return certificate;
}

Done add(X509& certificate, X509V3_CTX& context, int kind, const std::string& value) {
    const ExtensionPointer extension{X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
    if (!extension || X509_add_ext(&certificate, extension.get(), -1) != 1) return failed(value);
    return {};
}

std::string alternative_names(const std::vector<std::string>& names) {
    std::vector<std::string> texts;
    for (const std::string& name : names)
        texts.push_back((is_ip_address(name) ? "IP:" : "DNS:") + name);
    return fmt::format("{}", fmt::join(texts, ","));
}

/// RFC 5280, 4.2.1.
Done add_extensions(X509& certificate, X509& issuer, const CertificateTerms& terms) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
    const bool is_authority = terms.purpose == CertificatePurpose::authority;
    TRY(add(certificate, context, NID_subject_key_identifier, "hash"));
    TRY(add(certificate, context, NID_authority_key_identifier, "keyid"));
    TRY(add(certificate, context, NID_basic_constraints,
            is_authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE"));
    TRY(add(certificate, context, NID_key_usage,
            is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature"));
    if (is_authority) return {};
    TRY(add(certificate, context, NID_ext_key_usage,
            terms.purpose == CertificatePurpose::server ? "serverAuth" : "clientAuth"));
    if (terms.names.empty()) return {};
    return add(certificate, context, NID_subject_alt_name, alternative_names(terms.names));
}

/// 127 random bits, so that no two certificates of an authority are taken for one.
void set_serial(X509& certificate) {
    std::array<unsigned char, 16> bytes{};
    ASSERT(RAND_bytes(bytes.data(), bytes.size()) == 1);
    bytes[0] &= 0x7f;
    const std::unique_ptr<BIGNUM, Freed<BN_free>> number{
        BN_bin2bn(bytes.data(), bytes.size(), nullptr)};
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate));
}

void set_time(ASN1_TIME* place, base::Timestamp time) {
    ASN1_TIME_set(place, std::chrono::floor<base::Seconds>(time).time_since_epoch().count());
}

void fill(X509& certificate, EVP_PKEY& key, const CertificateTerms& terms) {
    X509_set_version(&certificate, X509_VERSION_3);
    set_serial(certificate);
    set_time(X509_getm_notBefore(&certificate), terms.begin);
    set_time(X509_getm_notAfter(&certificate), terms.end);
    X509_set_pubkey(&certificate, &key);
    const std::string name = terms.common_name.substr(0, common_name_max);
    std::vector<unsigned char> bytes{name.begin(), name.end()};
    X509_NAME_add_entry_by_NID(X509_get_subject_name(&certificate), NID_commonName, MBSTRING_UTF8,
                               bytes.data(), static_cast<int>(bytes.size()), -1, 0);
}

bool is_name(const GENERAL_NAME& found, const std::string& name) {
    if (found.type == GEN_DNS) return text_of(*found.d.dNSName) == name;
    if (found.type != GEN_IPADD || !is_ip_address(name)) return false;
    const OctetsPointer ip{a2i_IPADDRESS(name.c_str())};
    return ASN1_OCTET_STRING_cmp(found.d.iPAddress, ip.get()) == 0;
}

/// As it was asked for; not whether the name matches one with `*`, which has rules of its own.
bool has_name(X509& certificate, const std::string& name) {
    const NamesPointer names{static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr))};
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
        if (is_name(*sk_GENERAL_NAME_value(names.get(), i), name)) return true;
    return false;
}

}  // namespace

bool is_certifiable_name(std::string_view name) {
    constexpr std::size_t host_name_max = 253;
    if (is_ip_address(std::string{name})) return true;
    if (name.starts_with("*.")) name.remove_prefix(2);
    const auto may_stand_in_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.' || c == '_';
    };
    return !name.empty() && name.size() <= host_name_max && !name.starts_with('.') &&
           std::ranges::all_of(name, may_stand_in_name);
}

base::Result<Certificate, std::string> make_certificate(const CertificateTerms& terms,
                                                        const Certificate* authority) {
    const KeyPointer key{EVP_EC_gen("P-256")};
    const CertificatePointer certificate{X509_new()};
    if (!key || !certificate) return failed("no key");
    fill(*certificate, *key, terms);
    const CertificatePointer issuer = authority ? parse(authority->pem) : nullptr;
    if (authority && !issuer) return failed("the authority's certificate is unreadable");
    X509& signer = issuer ? *issuer : *certificate;
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(&signer));
    TRY(add_extensions(*certificate, signer, terms));
    KeyPointer signing_key;
    if (authority) signing_key = TRY(read_key({"of the authority", authority->key_pem}));
    if (X509_sign(certificate.get(), signing_key ? signing_key.get() : key.get(), EVP_sha256()) <=
        0)
        return failed("signing");
    return Certificate{pem_of(*certificate), pem_of(*key)};
}

bool is_good(const Certificate& certificate, std::string_view authority_pem,
             std::span<const std::string> names, base::Timestamp until) {
    const CertificatePointer own = parse(certificate.pem);
    const CertificatePointer authority = parse(authority_pem);
    const auto key = read_key({"", certificate.key_pem});
    if (!own || !authority || !key) return false;
    const bool fits = X509_check_private_key(own.get(), key->get()) == 1 &&
                      X509_verify(own.get(), X509_get0_pubkey(authority.get())) == 1;
    ERR_clear_error();
    return fits && end_of(*own) > until &&
           std::ranges::all_of(names, [&](const auto& name) { return has_name(*own, name); });
}

}  // namespace fieldcast::net
