#pragma once
// Passwords that were right before, so that a client that comes again costs a microsecond instead
// of an argon2id. Kind of state: *owned* by one thread; each shard has its own.

#include <string_view>

#include "base/random.h"
#include "base/string_map.h"
#include "devices/access_list.h"
#include "devices/credentials.h"

namespace fieldcast::devices {

class VerifiedPasswords {
  public:
    explicit VerifiedPasswords(const base::RandomSource& random) { random(salt_); }

    /// As verify_password. The slow hash is computed only until the user's password was right once:
    /// a hash has one password, so every other one is wrong.
    [[nodiscard]] bool verify(const AccessUser& user, std::string_view password);

  private:
    /// Hashes whose users were removed or got another password gather here until then.
    static constexpr std::size_t passwords_max = 4096;

    ServerSecret salt_;
    /// Password hash → HMAC-SHA-256 of the password under `salt_`. The key is the hash, which is
    /// salted too, so that a changed password is another entry.
    base::StringMap<std::string> digests_;
};

}  // namespace fieldcast::devices
