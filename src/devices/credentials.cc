#include "devices/credentials.h"

#include <sodium.h>

#include "base/result.h"

namespace fieldcast::devices {
namespace {

constexpr std::string_view letters_and_digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view capitals_and_digits = letters_and_digits.substr(0, 36);

constexpr unsigned long long argon2_passes = 2;
constexpr std::size_t argon2_bytes = 19 * 1024 * 1024;

static_assert(std::tuple_size_v<ServerSecret> == crypto_auth_hmacsha256_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// Safe to call again and from any thread.
void start_sodium() {
    ASSERT(sodium_init() >= 0);
}

/// `length` characters of `alphabet`, each as likely as the others: bytes beyond the last whole
/// multiple of the alphabet's size are thrown away.
std::string choose(const base::RandomSource& random, std::string_view alphabet,
                   std::size_t length) {
    const std::size_t fair = 256 / alphabet.size() * alphabet.size();
    std::string chosen;
    while (chosen.size() < length) {
        std::array<unsigned char, 32> bytes;
        random(bytes);
        for (const unsigned char byte : bytes)
            if (byte < fair && chosen.size() < length) chosen += alphabet[byte % alphabet.size()];
    }
    return chosen;
}

}  // namespace

base::RandomSource system_random() {
    start_sodium();
    return [](std::span<unsigned char> bytes) { randombytes_buf(bytes.data(), bytes.size()); };
}

std::string generate_client_id(const base::RandomSource& random) {
    return choose(random, letters_and_digits, 23);
}

std::string generate_device_password(const base::RandomSource& random) {
    std::array<unsigned char, 18> bytes;
    random(bytes);
    std::array<char, 25> text;  // with sodium's NUL
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    return text.data();
}

std::string generate_api_key(const base::RandomSource& random) {
    return choose(random, capitals_and_digits, 16);
}

std::string hash_device_password(const ServerSecret& secret, std::string_view password) {
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> hash;
    crypto_auth_hmacsha256(hash.data(), bytes_of(password), password.size(), secret.data());
    return {hash.begin(), hash.end()};
}

bool is_same_secret(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

bool device_password_matches(const ServerSecret& secret, std::string_view password,
                             std::string_view hash) {
    return is_same_secret(hash_device_password(secret, password), hash);
}

std::string hash_user_password(std::string_view password) {
    start_sodium();
    std::array<char, crypto_pwhash_STRBYTES> text;
    const bool hashed =
        crypto_pwhash_str_alg(text.data(), password.data(), password.size(), argon2_passes,
                              argon2_bytes, crypto_pwhash_ALG_ARGON2ID13) == 0;
    return hashed ? text.data() : std::string{};
}

const std::string& hash_of_no_password() {
    static const std::string hash = hash_user_password(generate_device_password(system_random()));
    return hash;
}

bool user_password_matches(std::string_view password, const std::string& hash) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace fieldcast::devices
