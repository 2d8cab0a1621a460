#include "devices/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fieldcast::devices {
namespace {

using testing::ElementsAre;

constexpr ServerSecret secret{1, 2, 3};

model::UserRecord user(std::uint64_t id, std::string name) {
    model::User user;
    user.id = {id};
    user.name = std::move(name);
    return std::make_shared<model::User>(std::move(user));
}

model::SignInRecord sign_in(std::uint64_t id, std::string token_hash) {
    model::SignIn sign_in;
    sign_in.id = {id};
    sign_in.token_hash = std::move(token_hash);
    return std::make_shared<model::SignIn>(std::move(sign_in));
}

model::ChannelRecord channel(std::uint64_t id) {
    model::Channel channel;
    channel.id = {id};
    return std::make_shared<model::Channel>(std::move(channel));
}

model::DeviceRecord device(std::uint64_t id, std::string client_id,
                           std::string_view password = "secret") {
    model::Device device;
    device.id = {id};
    device.client_id = std::move(client_id);
    device.password_hash = hash_device_password(secret, password);
    return std::make_shared<model::Device>(std::move(device));
}

TEST(Directory, IsEmptyAtFirst) {
    const Directory directory;
    EXPECT_EQ(directory.find_user(model::UserId{1}), nullptr);
    EXPECT_EQ(directory.find_user("ada"), nullptr);
    EXPECT_EQ(directory.find_channel(model::ChannelId{1}), nullptr);
    EXPECT_EQ(directory.find_device(model::DeviceId{1}), nullptr);
    EXPECT_EQ(directory.find_device("A"), nullptr);
    EXPECT_TRUE(directory.devices().empty());
}

TEST(Directory, FindsWhatWasAdded) {
    Directory directory;
    const auto ada = user(1, "ada");
    const auto garden = channel(2);
    const auto sensor = device(3, "A");
    directory.apply(ada);
    directory.apply(garden);
    directory.apply(sensor);
    EXPECT_EQ(directory.find_user(model::UserId{1}), ada);
    EXPECT_EQ(directory.find_user("ada"), ada);
    EXPECT_EQ(directory.find_channel(model::ChannelId{2}), garden);
    EXPECT_EQ(directory.find_device(model::DeviceId{3}), sensor);
    EXPECT_EQ(directory.find_device("A"), sensor);
}

TEST(Directory, FindsASignInByItsTokenUntilItIsRemoved) {
    Directory directory;
    const auto laptop = sign_in(1, "hash");
    directory.apply(laptop);
    EXPECT_EQ(directory.find_sign_in("hash"), laptop);
    directory.apply(RemovedSignIn{laptop->id});
    EXPECT_EQ(directory.find_sign_in("hash"), nullptr);
    EXPECT_TRUE(directory.sign_ins().empty());
}

TEST(Directory, ReplacesARecordWhole) {
    Directory directory;
    directory.apply(device(3, "A", "old"));
    const auto renewed = device(3, "A", "new");
    directory.apply(renewed);
    EXPECT_EQ(directory.find_device("A"), renewed);
    EXPECT_THAT(directory.devices(), ElementsAre(renewed));
    directory.apply(channel(2));
    const auto changed = channel(2);
    directory.apply(changed);
    EXPECT_EQ(directory.find_channel(model::ChannelId{2}), changed);
}

TEST(Directory, ForgetsANameThatWasChanged) {
    Directory directory;
    directory.apply(user(1, "ada"));
    directory.apply(user(1, "lovelace"));
    EXPECT_EQ(directory.find_user("ada"), nullptr);
    ASSERT_NE(directory.find_user("lovelace"), nullptr);
    directory.apply(user(2, "ada"));
    EXPECT_EQ(directory.find_user("ada")->id, model::UserId{2});
}

TEST(Directory, FindsTheNewestOfTwoWithOneName) {
    Directory directory;
    const auto newer = device(2, "A");
    directory.apply(device(1, "A"));
    directory.apply(newer);
    EXPECT_EQ(directory.find_device("A"), newer);
    directory.apply(RemovedDevice{{1}});
    EXPECT_EQ(directory.find_device("A"), newer);
}

TEST(Directory, ForgetsWhatWasRemoved) {
    Directory directory;
    directory.apply(user(1, "ada"));
    directory.apply(channel(2));
    directory.apply(device(3, "A"));
    directory.apply(RemovedUser{{1}});
    directory.apply(RemovedChannel{{2}});
    directory.apply(RemovedDevice{{3}});
    EXPECT_EQ(directory.find_user(model::UserId{1}), nullptr);
    EXPECT_EQ(directory.find_user("ada"), nullptr);
    EXPECT_EQ(directory.find_channel(model::ChannelId{2}), nullptr);
    EXPECT_EQ(directory.find_device(model::DeviceId{3}), nullptr);
    EXPECT_EQ(directory.find_device("A"), nullptr);
}

TEST(Directory, IgnoresTheRemovalOfTheUnknown) {
    Directory directory;
    directory.apply(user(1, "ada"));
    directory.apply(RemovedUser{{7}});
    directory.apply(RemovedChannel{{7}});
    directory.apply(RemovedDevice{{7}});
    EXPECT_NE(directory.find_user("ada"), nullptr);
}

TEST(Directory, ListsInOrderOfId) {
    Directory directory;
    for (const std::uint64_t id : {5, 1, 9, 3}) {
        directory.apply(user(id, std::to_string(id)));
        directory.apply(channel(id));
        directory.apply(device(id, std::to_string(id)));
    }
    const auto ids_of = [](const auto& records) {
        std::vector<std::uint64_t> ids;
        for (const auto& record : records) ids.push_back(record->id.value);
        return ids;
    };
    EXPECT_THAT(ids_of(directory.users()), ElementsAre(1, 3, 5, 9));
    EXPECT_THAT(ids_of(directory.channels()), ElementsAre(1, 3, 5, 9));
    EXPECT_THAT(ids_of(directory.devices()), ElementsAre(1, 3, 5, 9));
}

class Authenticate : public testing::Test {
  protected:
    Authenticate() {
        directory.apply(known);
        directory.apply(device(8, "B", "other secret"));
    }

