// What pages may see.
#include "server/viewer.h"

#include <gtest/gtest.h>

#include "server/identity.h"

namespace fieldcast::server {
namespace {

using model::Refusal;

constexpr model::UserId ada{1};
constexpr model::UserId bob{2};
constexpr model::UserId root{3};
constexpr model::UserId gone{4};

class Viewers : public testing::Test {
  protected:
    Viewers() {
        has_user(ada, "ada", model::Role::user);
        has_user(bob, "bob", model::Role::user);
        has_user(root, "root", model::Role::administrator);
        has_channel(1, {});
        has_channel(2, {.is_public = true});
        has_channel(3, {.viewers = {bob}});
    }

    void has_user(model::UserId id, std::string name, model::Role role) {
        directory.apply(std::make_shared<const model::User>(
            model::User{.id = id, .name = name, .role = role, .api_key = "key of " + name}));
    }

    /// Ada's.
    void has_channel(std::uint64_t id, model::Channel channel) {
        channel.id = {id};
        channel.owner = ada;
        directory.apply(std::make_shared<const model::Channel>(std::move(channel)));
    }

    [[nodiscard]] std::optional<Refusal> refusal(model::UserId user,
                                                 std::string_view filter) const {
        return permissions.refusal_of_filter(page_of(user), filter);
    }

    static Identity page_of(model::UserId user) {
        return {.access = std::make_shared<const Access>(Access{.viewer = Viewer{user}})};
    }

    [[nodiscard]] auto asks(std::vector<http::Header> headers) const {
        const channels::UpdateRules rules;
        const channels::TimeZones zones;
        const api::ServerFacts facts;
        const base::RandomSource random;
        const api::Context context{.directory = directory,
                                   .update_rules = rules,
                                   .zones = zones,
                                   .secret = secret,
                                   .random = random,
                                   .facts = facts,
                                   .now = {}};
        return viewer_of({.method = "GET", .path = "/mqtt", .headers = std::move(headers)},
                         context);
    }

    Settings settings{.general_topics = {"#"}};
    /// Ada's, by the token.
    void has_sign_in(std::string_view token) {
        directory.apply(std::make_shared<const model::SignIn>(
            model::SignIn{.id = {1},
                          .user = ada,
                          .token_hash = devices::hash_device_password(secret, token),
                          .ends_at = base::Timestamp{base::Seconds{1}}}));
    }

    const devices::ServerSecret secret{1, 2, 3};
    devices::Directory directory;
    Permissions permissions{settings, directory};
};

TEST_F(Viewers, ReadWhatTheirUserMayRead) {
    for (const model::UserId user : {ada, root}) {
        EXPECT_EQ(refusal(user, "channels/1/subscribe"), std::nullopt);
        EXPECT_EQ(refusal(user, "channels/3/subscribe"), std::nullopt);
    }
    EXPECT_EQ(refusal(bob, "channels/1/subscribe"), Refusal::subscribe_not_allowed);
    EXPECT_EQ(refusal(bob, "channels/3/subscribe/fields/field1"), std::nullopt);
}

TEST_F(Viewers, ReadPublicChannelsWithoutAUser) {
    for (const model::UserId user : {model::UserId{}, gone, bob})
        EXPECT_EQ(refusal(user, "channels/2/subscribe"), std::nullopt);
    for (const char* filter :
         {"channels/1/subscribe", "channels/3/subscribe", "channels/9/subscribe"})
        EXPECT_EQ(refusal({}, filter), Refusal::subscribe_not_allowed) << filter;
}

TEST_F(Viewers, ReadNothingButChannels) {
    for (const char* filter : {"#", "home", "$SYS/#", "channels/#", "channels/+/subscribe"})
        EXPECT_EQ(refusal(root, filter), Refusal::topic_not_subscribable) << filter;
    EXPECT_FALSE(permissions.may_receive(page_of(root), "home"));
}

TEST_F(Viewers, PublishNothing) {
    EXPECT_TRUE(permissions.refusal_of_channel_publish(page_of(ada), model::ChannelId{1}));
    EXPECT_TRUE(permissions.refusal_of_general_publish(page_of(ada), "home"));
}

TEST_F(Viewers, AreAskedAgainAtDelivery) {
    const Identity page = page_of(bob);
    EXPECT_TRUE(page.has_denied_topics());
    EXPECT_TRUE(permissions.may_receive(page, "channels/3/subscribe"));
    has_channel(3, {});
    EXPECT_FALSE(permissions.may_receive(page, "channels/3/subscribe"));
}

TEST_F(Viewers, ArePagesOfThisServer) {
    const auto page = asks({{"Host", "raspi:8080"},
                            {"Origin", "http://raspi:8080"},
                            {"Authorization", "Bearer key of ada"}});
    ASSERT_TRUE(page && *page);
    EXPECT_EQ((*page)->user, ada);
    const auto nobody = asks({{"Host", "raspi"}, {"Origin", "https://raspi"}});
    ASSERT_TRUE(nobody && *nobody);
    EXPECT_EQ((*nobody)->user, model::UserId{});
}

TEST_F(Viewers, OtherClientsAreNone) {
    for (const char* origin : {"", "null", "http://evil.example", "http://raspi:8080"}) {
        const auto other = asks({{"Host", "raspi"}, {"Origin", origin}});
        ASSERT_TRUE(other) << origin;
        EXPECT_FALSE(*other) << origin;
    }
}

TEST_F(Viewers, AreKnownByTheCookieOfTheirUser) {
    has_sign_in("token");
    const auto page =
        asks({{"Host", "raspi"}, {"Origin", "http://raspi"}, {"Cookie", "fieldcast=token"}});
    ASSERT_TRUE(page && *page);
    EXPECT_EQ((*page)->user, ada);
    EXPECT_TRUE(is_valid(**page, directory));
    directory.apply(devices::RemovedSignIn{{1}});
    EXPECT_FALSE(is_valid(**page, directory));
}

TEST_F(Viewers, AnotherServersPageMayNotUseTheSignIn) {
    has_sign_in("token");
    const http::Header host{"Host", "raspi"};
    const http::Header origin{"Origin", "http://evil.example"};
    const auto page = asks({host, origin, {"Cookie", "fieldcast=token"}});
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().status, 403);
    const auto without = asks({host, origin, {"Cookie", "fieldcast=other"}});
    ASSERT_TRUE(without);
    EXPECT_FALSE(*without);
}

TEST_F(Viewers, EndWithTheirUser) {
    EXPECT_TRUE(is_valid({ada}, directory));
    EXPECT_TRUE(is_valid({}, directory));
    directory.apply(devices::RemovedUser{ada});
    EXPECT_FALSE(is_valid({ada}, directory));
}

}  // namespace
}  // namespace fieldcast::server
