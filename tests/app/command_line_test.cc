#include "app/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fieldcast::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

Invocation parsed(const Words& words) {
    const auto invocation = parse_command_line(words);
    EXPECT_TRUE(invocation) << invocation.error();
    return invocation ? *invocation : Invocation{&commands().front(), {}, {}};
}

std::string error(const Words& words) {
    const auto invocation = parse_command_line(words);
    return invocation ? "" : invocation.error();
}

TEST(CommandLine, ReadsArgumentsAndOptionsInAnyOrder) {
    const Invocation invocation = parsed({"device", "show", "--json", "7", "--data", "dir"});
    EXPECT_EQ(invocation.command->words, "device show");
    EXPECT_THAT(invocation.arguments, ElementsAre("7"));
    EXPECT_TRUE(invocation.has("json"));
    EXPECT_FALSE(invocation.has("events"));
    EXPECT_EQ(invocation.find("data"), "dir");
}

TEST(CommandLine, ReadsValuesAfterASpaceOrAnEqualsSign) {
    EXPECT_EQ(parsed({"serve", "--mqtt-port", "1884"}).find("mqtt-port"), "1884");
    EXPECT_EQ(parsed({"serve", "--mqtt-port=1884"}).find("mqtt-port"), "1884");
    EXPECT_EQ(parsed({"channel", "set", "1", "--field=1=a=b"}).find("field"), "1=a=b");
    EXPECT_EQ(parsed({"channel", "set", "1", "--latitude", "-33.5"}).find("latitude"), "-33.5");
}

TEST(CommandLine, KeepsRepeatedOptionsInTheirOrder) {
    const Invocation invocation =
        parsed({"channel", "add", "--name", "x", "--field", "1=a", "--field", "2=b"});
    EXPECT_THAT(invocation.all("field"), ElementsAre("1=a", "2=b"));
}

TEST(CommandLine, TakesTrueAndFalseForSwitches) {
    EXPECT_TRUE(parsed({"serve", "--anonymous=true"}).has("anonymous"));
    EXPECT_FALSE(parsed({"serve", "--anonymous=false"}).has("anonymous"));
    EXPECT_THAT(error({"serve", "--anonymous=maybe"}), HasSubstr("--anonymous is a switch"));
}

TEST(CommandLine, TakesEverythingAfterTwoDashesAsArguments) {
    EXPECT_THAT(parsed({"user", "add", "--", "--ada"}).arguments, ElementsAre("--ada"));
}

TEST(CommandLine, NamesTheNearestCommand) {
    EXPECT_EQ(error({"devcie", "add"}), "there is no command devcie; did you mean device?");
    EXPECT_EQ(error({"device", "ad"}), "there is no command device ad; did you mean device add?");
    EXPECT_EQ(error({"config"}), "config needs one of these words: sample, docs");
    EXPECT_THAT(error({}), HasSubstr("fieldcast --help"));
}

TEST(CommandLine, NamesTheNearestOption) {
    EXPECT_EQ(error({"device", "add", "--nmae", "x"}),
              "device add has no option --nmae; did you mean --name?");
    EXPECT_EQ(error({"serve", "--mqtt-prot", "1"}),
              "serve has no option --mqtt-prot; did you mean --mqtt-port?");
}

TEST(CommandLine, SaysWhatIsMissingOrTooMuchWithAnExample) {
    EXPECT_EQ(error({"channel", "show"}),
              "channel show needs ID; for example: fieldcast channel show 1");
    EXPECT_THAT(error({"channel", "add"}), HasSubstr("channel add needs --name TEXT"));
    EXPECT_THAT(error({"channel", "show", "1", "2"}), HasSubstr("does not take the word 2"));
    EXPECT_EQ(error({"channel", "add", "--name"}), "--name needs a value: --name TEXT");
    EXPECT_EQ(error({"serve", "--bind", "a", "--bind", "b"}), "--bind is given twice");
}

TEST(CommandLine, RefusesWordsThatAreNotUtf8) {
    EXPECT_EQ(error({"user", "add", "\xff"}), "the command is not UTF-8 text");
}

TEST(CommandLine, TakesHelpAnywhereAndVersionFirst) {
    EXPECT_EQ(parsed({"--help"}).command->task, Task::help);
    EXPECT_EQ(parsed({"--version"}).command->task, Task::version);
    const Invocation invocation = parsed({"device", "add", "--name", "--help"});
    EXPECT_EQ(invocation.command->task, Task::help);
    EXPECT_THAT(help_text(invocation.arguments), HasSubstr("fieldcast device add --name TEXT"));
}

TEST(CommandTable, HasExamplesThatParseAsTheirOwnCommand) {
    for (const Command& command : commands()) {
        ASSERT_TRUE(command.example.starts_with("fieldcast ")) << command.words;
        Words words;
        std::istringstream stream{command.example.substr(10)};
        for (std::string word; stream >> word && word != ">";) words.push_back(word);
        EXPECT_EQ(parsed(words).command, &command) << command.example;
    }
}

TEST(CommandTable, GivesAdministrationJsonAndDataEverywhere) {
    for (const Command& command : commands()) {
        if (command.task != Task::administer) continue;
        for (const char* name : {"json", "data"})
            EXPECT_TRUE(std::ranges::count(command.options, name, &CommandOption::name))
                << command.words;
        const bool removes = command.words.ends_with("remove") || command.words.ends_with("clear");
        EXPECT_EQ(removes, !command.warning.empty()) << command.words;
    }
}

TEST(Help, ListsAllCommandsOrThoseOfAWord) {
    const std::string everything = help_text({});
    for (const Command& command : commands())
        EXPECT_THAT(everything, HasSubstr("fieldcast " + command.words));
    EXPECT_THAT(help_text(Words{"device"}),
                AllOf(HasSubstr("device add"), Not(HasSubstr("channel add"))));
}

TEST(Help, ShowsEveryOptionOfServeUnderItsHeading) {
    const std::string help = help_text(Words{"serve"});
    EXPECT_THAT(help, AllOf(HasSubstr("\nSizes:\n"), HasSubstr("--retained-messages-max N"),
                            HasSubstr("--general-topics FILTER  (repeatable)")));
}

}  // namespace
}  // namespace fieldcast::app