    ConnectRefusal refused(const Credentials& credentials) {
        const auto result = authenticate(directory, secret, credentials, now);
        EXPECT_FALSE(result);
        return result ? ConnectRefusal{} : result.error();
    }

    static model::DeviceRecord with_previous(std::string client_id, std::string_view password,
                                             std::string_view previous) {
        model::Device made = *device(7, std::move(client_id), password);
        made.previous_password_hash = hash_device_password(secret, previous);
        made.previous_password_until = now + kept;
        return std::make_shared<model::Device>(std::move(made));
    }

    static constexpr base::Timestamp now{base::Milliseconds{1'000}};
    static constexpr base::Milliseconds kept{500};
    Directory directory;
    const model::DeviceRecord known = device(7, "A", "secret");
};

TEST_F(Authenticate, AcceptsADevicesOwnCredentials) {
    const auto proved = authenticate(
        directory, secret, {.client_id = "A", .user_name = "A", .password = "secret"}, now);
    ASSERT_TRUE(proved);
    EXPECT_EQ(proved->device, known);
    EXPECT_EQ(proved->password, PasswordOf::now);
}

TEST_F(Authenticate, AcceptsThePasswordBeforeUntilItsTimeIsOver) {
    directory.apply(with_previous("A", "anew", "secret"));
    const Credentials old{.client_id = "A", .user_name = "A", .password = "secret"};
    const auto proved = authenticate(directory, secret, old, now);
    ASSERT_TRUE(proved);
    EXPECT_EQ(proved->password, PasswordOf::before);
    EXPECT_FALSE(authenticate(directory, secret, old, now + kept));
    EXPECT_TRUE(authenticate(directory, secret,
                             {.client_id = "A", .user_name = "A", .password = "anew"}, now + kept));
}

TEST_F(Authenticate, NoPasswordIsNotThePasswordBefore) {
    refused({.client_id = "A", .user_name = "A", .password = ""});
    refused({.client_id = "A", .user_name = "A", .password = {}});
}

TEST_F(Authenticate, FollowsAPasswordThroughChanges) {
    const auto changed = with_previous("A", "anew", "secret");
    EXPECT_EQ(password_after_change(*known, PasswordOf::now, *known, now), PasswordOf::now);
    EXPECT_EQ(password_after_change(*known, PasswordOf::now, *changed, now), PasswordOf::before);
    EXPECT_EQ(password_after_change(*known, PasswordOf::now, *changed, now + kept), std::nullopt);
    EXPECT_EQ(password_after_change(*changed, PasswordOf::before, *changed, now),
              PasswordOf::before);
    const auto again = with_previous("A", "third", "anew");
    EXPECT_EQ(password_after_change(*changed, PasswordOf::before, *again, now), std::nullopt);
    EXPECT_EQ(password_after_change(*changed, PasswordOf::now, *again, now), PasswordOf::before);
}

TEST_F(Authenticate, RefusesAWrongPasswordAndNamesTheDevice) {
    for (const std::optional<std::string_view> password :
         {std::optional<std::string_view>{"Secret"}, {""}, {"other secret"}, {}}) {
        const auto refusal = refused({.client_id = "A", .user_name = "A", .password = password});
        EXPECT_EQ(refusal.reason, model::Refusal::wrong_password);
        EXPECT_EQ(refusal.device, known);
    }
}

TEST_F(Authenticate, RefusesUnknownUserNamesWithoutADevice) {
    for (const std::optional<std::string_view> user_name :
         {std::optional<std::string_view>{"C"}, {"a"}, {""}, {}}) {
        const auto refusal =
            refused({.client_id = "A", .user_name = user_name, .password = "secret"});
        EXPECT_EQ(refusal.reason, model::Refusal::wrong_password);
        EXPECT_EQ(refusal.device, nullptr);
    }
}

TEST_F(Authenticate, RefusesAnotherClientIdOnlyOfWhoKnowsThePassword) {
    for (const auto* client_id : {"B", "", "a"}) {
        const auto refusal =
            refused({.client_id = client_id, .user_name = "A", .password = "secret"});
        EXPECT_EQ(refusal.reason, model::Refusal::client_id_differs);
        EXPECT_EQ(refusal.device, known);
    }
    EXPECT_EQ(refused({.client_id = "B", .user_name = "A", .password = "wrong"}).reason,
              model::Refusal::wrong_password);
}

TEST_F(Authenticate, RefusesADeviceThatWasRemoved) {
    directory.apply(RemovedDevice{known->id});
    EXPECT_EQ(refused({.client_id = "A", .user_name = "A", .password = "secret"}).device, nullptr);
}

TEST(Permissions, HoldForTheirChannelAndDirectionOnly) {
    model::Device device;
    device.permissions = {{.channel = {2}, .publish = true},
                          {.channel = {5}, .subscribe = true},
                          {.channel = {9}, .publish = true, .subscribe = true},
                          {.channel = {12}}};
    const auto may = [&](std::uint64_t id) {
        return std::pair{may_publish(device, {id}), may_subscribe(device, {id})};
    };
    EXPECT_EQ(may(2), std::pair(true, false));
    EXPECT_EQ(may(5), std::pair(false, true));
    EXPECT_EQ(may(9), std::pair(true, true));
    EXPECT_EQ(may(12), std::pair(false, false));
    for (const std::uint64_t id : {0, 1, 3, 10, 99}) EXPECT_EQ(may(id), std::pair(false, false));
}

TEST(Permissions, AreNoneForANewDevice) {
    EXPECT_FALSE(may_publish(model::Device{}, {1}));
    EXPECT_FALSE(may_subscribe(model::Device{}, {1}));
}

}  // namespace
}  // namespace fieldcast::devices
