#include "app/admin_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "administered_folder.h"
#include "devices/credentials.h"

namespace fieldcast::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

std::vector<std::string> keys(const Json& object) {
    std::vector<std::string> names;
    for (const auto& [key, value] : object.items()) names.push_back(key);
    return names;
}

std::string text(const Json& object, const char* key) {
    return object.at(key).get<std::string>();
}

constexpr const char* api_key = "[0-9A-Z]{16}";
constexpr const char* device_password = "[0-9A-Za-z+/]{24}";

class Users : public testing::Test {
  protected:
    AdministeredFolder admin;
};

TEST_F(Users, FirstIsAdministratorAndOthersAreNot) {
    EXPECT_EQ(admin.done({{"command", "user add"}, {"name", "ada"}}),
              (Json{{"user", "ada"},
                    {"role", "administrator"},
                    {"can_sign_in", false},
                    {"time_zone", ""},
                    {"created_at", "2026-11-22T00:00:00Z"}}));
    EXPECT_EQ(admin.done({{"command", "user add"}, {"name", "bob"}})["role"], "user");
    const Json cleo = {{"command", "user add"}, {"name", "cleo"}, {"administrator", true}};
    EXPECT_EQ(admin.done(cleo)["role"], "administrator");
    EXPECT_EQ(admin.done({{"command", "user list"}}).size(), 3);
}

TEST_F(Users, HaveDifferentNamesThatAreText) {
    admin.done({{"command", "user add"}, {"name", "ada"}});
    EXPECT_THAT(admin.error({{"command", "user add"}, {"name", "ada"}}), HasSubstr("already"));
    EXPECT_THAT(admin.error({{"command", "user add"}, {"name", ""}}), HasSubstr("empty"));
    EXPECT_THAT(admin.error({{"command", "user add"}, {"name", "a\nb"}}), HasSubstr("control"));
    EXPECT_THAT(admin.error({{"command", "user add"}, {"name", std::string(256, 'a')}}),
                HasSubstr("255 bytes"));
    EXPECT_EQ(admin.done({{"command", "user add"}, {"name", std::string(255, 'a')}})["role"],
              "user");
}

TEST_F(Users, HaveAKeyThatStaysUntilItIsMadeAnew) {
    admin.done({{"command", "user add"}, {"name", "ada"}});
    const Json first = admin.done({{"command", "user key"}, {"name", "ada"}});
    EXPECT_THAT(keys(first), ElementsAre("user", "user_api_key"));
    EXPECT_THAT(text(first, "user_api_key"), MatchesRegex(api_key));
    admin.reopen();
    EXPECT_EQ(admin.done({{"command", "user key"}, {"name", "ada"}}), first);
    const Json anew = admin.done({{"command", "user key"}, {"name", "ada"}, {"regenerate", true}});
    EXPECT_NE(anew["user_api_key"], first["user_api_key"]);
    EXPECT_EQ(admin.done({{"command", "user key"}, {"name", "ada"}}), anew);
}

TEST_F(Users, CanSignInOnceTheyHaveAPasswordHash) {
    admin.done({{"command", "user add"}, {"name", "ada"}});
    const std::string hash = devices::hash_user_password("correct horse");
    const Json set = {{"command", "user password"}, {"name", "ada"}, {"password_hash", hash}};
    EXPECT_EQ(admin.done(set)["can_sign_in"], true);
    EXPECT_EQ(admin.folder().directory.find_user("ada")->password_hash, hash);
    const Json plain = {{"command", "user password"}, {"name", "ada"}, {"password_hash", "horse"}};
    EXPECT_THAT(admin.error(plain), HasSubstr("argon2id"));
    EXPECT_THAT(admin.error({{"command", "user password"}, {"name", "ada"}}), HasSubstr("missing"));
}

