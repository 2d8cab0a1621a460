#include "devices/verified_passwords.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>
#include <ctime>

namespace fieldcast::devices {
namespace {

const std::string password = "correct horse";

/// Of the smallest cost: these tests are about which password counts.
AccessUser user_with(const std::string& text) {
    std::array<char, crypto_pwhash_STRBYTES> hash;
    EXPECT_EQ(crypto_pwhash_str(hash.data(), text.data(), text.size(), crypto_pwhash_OPSLIMIT_MIN,
                                crypto_pwhash_MEMLIMIT_MIN),
              0);
    return {hash.data(), {}};
}

TEST(VerifiedPasswords, AgreeWithTheHashTheFirstTimeAndLater) {
    VerifiedPasswords passwords{system_random()};
    const AccessUser user = user_with(password);
    EXPECT_FALSE(passwords.verify(user, "wrong before"));
    EXPECT_TRUE(passwords.verify(user, password));
    EXPECT_TRUE(passwords.verify(user, password));
    EXPECT_FALSE(passwords.verify(user, "wrong after"));
    EXPECT_FALSE(passwords.verify(user, ""));
    EXPECT_TRUE(passwords.verify(user, password));
}

TEST(VerifiedPasswords, ForgetAPasswordThatWasChanged) {
    VerifiedPasswords passwords{system_random()};
    AccessUser user = user_with(password);
    ASSERT_TRUE(passwords.verify(user, password));
    user = user_with("another one");
    EXPECT_FALSE(passwords.verify(user, password));
    EXPECT_TRUE(passwords.verify(user, "another one"));
}

TEST(VerifiedPasswords, DoNotMixUsersUp) {
    VerifiedPasswords passwords{system_random()};
    const AccessUser ada = user_with(password);
    const AccessUser bea = user_with("battery staple");
    ASSERT_TRUE(passwords.verify(ada, password));
    EXPECT_FALSE(passwords.verify(bea, password));
    ASSERT_TRUE(passwords.verify(bea, "battery staple"));
    EXPECT_FALSE(passwords.verify(ada, "battery staple"));
}

/// Processor time, since others may use the machine too.
std::clock_t cost_of(const auto& work) {
    const std::clock_t begin = std::clock();
    work();
    return std::clock() - begin;
}

TEST(VerifiedPasswords, ComputeTheSlowHashOnceOnly) {
    VerifiedPasswords passwords{system_random()};
    const AccessUser user{hash_user_password(password), {}};
    const auto first = cost_of([&] { ASSERT_TRUE(passwords.verify(user, password)); });
    const auto next_hundred = cost_of([&] {
        for (int i = 0; i < 50; ++i) {
            ASSERT_TRUE(passwords.verify(user, password));
            ASSERT_FALSE(passwords.verify(user, "wrong"));
        }
    });
    EXPECT_LT(next_hundred, first);
}

}  // namespace
}  // namespace fieldcast::devices
