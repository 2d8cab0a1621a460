#include "devices/sign_in_throttle.h"

#include <gtest/gtest.h>

namespace fieldcast::devices {
namespace {

using Throttle = SignInThrottle;

constexpr base::Instant start{base::Milliseconds{1'000'000}};

TEST(SignInThrottle, LetsEverybodyTryAtFirst) {
    const Throttle throttle;
    EXPECT_FALSE(throttle.wait("ada", "192.0.2.1", start));
}

TEST(SignInThrottle, StopsAnAccountAfterItsTriesWhateverTheAddress) {
    Throttle throttle;
    for (unsigned i = 0; i < Throttle::per_account.tries; ++i) {
        EXPECT_FALSE(throttle.wait("ada", "192.0.2.1", start)) << i;
        throttle.note_wrong("ada", "192.0.2.1", start);
    }
    EXPECT_EQ(throttle.wait("ada", "192.0.2.2", start), Throttle::per_account.each);
    EXPECT_FALSE(throttle.wait("bob", "192.0.2.1", start));
}

TEST(SignInThrottle, GivesOneTryBackAfterAWhile) {
    Throttle throttle;
    for (unsigned i = 0; i < Throttle::per_account.tries; ++i)
        throttle.note_wrong("ada", "192.0.2.1", start);
    const auto later = start + Throttle::per_account.each;
    EXPECT_FALSE(throttle.wait("ada", "192.0.2.1", later));
    throttle.note_wrong("ada", "192.0.2.1", later);
    EXPECT_TRUE(throttle.wait("ada", "192.0.2.1", later));
}

TEST(SignInThrottle, StopsAnAddressThatTriesManyAccounts) {
    Throttle throttle;
    for (unsigned i = 0; i < Throttle::per_address.tries; ++i)
        throttle.note_wrong(std::to_string(i), "192.0.2.1", start);
    EXPECT_TRUE(throttle.wait("ada", "192.0.2.1", start));
    EXPECT_FALSE(throttle.wait("ada", "192.0.2.2", start));
}

TEST(SignInThrottle, ForgetsWhatWasWrongOnceThePasswordIsRight) {
    Throttle throttle;
    for (unsigned i = 0; i < Throttle::per_account.tries; ++i)
        throttle.note_wrong("ada", "192.0.2.1", start);
    throttle.note_right("ada");
    EXPECT_FALSE(throttle.wait("ada", "192.0.2.1", start));
}

}  // namespace
}  // namespace fieldcast::devices