TEST_F(Users, SetAServerUpOnceWithTheFirstAdministrator) {
    const std::string hash = devices::hash_user_password("correct horse");
    admin.done({{"command", "user add"}, {"name", "admin"}});
    admin.done({{"command", "channel add"}, {"name", "Demo"}});
    const Json set_up = {{"command", "user set-up"}, {"name", "ada"}, {"password_hash", hash}};
    EXPECT_EQ(admin.done(set_up)["role"], "administrator");
    EXPECT_EQ(admin.done({{"command", "channel list"}})[0]["owner"], "ada");
    EXPECT_EQ(admin.done({{"command", "user list"}}).size(), 1U);
    EXPECT_THAT(admin.error(set_up), HasSubstr("set up already"));
}

TEST_F(Users, SetAnEmptyServerUp) {
    const std::string hash = devices::hash_user_password("correct horse");
    admin.done({{"command", "user set-up"}, {"name", "ada"}, {"password_hash", hash}});
    EXPECT_EQ(admin.folder().directory.find_user("ada")->role, model::Role::administrator);
}

TEST_F(Users, AreGivenLinksThatSetTheirPasswords) {
    EXPECT_THAT(text(admin.done({{"command", "user link"}}), "link"), StartsWith("/welcome#0-"));
    admin.done({{"command", "user add"}, {"name", "ada"}});
    const Json link = admin.done({{"command", "user link"}, {"name", "ada"}});
    EXPECT_THAT(text(link, "link"), StartsWith("/welcome#1-"));
    EXPECT_EQ(link["user"], "ada");
    EXPECT_EQ(link["expires_at"], "2026-11-29T00:00:00Z");
    const std::string hash = devices::hash_user_password("correct horse");
    admin.done({{"command", "user password"}, {"name", "ada"}, {"password_hash", hash}});
    EXPECT_THAT(admin.error({{"command", "user link"}}), HasSubstr("set up already"));
}

TEST_F(Users, KeepOneAdministrator) {
    admin.done({{"command", "user add"}, {"name", "ada"}});
    admin.done({{"command", "user add"}, {"name", "bob"}});
    const Json demote = {{"command", "user set"}, {"name", "ada"}, {"role", "user"}};
    EXPECT_THAT(admin.error(demote), HasSubstr("last administrator"));
    EXPECT_THAT(admin.error({{"command", "user remove"}, {"name", "ada"}}),
                HasSubstr("last administrator"));
    admin.done({{"command", "user set"}, {"name", "bob"}, {"role", "administrator"}});
    EXPECT_EQ(admin.done(demote)["role"], "user");
    EXPECT_THAT(admin.error({{"command", "user set"}, {"name", "bob"}, {"role", "king"}}),
                HasSubstr("administrator or user"));
}

class SignIns : public testing::Test {
  protected:
    SignIns() {
        admin.done({{"command", "user add"}, {"name", "ada"}});
        admin.done({{"command", "user add"}, {"name", "bob"}});
    }

    Json sign_in(const char* name, const char* token_hash) {
        return admin.done({{"command", "sign-in add"},
                           {"name", name},
                           {"token_hash", token_hash},
                           {"address", "192.0.2.7"},
                           {"browser", "Lynx"}});
    }
    Json list(const char* name) {
        return admin.done({{"command", "user sign-ins"}, {"name", name}});
    }

    AdministeredFolder admin;
};

TEST_F(SignIns, AreFoundByTheHashOfTheirTokenAfterARestart) {
    sign_in("ada", "00ff7a");
    admin.reopen();
    const auto found = admin.folder().directory.find_sign_in(std::string("\0\xff\x7a", 3));
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->browser, "Lynx");
    EXPECT_EQ(list("ada")[0]["address"], "192.0.2.7");
    EXPECT_EQ(list("bob"), Json::array());
}

TEST_F(SignIns, EndAfterAMonth) {
    sign_in("ada", "01");
    admin.now += std::chrono::days{30};
    EXPECT_EQ(list("ada"), Json::array());
    sign_in("bob", "02");
    EXPECT_EQ(admin.folder().directory.find_sign_in("\1"), nullptr);
}

