#include "devices/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace fieldcast::devices {
namespace {

using testing::_;
using testing::Each;
using testing::Pair;

/// 0, 1, 2 … 255, 0 …
class CountingBytes {
  public:
    void operator()(std::span<unsigned char> bytes) {
        for (unsigned char& byte : bytes) byte = next_++;
    }

  private:
    unsigned char next_ = 0;
};

void fill_with_zeros(std::span<unsigned char> bytes) {
    std::ranges::fill(bytes, 0);
}

ServerSecret secret_of(unsigned char byte) {
    ServerSecret secret;
    secret.fill(byte);
    return secret;
}

bool is_drawn_from(std::string_view text, std::string_view alphabet) {
    return text.find_first_not_of(alphabet) == std::string_view::npos;
}

constexpr std::string_view capitals_and_digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const std::string letters_and_digits =
    std::string{capitals_and_digits} + "abcdefghijklmnopqrstuvwxyz";

TEST(ClientId, HasTheFormThatEveryServerAccepts) {  // [MQTT-3.1.3-5]
    const auto random = system_random();
    for (int i = 0; i < 1'000; ++i) {
        const auto client_id = generate_client_id(random);
        EXPECT_EQ(client_id.size(), 23U);
        EXPECT_TRUE(is_drawn_from(client_id, letters_and_digits)) << client_id;
    }
}

TEST(ClientId, IsNotDrawnTwice) {
    const auto random = system_random();
    std::set<std::string> drawn;
    for (int i = 0; i < 1'000; ++i) drawn.insert(generate_client_id(random));
    EXPECT_EQ(drawn.size(), 1'000U);
}

using Draw = std::string (*)(const base::RandomSource&);

/// How many byte values stand for each character. A source that repeats one byte is asked again
/// only if `draw` throws that byte away.
std::map<char, int> bytes_by_character(Draw draw) {
    std::map<char, int> counts;
    for (int byte = 0; byte < 256; ++byte) {
        int fills = 0;
        const auto text = draw([&](std::span<unsigned char> bytes) {
            std::ranges::fill(bytes, static_cast<unsigned char>(fills++ == 0 ? byte : 0));
        });
        if (fills == 1) ++counts[text.front()];
    }
    return counts;
}

TEST(ClientId, FavoursNoCharacter) {
    const auto counts = bytes_by_character(generate_client_id);
    EXPECT_EQ(counts.size(), 62U);
    EXPECT_THAT(counts, Each(Pair(_, 4)));
}

TEST(ApiKey, FavoursNoCharacter) {
    const auto counts = bytes_by_character(generate_api_key);
    EXPECT_EQ(counts.size(), 36U);
    EXPECT_THAT(counts, Each(Pair(_, 7)));
}

TEST(ApiKey, IsSixteenCapitalsAndDigits) {
    const auto random = system_random();
    for (int i = 0; i < 1'000; ++i) {
        const auto key = generate_api_key(random);
        EXPECT_EQ(key.size(), 16U);
        EXPECT_TRUE(is_drawn_from(key, capitals_and_digits)) << key;
    }
}

TEST(ApiKey, SkipsBytesThatWouldFavourACharacter) {
    const base::RandomSource random = [byte = 250](std::span<unsigned char> bytes) mutable {
        for (unsigned char& one : bytes) one = static_cast<unsigned char>(byte++);
    };
    EXPECT_EQ(generate_api_key(random), "YZ0123456789ABCD");  // 250, 251, then 0: not 252 to 255
}

TEST(DevicePassword, IsBase64OfEighteenBytes) {
    EXPECT_EQ(generate_device_password(CountingBytes{}), "AAECAwQFBgcICQoLDA0ODxAR");
    EXPECT_EQ(generate_device_password(fill_with_zeros), std::string(24, 'A'));
    EXPECT_TRUE(
        is_drawn_from(generate_device_password(system_random()), letters_and_digits + "+/"));
}

TEST(DevicePasswordHash, IsHmacSha256) {
    // Made with: python3 -c "import hmac; print(hmac.new(b'\x0b' * 32, b'Hi There',
    // 'sha256').hexdigest())"
    const std::string hash = hash_device_password(secret_of(0x0b), "Hi There");
    std::string hex;
    for (const char byte : hash) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[static_cast<unsigned char>(byte) >> 4];
        hex += digits[static_cast<unsigned char>(byte) & 0xf];
    }
    EXPECT_EQ(hex, "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7");
}

TEST(DevicePasswordHash, MatchesOnlyItsPasswordAndSecret) {
    const auto hash = hash_device_password(secret_of(1), "open sesame");
    EXPECT_TRUE(device_password_matches(secret_of(1), "open sesame", hash));
    EXPECT_FALSE(device_password_matches(secret_of(1), "open sesamE", hash));
    EXPECT_FALSE(device_password_matches(secret_of(1), "", hash));
    EXPECT_FALSE(device_password_matches(secret_of(2), "open sesame", hash));
    EXPECT_FALSE(device_password_matches(secret_of(1), "open sesame", hash.substr(0, 31)));
    EXPECT_FALSE(device_password_matches(secret_of(1), "open sesame", ""));
}

TEST(UserPasswordHash, IsArgon2idWithOurCost) {
    const auto hash = hash_user_password("correct horse");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
    EXPECT_NE(hash, hash_user_password("correct horse")) << "salted";
}

TEST(UserPasswordHash, MatchesOnlyItsPassword) {
    const auto hash = hash_user_password("correct horse");
    EXPECT_TRUE(user_password_matches("correct horse", hash));
    EXPECT_FALSE(user_password_matches("correct horsE", hash));
    EXPECT_FALSE(user_password_matches("", hash));
}

TEST(UserPasswordHash, ThatIsNoneMatchesNothing) {
    EXPECT_FALSE(user_password_matches("", ""));
    EXPECT_FALSE(user_password_matches("x", "x"));
    EXPECT_FALSE(user_password_matches("x", "$argon2id$v=19$"));
}

}  // namespace
}  // namespace fieldcast::devices
