#include "app/access_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "devices/credentials.h"
#include "temporary_folder.h"

namespace fieldcast::app {
namespace {

using devices::AccessSections;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

AccessSections parsed(std::string_view toml) {
    auto sections = parse_access(toml);
    EXPECT_TRUE(sections) << sections.error();
    return sections ? std::move(*sections) : AccessSections{};
}

std::string error_of(std::string_view toml) {
    const auto sections = parse_access(toml);
    return sections ? "" : sections.error();
}

std::string password_line(std::string_view password) {
    return "password = '" + devices::hash_user_password(password) + "'\n";
}

TEST(AccessFile, HasSectionsForEveryoneAnonymousUsersAndClients) {
    const AccessSections sections = parsed(
        "[everyone]\n"
        "publish = [\"home/%c/#\"]\n"
        "subscribe = [\"home/#\", '$SYS/#']\n"
        "deny = [\"home/secret/#\"]\n"
        "[anonymous]\n"
        "subscribe = [\"news\"]\n"
        "[user.gateway]\n" +
        password_line("correct horse") +
        "publish = [\"+/state\"]\n"
        "[client.some-client-id]\n"
        "deny = [\n  \"home/attic\",  # a comment\n]\n");
    EXPECT_THAT(sections.everyone.publish, ElementsAre("home/%c/#"));
    EXPECT_THAT(sections.everyone.subscribe, ElementsAre("home/#", "$SYS/#"));
    EXPECT_THAT(sections.everyone.deny, ElementsAre("home/secret/#"));
    EXPECT_THAT(sections.anonymous.subscribe, ElementsAre("news"));
    EXPECT_THAT(sections.users.at("gateway").section.publish, ElementsAre("+/state"));
    EXPECT_TRUE(verify_password(sections.users.at("gateway"), "correct horse"));
    EXPECT_THAT(sections.clients.at("some-client-id").deny, ElementsAre("home/attic"));
}

TEST(AccessFile, TakesNamesWithDotsInQuotes) {
    const AccessSections sections = parsed("[client.\"sensor.1\"]\npublish = [\"a\"]\n");
    EXPECT_THAT(sections.clients.at("sensor.1").publish, ElementsAre("a"));
    EXPECT_EQ(error_of("[client.sensor.1]\npublish = [\"a\"]\n"),
              "line 1: [client.sensor] 1: a name with a dot in it is written in quotes");
}

TEST(AccessFile, ThatIsEmptyPermitsNothing) {
    const devices::AccessList list{parsed("# nothing yet\n")};
    const auto rules = list.rules_for({.client_id = "x", .user_name = ""});
    EXPECT_TRUE(rules.restricts);
    EXPECT_THAT(rules.publish, IsEmpty());
    EXPECT_THAT(rules.subscribe, IsEmpty());
}

TEST(AccessFile, NamesLineAndNearestKey) {
    EXPECT_EQ(error_of("[everyone]\npublsh = [\"a\"]\n"),
              "line 2: [everyone] publsh: there is no such key; did you mean publish?");
    EXPECT_EQ(error_of("[user.ada]\n\npasword = 'x'\n"),
              "line 3: [user.ada] pasword: there is no such key; did you mean password?");
    EXPECT_EQ(error_of("[anonymos]\npublish = []\n"),
              "line 1: anonymos: there is no such section; did you mean anonymous?");
}

TEST(AccessFile, HasPasswordsForUsersOnly) {
    EXPECT_THAT(error_of("[client.x]\npassword = 'x'\n"),
                StartsWith("line 2: [client.x] password: there is no such key"));
    EXPECT_THAT(error_of("[everyone]\npassword = 'x'\n"),
                StartsWith("line 2: [everyone] password: there is no such key"));
}

TEST(AccessFile, NeedsTheHashOfAPasswordForEveryUser) {
    EXPECT_EQ(error_of("[user.ada]\npublish = [\"a\"]\n"),
              "line 1: [user.ada]: has no password; `fieldcast password hash` prints one");
    for (const char* password : {"'correct horse'", "''", "7", "['x']", "'$7$101$salt$hash'"})
        EXPECT_EQ(error_of(std::string{"[user.ada]\npassword = "} + password),
                  "line 2: [user.ada] password: must be what `fieldcast password hash` prints");
}

TEST(AccessFile, SaysWhatAFilterMustBeOnItsOwnLine) {
    EXPECT_EQ(error_of("[everyone]\npublish = [\n  \"a/+\",\n  \"a/#/b\",\n]\n"),
              "line 4: [everyone] publish: \"a/#/b\" must be a topic filter such as home/# or "
              "+/state");
    for (const char* filter : {"", "a+", "a/#b", "%c#"})
        EXPECT_THAT(error_of("[everyone]\ndeny = ['" + std::string{filter} + "']\n"),
                    HasSubstr("must be a topic filter"));
    EXPECT_THAT(error_of("[everyone]\npublish = \"a\"\n"), HasSubstr("must be an array"));
    EXPECT_THAT(error_of("[everyone]\npublish = [1]\n"), HasSubstr("in quotes only"));
}

TEST(AccessFile, OpensNoChannel) {
    for (const char* key : {"publish", "subscribe", "deny"})
        for (const char* filter : {"channels/1/subscribe", "channels/#", "channels", "channels/%c"})
            EXPECT_THAT(error_of("[everyone]\n" + std::string{key} + " = ['" + filter + "']\n"),
                        AllOf(StartsWith("line 2: [everyone] "),
                              HasSubstr("must not begin with channels")));
    EXPECT_EQ(error_of("[everyone]\npublish = ['channelsx/1', 'my/channels/1']\n"), "");
}

TEST(AccessFile, LetsNobodyPublishToTheServersTopics) {
    EXPECT_THAT(error_of("[everyone]\npublish = ['$SYS/#']\n"),
                EndsWith("only the server publishes there"));
    EXPECT_THAT(error_of("[everyone]\npublish = ['$SYS']\n"), HasSubstr("$SYS"));
    EXPECT_EQ(error_of("[everyone]\nsubscribe = ['$SYS/#']\ndeny = ['$SYS/#']\n"), "");
    EXPECT_EQ(error_of("[everyone]\npublish = ['$tools/#']\n"), "");
}

TEST(AccessFile, MeansSharedSubscriptionsByTheirFilterAlone) {
    EXPECT_THAT(error_of("[everyone]\nsubscribe = ['$share/group/home/#']\n"),
                HasSubstr("must not begin with $share"));
}

TEST(AccessFile, WantsEverythingInASection) {
    EXPECT_EQ(error_of("publish = ['a']\n"),
              "line 1: publish: must stand in a section, such as [everyone]");
    EXPECT_THAT(error_of("everyone = 1\n"), StartsWith("line 1: [everyone]: must be a section"));
    EXPECT_EQ(error_of("user = 1\n"), "line 1: user: must be a section [user.NAME]");
    EXPECT_EQ(error_of("[user]\npublish = ['a']\n"),
              "line 2: [user.publish]: must be a section [user.NAME]");
    EXPECT_EQ(error_of("[[client.x]]\npublish = ['a']\n"),
              "line 1: [client.x]: must be a section [client.NAME]");
    EXPECT_EQ(error_of("[client.\"\"]\n"), "line 1: [client.]: the name is empty");
}

TEST(AccessFile, NamesTheLineOfWhatIsNoToml) {
    EXPECT_THAT(error_of("[everyone]\npublish = = 1\n"), StartsWith("line 2: "));
    EXPECT_THAT(error_of("[everyone]\n[everyone]\n"), StartsWith("line 2: "));
    EXPECT_THAT(error_of("[everyone]\npublish = [\"\xff\"]\n"), StartsWith("line 2: "));
}

TEST(AccessFile, IsReadFromItsPath) {
    const TemporaryFolder folder;
    const auto list = read_access_file(folder.write("a.toml", "[everyone]\npublish = ['a']\n"));
    ASSERT_TRUE(list) << list.error();
    EXPECT_THAT((*list)->rules_for({.client_id = "x", .user_name = ""}).publish, ElementsAre("a"));
}

TEST(AccessFile, IsNamedByItsPathWhenItIsWrongOrMissing) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.toml", "[nobody]\n");
    EXPECT_THAT(read_access_file(path).error(), StartsWith(path + ", line 1: nobody: "));
    EXPECT_THAT(read_access_file(folder / "missing.toml").error(),
                AllOf(StartsWith("The access file "), HasSubstr("No such file")));
    EXPECT_THAT(read_access_file(folder.path()).error(), EndsWith("is a folder."));
}

}  // namespace
}  // namespace fieldcast::app