TEST_F(SignIns, GiveWayToNewerOnesWhereAUserHasMany) {
    for (int i = 10; i < 35; ++i) sign_in("ada", std::to_string(i).c_str());
    EXPECT_EQ(list("ada").size(), 20U);
    EXPECT_EQ(list("ada")[0]["id"], 6);
}

TEST_F(SignIns, EndWithAnotherPasswordButForTheOneThatSetIt) {
    sign_in("ada", "01");
    const Json asking = sign_in("ada", "02");
    sign_in("bob", "03");
    const std::string hash = devices::hash_user_password("correct horse");
    admin.done({{"command", "user change-password"},
                {"name", "ada"},
                {"password_hash", hash},
                {"keep_sign_in", asking["id"].dump()}});
    ASSERT_EQ(list("ada").size(), 1U);
    EXPECT_EQ(list("ada")[0]["id"], asking["id"]);
    EXPECT_EQ(list("bob").size(), 1U);
    admin.done({{"command", "user password"}, {"name", "ada"}, {"password_hash", hash}});
    EXPECT_EQ(list("ada"), Json::array());
}

TEST_F(SignIns, EndOnDemandAndWithTheirUser) {
    const Json first = sign_in("bob", "01");
    sign_in("bob", "02");
    const Json of_ada = sign_in("ada", "03");
    EXPECT_THAT(admin.error({{"command", "user sign-out"}, {"name", "bob"}, {"id", "3"}}),
                HasSubstr("fieldcast user sign-ins bob"));
    admin.done({{"command", "user sign-out"}, {"name", "bob"}, {"id", first["id"].dump()}});
    EXPECT_EQ(list("bob").size(), 1U);
    admin.done({{"command", "user remove"}, {"name", "bob"}});
    EXPECT_EQ(admin.folder().directory.sign_ins().size(), 1U);
}

TEST_F(Users, AreRemovedOnlyWhenTheyOwnNothing) {
    admin.done({{"command", "user add"}, {"name", "ada"}});
    admin.done({{"command", "device add"}, {"name", "Sensor"}});
    EXPECT_THAT(admin.error({{"command", "user remove"}, {"name", "ada"}}),
                HasSubstr("device set ID --owner"));
    admin.done({{"command", "device remove"}, {"id", "1"}});
    EXPECT_EQ(admin.done({{"command", "user remove"}, {"name", "ada"}})["removed"], true);
    EXPECT_EQ(admin.done({{"command", "user list"}}), Json::array());
    EXPECT_THAT(admin.error({{"command", "user remove"}, {"name", "ada"}}),
                HasSubstr("fieldcast user list"));
}

class Channels : public testing::Test {
  protected:
    Channels() { admin.done({{"command", "user add"}, {"name", "ada"}}); }

    Json set(Json settings) {
        settings["command"] = "channel set";
        settings["id"] = "1";
        return settings;
    }
    Json show() { return admin.done({{"command", "channel show"}, {"id", "1"}}); }

    /// An entry whose field 1 is `value`.
    void store_entry(const std::string& value) {
        storage::Store& store = *admin.folder().store;
        std::array<std::optional<std::string_view>, model::value_names> values{value};
        const auto id = store.feeds().append({1}, admin.now, model::EntryValues{values}, admin.now);
        ASSERT_TRUE(id);
        ASSERT_TRUE(store.commit());
    }

    /// Messages as publishes with RETAIN leave them.
    void retain(std::initializer_list<const char*> topics) {
        storage::Store& store = *admin.folder().store;
        for (const char* topic : topics)
            ASSERT_TRUE(store.retained().put({.topic = topic, .payload = "1", .properties = {}}));
        ASSERT_TRUE(store.commit());
    }

    /// The topics of those that a restart finds.
    std::vector<std::string> retained_topics() {
        admin.reopen();
        std::vector<std::string> topics;
        const auto stored = admin.folder().store->retained().load();
        for (const auto& message : *stored) topics.push_back(message.topic);
        return topics;
    }

    AdministeredFolder admin;
};

TEST_F(Channels, NeedAUserFirst) {
    admin.done({{"command", "user remove"}, {"name", "ada"}});
    EXPECT_THAT(admin.error({{"command", "channel add"}, {"name", "x"}}),
                HasSubstr("fieldcast user add"));
}

