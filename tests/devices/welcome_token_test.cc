#include "devices/welcome_token.h"

#include <gtest/gtest.h>

namespace fieldcast::devices {
namespace {

constexpr ServerSecret secret{1, 2, 3};
constexpr base::Timestamp now{base::Seconds{1'790'000'000}};
constexpr base::Timestamp later = now + base::Seconds{1'800};

Directory directory_with(std::string password_hash) {
    model::User ada;
    ada.id = {7};
    ada.name = "ada";
    ada.password_hash = std::move(password_hash);
    Directory directory;
    directory.apply(std::make_shared<const model::User>(ada));
    return directory;
}

TEST(WelcomeToken, NamesItsUserUntilItEnds) {
    const Directory directory = directory_with("");
    const auto text = make_welcome_token({{7}, later}, directory, secret);
    const auto token = read_welcome_token(text, directory, secret, later);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->user, model::UserId{7});
    EXPECT_EQ(token->ends_at, later);
    EXPECT_FALSE(read_welcome_token(text, directory, secret, later + base::Seconds{1}));
}

TEST(WelcomeToken, IsUsedUpByThePasswordThatItSets) {
    const auto text = make_welcome_token({{7}, later}, directory_with("before"), secret);
    EXPECT_TRUE(read_welcome_token(text, directory_with("before"), secret, now));
    EXPECT_FALSE(read_welcome_token(text, directory_with("after"), secret, now));
}

TEST(WelcomeToken, SetsAServerUpOnlyWhileNobodyCanSignIn) {
    const auto text = make_welcome_token({{0}, later}, Directory{}, secret);
    EXPECT_TRUE(read_welcome_token(text, Directory{}, secret, now));
    EXPECT_TRUE(read_welcome_token(text, directory_with(""), secret, now));
    EXPECT_FALSE(read_welcome_token(text, directory_with("set"), secret, now));
}

TEST(WelcomeToken, IsWorthNothingAltered) {
    const Directory directory = directory_with("");
    const auto text = make_welcome_token({{7}, later}, directory, secret);
    EXPECT_FALSE(read_welcome_token(text, directory, ServerSecret{9}, now));
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string altered = text;
        altered[i] = altered[i] == '1' ? '2' : '1';
        EXPECT_FALSE(read_welcome_token(altered, directory, secret, now)) << altered;
    }
    for (const auto* wrong : {"", "-", "7", "7-", "7-1790000000", "-7-1790000000-", "x-y-z"})
        EXPECT_FALSE(read_welcome_token(wrong, directory, secret, now)) << wrong;
}

TEST(WelcomeToken, OfAUserWhoIsGoneIsWorthNothing) {
    const auto text = make_welcome_token({{8}, later}, directory_with(""), secret);
    EXPECT_FALSE(read_welcome_token(text, directory_with(""), secret, now));
}

}  // namespace
}  // namespace fieldcast::devices
