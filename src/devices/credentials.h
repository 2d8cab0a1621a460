#pragma once
// Generated credentials and keys. Secrets of devices have 144 random bits, so a keyed hash is as
// safe as a slow one and costs a microsecond; passwords of people get argon2id.

#include <array>
#include <string>
#include <string_view>

#include "base/random.h"

namespace fieldcast::devices {

/// The server's secret, kept in a file of its own outside the database.
using ServerSecret = std::array<unsigned char, 32>;

/// A RandomSource over libsodium.
[[nodiscard]] base::RandomSource system_random();

/// 23 × [0-9A-Za-z], evenly chosen: what every MQTT server must accept as a client ID.
[[nodiscard]] std::string generate_client_id(const base::RandomSource& random);

/// Base64 of 18 random bytes: 24 characters, no padding.
[[nodiscard]] std::string generate_device_password(const base::RandomSource& random);

/// 16 × [0-9A-Z], evenly chosen: write, read and user keys.
[[nodiscard]] std::string generate_api_key(const base::RandomSource& random);

/// HMAC-SHA-256 of `password`, 32 bytes.
[[nodiscard]] std::string hash_device_password(const ServerSecret& secret,
                                               std::string_view password);

/// Compares in constant time.
[[nodiscard]] bool is_same_secret(std::string_view left, std::string_view right);

/// Compares in constant time.
[[nodiscard]] bool device_password_matches(const ServerSecret& secret, std::string_view password,
                                           std::string_view hash);

/// What people may choose.
inline constexpr std::size_t user_password_bytes_min = 8;
inline constexpr std::size_t user_password_bytes_max = 1024;

/// argon2id (19 MiB, two passes) in its text form; takes tens of milliseconds. Empty when memory
/// is short.
[[nodiscard]] std::string hash_user_password(std::string_view password);
/// Of a password that nobody has: checking it takes as long as checking a real one.
[[nodiscard]] const std::string& hash_of_no_password();
[[nodiscard]] bool user_password_matches(std::string_view password, const std::string& hash);

}  // namespace fieldcast::devices