TEST_F(Channels, AreAddedWithIdAndTwoKeys) {
    const Json added = admin.done({{"command", "channel add"}, {"name", "Greenhouse"}});
    EXPECT_THAT(keys(added), ElementsAre("id", "write_api_key", "read_api_key"));
    EXPECT_EQ(added["id"], 1);
    EXPECT_THAT(text(added, "write_api_key"), MatchesRegex(api_key));
    EXPECT_THAT(text(added, "read_api_key"), MatchesRegex(api_key));
    EXPECT_NE(added["write_api_key"], added["read_api_key"]);
}

TEST_F(Channels, HaveFieldOneWhereNoneIsNamed) {
    admin.done({{"command", "channel add"}, {"name", "a"}});
    EXPECT_EQ(show()["field1"], "Field Label 1");
    admin.done({{"command", "channel add"}, {"name", "b"}, {"field", {"3=Three", "8=Eight"}}});
    const Json second = admin.done({{"command", "channel show"}, {"id", "2"}});
    EXPECT_FALSE(second.contains("field1"));
    EXPECT_EQ(second["field3"], "Three");
    EXPECT_EQ(second["field8"], "Eight");
}

TEST_F(Channels, ShowEverySettingAfterARestart) {
    admin.done({{"command", "channel add"}, {"name", "Greenhouse"}});
    admin.done(set({{"name", "Cellar"},
                    {"field", {"1=", "2=Humidity"}},
                    {"public", true},
                    {"description", "cold"},
                    {"interval", "15"},
                    {"metadata", "{\n\t\"a\": 1\r\n}"},
                    {"tags", "a,b"},
                    {"url", "https://a.example"},
                    {"github_url", "https://b.example"},
                    {"latitude", "48.5"},
                    {"longitude", "-11"},
                    {"elevation", "520"},
                    {"last_entry_on_subscribe", "on"}}));
    admin.reopen();
    const Json channel = show();
    EXPECT_EQ(channel["name"], "Cellar");
    EXPECT_FALSE(channel.contains("field1"));
    EXPECT_EQ(channel["field2"], "Humidity");
    EXPECT_EQ(channel["public"], true);
    EXPECT_EQ(channel["description"], "cold");
    EXPECT_EQ(channel["interval"], 15);
    EXPECT_EQ(channel["metadata"], "{\n\t\"a\": 1\r\n}");
    EXPECT_EQ(channel["tags"], "a,b");
    EXPECT_EQ(channel["url"], "https://a.example");
    EXPECT_EQ(channel["github_url"], "https://b.example");
    EXPECT_EQ(channel["latitude"], "48.5");
    EXPECT_EQ(channel["longitude"], "-11");
    EXPECT_EQ(channel["elevation"], "520");
    EXPECT_EQ(channel["last_entry_on_subscribe"], true);
    EXPECT_EQ(admin.done(set({{"private", true}, {"interval", "500ms"}}))["interval"], 0.5);
    EXPECT_EQ(show()["public"], false);
}

TEST_F(Channels, ForgetAPositionThatIsEmptied) {
    admin.done({{"command", "channel add"}, {"name", "Greenhouse"}});
    admin.done(set({{"elevation", "520"}, {"latitude", "52.5"}}));
    admin.done(set({{"elevation", ""}, {"latitude", ""}}));
    EXPECT_EQ(show()["elevation"], "");
    EXPECT_EQ(show()["latitude"], "0.0");
}

