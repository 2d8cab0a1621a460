#include "devices/access_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "devices/credentials.h"

namespace fieldcast::devices {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const Who nobody{.client_id = "browser", .user_name = ""};
const Who gateway{.client_id = "gw-1", .user_name = "gateway"};
const Who device{.client_id = "dev0", .user_name = "dev0", .is_device = true};

Who anonymous_as(std::string_view client_id) {
    return {.client_id = client_id, .user_name = ""};
}

AccessList list_for_everyone(AccessSection section) {
    AccessSections sections;
    sections.everyone = std::move(section);
    return AccessList{std::move(sections)};
}

AccessRules rules_of(AccessSection section, const Who& who) {
    return list_for_everyone(std::move(section)).rules_for(who);
}

std::vector<std::string> published_as(const std::string& pattern, const Who& who) {
    return rules_of({.publish = {pattern}}, who).publish;
}

AccessList list_of_all_sections() {
    AccessSections sections;
    sections.everyone = {.publish = {"all"}, .subscribe = {"all"}, .deny = {"all/secret"}};
    sections.anonymous = {.publish = {"guests"}, .subscribe = {}, .deny = {}};
    sections.users["gateway"].section.publish = {"gateways"};
    sections.users["dev0"].section.publish = {"named like a device"};
    sections.clients["gw-1"].publish = {"the first gateway"};
    sections.clients["dev0"].deny = {"all/but/devices"};
    return AccessList{std::move(sections)};
}

TEST(AccessRules, AreTheUnionOfTheSectionsForAClient) {
    const AccessList list = list_of_all_sections();
    EXPECT_THAT(list.rules_for(nobody).publish, UnorderedElementsAre("all", "guests"));
    EXPECT_THAT(list.rules_for(gateway).publish,
                UnorderedElementsAre("all", "gateways", "the first gateway"));
    EXPECT_THAT(list.rules_for(gateway).subscribe, ElementsAre("all"));
    EXPECT_THAT(list.rules_for(gateway).deny, ElementsAre("all/secret"));
}

TEST(AccessRules, OfADeviceAreThoseOfEveryoneAndOfItsClientId) {
    const AccessRules rules = list_of_all_sections().rules_for(device);
    EXPECT_THAT(rules.publish, ElementsAre("all"));
    EXPECT_THAT(rules.deny, UnorderedElementsAre("all/secret", "all/but/devices"));
}

TEST(AccessRules, OfAnUnknownUserAreNotThoseOfAnonymousClients) {
    const Who stranger{.client_id = "x", .user_name = "stranger"};
    EXPECT_THAT(list_of_all_sections().rules_for(stranger).publish, ElementsAre("all"));
}

TEST(AccessRules, OfAnEmptyListPermitNothing) {
    const AccessRules rules = AccessList{{}}.rules_for(gateway);
    EXPECT_TRUE(rules.restricts);
    EXPECT_THAT(rules.publish, IsEmpty());
    EXPECT_THAT(rules.subscribe, IsEmpty());
}

TEST(AccessRules, RestrictOnlyWhereThereIsAList) {
    EXPECT_FALSE(AccessRules{}.restricts);
    EXPECT_TRUE(list_of_all_sections().rules_for(nobody).restricts);
}

TEST(AccessPattern, HoldsClientIdAndUserName) {
    EXPECT_THAT(published_as("home/%c/#", gateway), ElementsAre("home/gw-1/#"));
    EXPECT_THAT(published_as("%u/%c", gateway), ElementsAre("gateway/gw-1"));
    EXPECT_THAT(published_as("home/dev-%c-x", gateway), ElementsAre("home/dev-gw-1-x"));
    EXPECT_THAT(published_as("%u/state", device), ElementsAre("dev0/state"));
}

TEST(AccessPattern, KeepsOtherPercentSigns) {
    EXPECT_THAT(published_as("load/%/100%/%C", gateway), ElementsAre("load/%/100%/%C"));
    EXPECT_THAT(published_as("%%c", gateway), ElementsAre("%gw-1"));
}

TEST(AccessPattern, LetsNoWildcardAndNoSlashIn) {
    for (const char* name : {"+", "#", "a/#", "a/+", "a/b", "/", "x+", "+x", ""}) {
        const Who by_id{.client_id = name, .user_name = "gateway"};
        const Who by_name{.client_id = "gw-1", .user_name = name};
        EXPECT_THAT(published_as("home/%c/#", by_id), IsEmpty()) << name;
        EXPECT_THAT(published_as("home/%u", by_name), IsEmpty()) << name;
        EXPECT_THAT(rules_of({.publish = {}, .subscribe = {"%c"}}, by_id).subscribe, IsEmpty());
    }
}

TEST(AccessPattern, TakesNamesAsTheyAreInOnePass) {
    EXPECT_THAT(published_as("home/%c", {.client_id = "%u", .user_name = "a/#"}),
                ElementsAre("home/%u"));
    EXPECT_THAT(published_as("home/%c%u", {.client_id = "%", .user_name = "c"}),
                ElementsAre("home/%c"));
}

TEST(AccessPattern, IsNotTurnedIntoADollarTopicByAName) {  // [MQTT-4.7.2-1]
    EXPECT_THAT(published_as("%c/#", anonymous_as("$SYS")), IsEmpty());
    EXPECT_THAT(published_as("%c%u/#", {.client_id = "$S", .user_name = "YS"}), IsEmpty());
    EXPECT_THAT(published_as("$%c/#", anonymous_as("SYS")), IsEmpty());
    EXPECT_THAT(published_as("home/%c", anonymous_as("$SYS")), ElementsAre("home/$SYS"));
    EXPECT_THAT(published_as("$tools/%c", anonymous_as("x")), ElementsAre("$tools/x"));
}

TEST(AccessPattern, ThatANameKeepsOutLeavesTheOthers) {
    const AccessSection section{.publish = {"home/%c", "news"}};
    EXPECT_THAT(rules_of(section, anonymous_as("#")).publish, ElementsAre("news"));
}

TEST(Deny, HoldsNamesToo) {
    const AccessSection section{.publish = {"#"}, .subscribe = {}, .deny = {"home/%c/keys"}};
    EXPECT_THAT(rules_of(section, gateway).deny, ElementsAre("home/gw-1/keys"));
}

TEST(Deny, IsNotEscapedByANameThatCannotEnterIt) {
    const AccessSection section{
        .publish = {"#"}, .subscribe = {"#"}, .deny = {"home/%c/keys", "home/attic"}};
    for (const char* name : {"a/b", "+", "#", ""}) {
        const AccessRules rules = rules_of(section, anonymous_as(name));
        EXPECT_TRUE(rules.restricts);
        EXPECT_THAT(rules.publish, IsEmpty()) << name;
        EXPECT_THAT(rules.subscribe, IsEmpty()) << name;
    }
}

TEST(Deny, OfOneSectionHoldsForThePermissionsOfAnother) {
    AccessSections sections;
    sections.everyone.deny = {"home/%u/keys"};
    sections.users["a/b"].section.publish = {"#"};
    const AccessList list{std::move(sections)};
    EXPECT_THAT(list.rules_for({.client_id = "x", .user_name = "a/b"}).publish, IsEmpty());
}

TEST(Deny, OfUserNamesDoesNotConcernAnonymousClients) {
    const AccessSection section{.publish = {"news"}, .subscribe = {}, .deny = {"home/%u"}};
    const AccessRules rules = rules_of(section, nobody);
    EXPECT_THAT(rules.publish, ElementsAre("news"));
    EXPECT_THAT(rules.deny, IsEmpty());
}

TEST(AccessUser, IsFoundByNameOnly) {
    const AccessList list = list_of_all_sections();
    ASSERT_NE(list.find_user("gateway"), nullptr);
    EXPECT_THAT(list.find_user("gateway")->section.publish, ElementsAre("gateways"));
    EXPECT_EQ(list.find_user("Gateway"), nullptr);
    EXPECT_EQ(list.find_user("gw-1"), nullptr);
    EXPECT_EQ(list.find_user(""), nullptr);
}

TEST(AccessUser, IsProvedByItsPasswordOnly) {
    const AccessUser user{hash_user_password("correct horse"), {}};
    EXPECT_TRUE(verify_password(user, "correct horse"));
    EXPECT_FALSE(verify_password(user, "correct horsE"));
    EXPECT_FALSE(verify_password(user, ""));
    EXPECT_FALSE(verify_password(AccessUser{}, "")) << "a user without password cannot come";
}

TEST(AccessPassword, IsAHashInArgon2idsTextForm) {
    EXPECT_TRUE(is_password_hash(hash_user_password("correct horse")));
    EXPECT_TRUE(
        is_password_hash("$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$"
                         "wK9eyzzVGxlRFm4U8xJBTtGBXtfUj2RzAX5R5CV5+pI"))
        << "of another cost";
    for (const char* text : {"", "correct horse", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$",
                             "$7$101$salt$hash", "$6$abc$def"})
        EXPECT_FALSE(is_password_hash(text)) << text;
}

}  // namespace
}  // namespace fieldcast::devices
