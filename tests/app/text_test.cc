#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/answer_text.h"
#include "app/text_layout.h"

namespace fieldcast::app {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(Wrapped, BreaksBetweenWordsAndIndentsEveryLine) {
    const std::string word(38, 'a');
    EXPECT_EQ(wrapped(word + ' ' + word + " b", 2), "  " + word + ' ' + word + "\n  b\n");
    EXPECT_EQ(wrapped("", 2), "");
}

TEST(Wrapped, KeepsALongWordWhole) {
    const std::string word(100, 'a');
    EXPECT_EQ(wrapped("b " + word, 0), "b\n" + word + '\n');
}

TEST(Aligned, MakesColumnsAsWideAsTheirWidestCell) {
    EXPECT_EQ(aligned({{"a", "bb", "c"}, {"aaa", "b"}}), "a    bb  c\naaa  b\n");
    EXPECT_EQ(aligned({{"ä", "b"}, {"aa", "b"}}), "ä   b\naa  b\n");
}

TEST(Aligned, LetsNoControlCharacterThrough) {
    EXPECT_EQ(aligned({{"a\x1b[31m\nb"}}), "a [31m b\n");
}

TEST(AnswerText, LabelsCredentialsAndSaysThatTheyAreShownOnce) {
    EXPECT_EQ(answer_text("device add", R"({"device_id":1,"client_id":"c","password":"p"})"),
              "Device ID  1\nClient ID  c\nPassword   p\n\n"
              "The password is shown this once. Keep it now.\n");
}

TEST(AnswerText, MakesATableOfAList) {
    EXPECT_EQ(
        answer_text("device list", R"([{"device_id":1,"name":"S","description":"long","channels":)"
                                   R"([{"id":2,"publish":true,"subscribe":true}]}])"),
        "Device ID  Name  Channels\n1          S     2:publish,subscribe\n");
}

TEST(AnswerText, SaysHowToBeginWhereAListIsEmpty) {
    EXPECT_THAT(answer_text("user list", "[]"), HasSubstr("fieldcast user add NAME"));
}

TEST(AnswerText, LeavesOutWhatIsEmpty) {
    EXPECT_EQ(answer_text("channel show", R"({"id":1,"url":"","public":false})"),
              "ID      1\nPublic  no\n");
}

TEST(AnswerText, TellsTheRemedyOfEveryReasonOnce) {
    const std::string event =
        R"({"first_at":"f","last_at":"l","count":3,"reason":"r","remedy":"Do this.",)"
        R"("topic":"t","address":"a"})";
    const std::string shown =
        answer_text("device show", R"({"device_id":1,"events":[)" + event + "," + event + "]}");
    EXPECT_THAT(shown, AllOf(HasSubstr("l        3      r       t      a\n"),
                             EndsWith("What to do:\nr\n  Do this.\n"), Not(HasSubstr("Events"))));
}

TEST(AnswerText, ShowsActivityWithWhatToDoOnce) {
    const std::string line = R"({"at":"t","count":2,"reason":"r","remedy":"Do this.","topic":"",)";
    const std::string shown = answer_text(
        "activity", "[" + line + R"("address":"a","device":{"device_id":7,"name":"Cellar"}},)" +
                        line + R"("address":"b","device":null}])");
    EXPECT_THAT(shown, AllOf(HasSubstr("t   2      7 Cellar  r              a\n"),
                             HasSubstr("t   2      -         r              b\n"),
                             EndsWith("\n\nWhat to do:\nr\n  Do this.\n")));
    EXPECT_EQ(answer_text("activity", "[]"), "Nothing has happened yet.\n");
}

TEST(AnswerText, ShowsHowADeviceIsConnected) {
    EXPECT_EQ(answer_text("device show", R"({"device_id":1,"activity":{"connected":true,)"
                                         R"("since":null,"last_refusal":{"reason":"r"}}})"),
              "Device ID     1\nConnected     yes\nLast refusal  r\n");
}

TEST(AnswerText, PrintsAFeedAsItIsWithALineEnd) {
    EXPECT_EQ(answer_text("channel feed", R"({"text":"{\"feeds\":[]}"})"), "{\"feeds\":[]}\n");
    EXPECT_EQ(answer_text("channel feed", R"({"text":"a,b\n1,2\n"})"), "a,b\n1,2\n");
}

TEST(AnswerText, PrintsAnUnknownFormAsItCame) {
    EXPECT_EQ(answer_text("device show", R"({"events":[{"reason":7}]})"),
              "{\"events\":[{\"reason\":7}]}\n");
    EXPECT_EQ(answer_text("device list", "7"), "7\n");
}

}  // namespace
}  // namespace fieldcast::app