TEST_F(Channels, RefuseSettingsThatMeanNothing) {
    admin.done({{"command", "channel add"}, {"name", "x"}});
    for (const char* field : {"0=a", "9=a", "1", "=a", "one=a", "-1=a", ""})
        EXPECT_THAT(admin.error(set({{"field", {field}}})), HasSubstr("N from 1 to 8")) << field;
    for (const char* interval : {"", "-1", "soon", "367d", "99999999999"})
        EXPECT_THAT(admin.error(set({{"interval", interval}})), HasSubstr("interval")) << interval;
    for (const char* latitude : {"90.1", "-91", "north", "nan"})
        EXPECT_THAT(admin.error(set({{"latitude", latitude}})), HasSubstr("from -90 to 90"));
    EXPECT_THAT(admin.error(set({{"name", ""}})), HasSubstr("empty"));
    EXPECT_THAT(admin.error(set({{"metadata", "\x1b"}})), HasSubstr("without control characters"));
    EXPECT_THAT(admin.error(set({{"tags", "a\nb"}})), HasSubstr("without control characters"));
    EXPECT_THAT(admin.error(set({{"last_entry_on_subscribe", "yes"}})), HasSubstr("on or off"));
    EXPECT_THAT(admin.error(set({{"public", true}, {"private", true}})), HasSubstr("either"));
}

TEST_F(Channels, ChangeNothingWhenOneSettingIsWrong) {
    admin.done({{"command", "channel add"}, {"name", "x"}});
    const Json before = show();
    admin.error(set({{"name", "y"}, {"field", {"9=a"}}}));
    EXPECT_EQ(show(), before);
}

TEST_F(Channels, MakeAndEndKeys) {
    const Json added = admin.done({{"command", "channel add"}, {"name", "x"}});
    const Json two = admin.done(set({{"new_write_key", true}, {"add_read_key", "for Bob"}}));
    EXPECT_NE(two["write_api_key"], added["write_api_key"]);
    ASSERT_EQ(two["read_api_keys"].size(), 2);
    EXPECT_EQ(two["read_api_keys"][1]["note"], "for Bob");
    const Json one = admin.done(set({{"remove_read_key", added["read_api_key"]}}));
    ASSERT_EQ(one["read_api_keys"].size(), 1);
    EXPECT_EQ(one["read_api_keys"][0], two["read_api_keys"][1]);
    EXPECT_THAT(admin.error(set({{"remove_read_key", "NONE"}})), HasSubstr("no such read key"));
    EXPECT_THAT(admin.error(set({{"add_read_key", std::string(256, 'a')}})), HasSubstr("255"));
}

TEST_F(Channels, ChangeTheirOwner) {
    admin.done({{"command", "channel add"}, {"name", "x"}});
    admin.done({{"command", "user add"}, {"name", "bob"}});
    EXPECT_EQ(admin.done(set({{"owner", "bob"}}))["owner"], "bob");
    EXPECT_THAT(admin.error(set({{"owner", "eve"}})), HasSubstr("fieldcast user list"));
}

TEST_F(Channels, PrintTheirFeedAsJsonOrCsv) {
    admin.done({{"command", "channel add"}, {"name", "x"}, {"field", {"1=Temp"}}});
    for (const char* value : {"1", "2", "3"}) store_entry(value);
    const Json last_two = admin.done(
        {{"command", "channel feed"}, {"id", "1"}, {"results", "2"}, {"format", "json"}});
    const Json feed = Json::parse(text(last_two, "text"));
    EXPECT_EQ(feed["channel"]["last_entry_id"], 3);
    ASSERT_EQ(feed["feeds"].size(), 2);
    EXPECT_EQ(feed["feeds"][0]["field1"], "2");
    const Json csv = admin.done({{"command", "channel feed"}, {"id", "1"}, {"format", "csv"}});
    EXPECT_EQ(text(csv, "text").substr(0, 28), "created_at,entry_id,field1\n2");
    EXPECT_THAT(admin.error({{"command", "channel feed"}, {"id", "1"}, {"format", "xml"}}),
                HasSubstr("json or csv"));
    EXPECT_THAT(admin.error({{"command", "channel feed"}, {"id", "1"}, {"results", "all"}}),
                HasSubstr("not a number"));
}

TEST_F(Channels, BeginAgainWithEntryOneWhenCleared) {
    admin.done({{"command", "channel add"}, {"name", "x"}});
    store_entry("1");
    EXPECT_EQ(show()["last_entry_id"], 1);
    EXPECT_EQ(admin.done({{"command", "channel clear"}, {"id", "1"}}),
              (Json{{"id", 1}, {"cleared", true}}));
    EXPECT_EQ(show()["last_entry_id"], 0);
}

TEST_F(Channels, AreGoneWhenRemovedAndTheirIdIsNotGivenAgain) {
    admin.done({{"command", "channel add"}, {"name", "x"}});
    admin.done({{"command", "channel remove"}, {"id", "1"}});
    admin.reopen();
    EXPECT_THAT(admin.error({{"command", "channel show"}, {"id", "1"}}),
                HasSubstr("There is no channel 1. All channels: fieldcast channel list."));
    EXPECT_EQ(admin.done({{"command", "channel add"}, {"name", "y"}})["id"], 2);
}

TEST_F(Channels, RetainNothingWhenClearedOrRemoved) {
    admin.done({{"command", "channel add"}, {"name", "x"}});
    for (const char* command : {"channel clear", "channel remove"}) {
        retain({"channels/1/subscribe", "channels/1/subscribe/json",
                "channels/1/subscribe/fields/field1", "channels/1/subscribe/fields/field8",
                "channels/11/subscribe"});
        admin.done({{"command", command}, {"id", "1"}});
        EXPECT_THAT(retained_topics(), ElementsAre("channels/11/subscribe")) << command;
    }
}

class Devices : public testing::Test {
  protected:
    Devices() {
        admin.done({{"command", "user add"}, {"name", "ada"}});
        for (const char* name : {"one", "two", "three"})
            admin.done({{"command", "channel add"}, {"name", name}});
    }

    Json add(const Json& permissions) {
        return admin.done(
            {{"command", "device add"}, {"name", "Sensor"}, {"channel", permissions}});
    }
    Json change(const char* command, const Json& permissions) {
        return {{"command", command}, {"id", "1"}, {"permissions", permissions}};
    }
    Json permissions() { return admin.done({{"command", "device show"}, {"id", "1"}})["channels"]; }

    AdministeredFolder admin;
};

Json permission(int channel, bool publish, bool subscribe) {
    return {{"id", channel}, {"publish", publish}, {"subscribe", subscribe}};
}

TEST_F(Devices, AreAddedWithCredentialsThatHold) {
    const Json added = add({"1:publish,subscribe"});
    EXPECT_THAT(keys(added), ElementsAre("device_id", "client_id", "username", "password"));
    EXPECT_EQ(added["device_id"], 1);
    EXPECT_THAT(text(added, "client_id"), MatchesRegex("[0-9A-Za-z]{23}"));
    EXPECT_EQ(added["username"], added["client_id"]);
    EXPECT_THAT(text(added, "password"), MatchesRegex(device_password));
    admin.reopen();
    const auto device = admin.folder().directory.find_device(text(added, "client_id"));
    ASSERT_TRUE(device);
    EXPECT_TRUE(devices::device_password_matches(admin.folder().secret, text(added, "password"),
                                                 device->password_hash));
    EXPECT_EQ(admin.done({{"command", "device show"}, {"id", "1"}}).dump().find("password"),
              std::string::npos);
}

TEST_F(Devices, GetANewPasswordThatEndsTheOldOne) {
    const Json added = add(Json::array());
    const Json anew = admin.done({{"command", "device password"}, {"id", "1"}});
    EXPECT_EQ(keys(anew), keys(added));
    EXPECT_EQ(anew["client_id"], added["client_id"]);
    const std::string hash =
        admin.folder().directory.find_device(model::DeviceId{1})->password_hash;
    const auto& secret = admin.folder().secret;
    EXPECT_TRUE(devices::device_password_matches(secret, text(anew, "password"), hash));
    EXPECT_FALSE(devices::device_password_matches(secret, text(added, "password"), hash));
}

TEST_F(Devices, KeepTheOldPasswordForSomeHoursIfAsked) {
    const Json added = add(Json::array());
    const Json request = {{"command", "device password"}, {"id", "1"}, {"keep_old_hours", "168"}};
    EXPECT_TRUE(admin.done(request).contains("old_password_until"));
    const auto device = admin.folder().directory.find_device(model::DeviceId{1});
    EXPECT_TRUE(devices::device_password_matches(admin.folder().secret, text(added, "password"),
                                                 device->previous_password_hash));
    admin.done({{"command", "device password"}, {"id", "1"}});
    EXPECT_EQ(admin.folder().directory.find_device(model::DeviceId{1})->previous_password_hash, "");
    for (const char* hours : {"169", "-1", "many"})
        EXPECT_THAT(
            admin.error({{"command", "device password"}, {"id", "1"}, {"keep_old_hours", hours}}),
            HasSubstr("168"));
}

TEST_F(Devices, GainAndLosePermissionsChannelByChannel) {
    add({"2:publish"});
    admin.done(change("device allow", {"1:subscribe", "2:subscribe"}));
    EXPECT_EQ(permissions(), Json::array({permission(1, false, true), permission(2, true, true)}));
    admin.done(change("device deny", {"2:publish"}));
    EXPECT_EQ(permissions(), Json::array({permission(1, false, true), permission(2, false, true)}));
    admin.done(change("device deny", {"1"}));
    EXPECT_EQ(permissions(), Json::array({permission(2, false, true)}));
    admin.done(change("device deny", {"2:publish,subscribe"}));
    EXPECT_EQ(permissions(), Json::array());
}

TEST_F(Devices, KeepPermissionsInOrderOfChannels) {
    add({"3:publish", "1:publish", "2:publish"});
    EXPECT_TRUE(std::ranges::is_sorted(
        admin.folder().directory.find_device(model::DeviceId{1})->permissions, {},
        &model::ChannelPermission::channel));
}

TEST_F(Devices, RefusePermissionsThatMeanNothing) {
    add({"1:publish"});
    for (const char* wrong : {"1", "1:", "1:read", ":publish", "one:publish", "1:publish,", ""})
        EXPECT_THAT(admin.error(change("device allow", {wrong})), HasSubstr("1:publish,subscribe"))
            << wrong;
    EXPECT_THAT(admin.error(change("device allow", {"9:publish"})),
                HasSubstr("fieldcast channel list"));
    EXPECT_THAT(admin.error(change("device deny", {"2"})), HasSubstr("has no permission"));
    EXPECT_EQ(permissions(), Json::array({permission(1, true, false)}));
}

TEST_F(Devices, DoNotShowPermissionsForRemovedChannels) {
    add({"1:publish", "2:publish"});
    admin.done({{"command", "channel remove"}, {"id", "1"}});
    EXPECT_EQ(permissions(), Json::array({permission(2, true, false)}));
}

TEST_F(Devices, ChangeNameDescriptionAndOwner) {
    add(Json::array());
    admin.done({{"command", "user add"}, {"name", "bob"}});
    const Json changed = admin.done({{"command", "device set"},
                                     {"id", "1"},
                                     {"name", "Cellar"},
                                     {"description", "cold"},
                                     {"owner", "bob"}});
    EXPECT_EQ(changed["name"], "Cellar");
    EXPECT_EQ(changed["description"], "cold");
    EXPECT_EQ(changed["owner"], "bob");
    EXPECT_EQ(admin.done({{"command", "device list"}}), Json::array({changed}));
}

TEST_F(Devices, ShowEventsWithReasonRemedyAndWhere) {
    add(Json::array());
    admin.folder().store->events().add({.device = {1},
                                        .reason = model::Refusal::publish_not_allowed,
                                        .address = "192.0.2.7:51234",
                                        .topic = "channels/1/publish",
                                        .first_at = admin.now,
                                        .last_at = admin.now});
    ASSERT_TRUE(admin.folder().store->commit());
    EXPECT_FALSE(admin.done({{"command", "device show"}, {"id", "1"}}).contains("events"));
    const Json shown = admin.done({{"command", "device show"}, {"id", "1"}, {"events", true}});
    ASSERT_EQ(shown["events"].size(), 1);
    const Json& event = shown["events"][0];
    EXPECT_THAT(keys(event), ElementsAre("first_at", "last_at", "count", "reason", "remedy",
                                         "topic", "address"));
    EXPECT_EQ(event["first_at"], "2026-11-22T00:00:00Z");
    EXPECT_EQ(event["count"], 1);
    EXPECT_EQ(event["reason"], "publish_not_allowed");
    EXPECT_THAT(text(event, "remedy"), HasSubstr("fieldcast device allow"));
    EXPECT_EQ(event["topic"], "channels/1/publish");
    EXPECT_EQ(event["address"], "192.0.2.7:51234");
}

TEST_F(Devices, AreGoneWhenRemoved) {
    add(Json::array());
    EXPECT_EQ(admin.done({{"command", "device remove"}, {"id", "1"}})["removed"], true);
    EXPECT_THAT(admin.error({{"command", "device show"}, {"id", "1"}}),
                HasSubstr("There is no device 1. All devices: fieldcast device list."));
}

/// Requests as bytes, and what a server would tell its shards.
class Requests : public testing::Test {
  protected:
    std::string handle(std::string_view line) {
        server::AdminContext context{.store = *admin.folder().store,
                                     .directory = admin.folder().directory,
                                     .secret = admin.folder().secret,
                                     .random = random,
                                     .now = admin.now,
                                     .changes = {}};
        std::string answer = handle_admin_request(context, line);
        changes = std::move(context.changes);
        cleared = std::move(context.cleared);
        return answer;
    }

    AdministeredFolder admin;
    base::RandomSource random = devices::system_random();
    std::vector<devices::DirectoryChange> changes;
    std::vector<model::ChannelId> cleared;
};

TEST_F(Requests, ThatAreNoRequestsAreAnsweredWithAnError) {
    for (const char* line : {"", "{", "[]", "null", "{\"command\":7}", "{\"command\":\"user fly\"}",
                             "{\"command\":\"user add\",\"name\":{}}", "\xff"})
        EXPECT_THAT(handle(line), MatchesRegex("\\{\"error\":\".*\"\\}")) << line;
}

TEST_F(Requests, WithAnUnknownMemberAreRefused) {
    EXPECT_THAT(handle(R"({"command":"user add","name":"ada","colour":"red"})"),
                HasSubstr("does not know \\\"colour\\\" of user add"));
    EXPECT_TRUE(admin.folder().directory.users().empty());
}

TEST_F(Requests, NoteTheirChangesForTheShards) {
    handle(R"({"command":"user add","name":"ada"})");
    ASSERT_EQ(changes.size(), 1);
    EXPECT_EQ(std::get<model::UserRecord>(changes[0])->name, "ada");
    handle(R"({"command":"user list"})");
    EXPECT_TRUE(changes.empty());
}

TEST_F(Requests, NoteTheChannelsThatTheyClear) {
    admin.done({{"command", "user add"}, {"name", "ada"}});
    admin.done({{"command", "channel add"}, {"name", "x"}});
    for (const char* command : {"channel clear", "channel remove"}) {
        handle(Json{{"command", command}, {"id", "1"}}.dump());
        EXPECT_THAT(cleared, ElementsAre(model::ChannelId{1})) << command;
    }
    handle(R"({"command":"channel clear","id":"2"})");
    EXPECT_THAT(cleared, ElementsAre());
}

TEST_F(Requests, ThatFailLeaveNothingBehind) {
    admin.done({{"command", "user add"}, {"name", "ada"}});
    const std::string answer = handle(R"({"command":"channel add","name":"x","field":["9=a"]})");
    EXPECT_THAT(answer, HasSubstr("error"));
    EXPECT_TRUE(changes.empty());
    admin.reopen();
    EXPECT_EQ(admin.done({{"command", "channel list"}}), Json::array());
    EXPECT_EQ(admin.done({{"command", "channel add"}, {"name", "x"}})["id"], 1);
}

}  // namespace
}  // namespace fieldcast::app
