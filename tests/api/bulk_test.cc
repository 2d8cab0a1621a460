#include "api/bulk.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>

namespace fieldcast::api {
namespace {

using namespace std::chrono_literals;
using model::ValueName;
using Parsed = base::Result<BulkUpdate, BulkError>;

const base::Timestamp now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h;
const base::Timestamp day = std::chrono::sys_days{std::chrono::year{2018} / 1 / 30};

/// Parses as the server would, with small limits.
Parsed parse(base::Result<BulkUpdate, BulkError> (&parser)(std::string_view, const BulkRules&),
             std::string_view body) {
    static const channels::UpdateRules update_rules{
        .value_bytes_max = 10, .offset_of = [](std::string_view timezone, channels::LocalTime) {
            return timezone == "Test/East" ? std::optional<base::Seconds>{2h} : std::nullopt;
        }};
    return parser(body,
                  {.update_rules = update_rules, .channel = {33301}, .now = now, .entries_max = 3});
}

Parsed parse_json(std::string_view body) {
    return parse(parse_bulk_json, body);
}

/// Of a body with these rows.
Parsed parse_rows(std::string_view rows) {
    return parse_json(R"({"write_api_key":"KEY","updates":[)" + std::string{rows} + "]}");
}

Parsed parse_csv(std::string_view form) {
    return parse(parse_bulk_csv, form);
}

Parsed parse_absolute(std::string_view updates) {
    return parse_csv("write_api_key=KEY&time_format=absolute&updates=" + std::string{updates});
}

Parsed parse_relative(std::string_view updates) {
    return parse_csv("write_api_key=KEY&time_format=relative&updates=" + std::string{updates});
}

using Texts = std::initializer_list<std::pair<ValueName, std::string_view>>;

model::EntryValues values(Texts named) {
    std::array<std::optional<std::string_view>, model::value_names> texts;
    for (const auto& [name, text] : named) texts[static_cast<std::size_t>(name)] = text;
    return model::EntryValues{texts};
}

/// What was taken, in one line per entry: seconds since `day` or, if later, before now, and texts.
std::string text_of(const Parsed& parsed) {
    if (!parsed) return std::to_string(parsed.error().status) + " " + parsed.error().details;
    std::string text;
    for (const auto& entry : parsed->entries) {
        const bool is_recent = entry.created_at > day + 100h;
        const auto seconds = std::chrono::floor<base::Seconds>(is_recent ? now - entry.created_at
                                                                         : entry.created_at - day);
        text += (is_recent ? "now-" : "day+") + std::to_string(seconds.count());
        const auto texts = entry.values.texts();
        for (std::size_t i = 0; i < texts.size(); ++i)
            if (texts[i]) text += " " + std::to_string(i + 1) + "=" + std::string{*texts[i]};
        text += "\n";
    }
    return text;
}

TEST(BulkJson, TakesKeyTimesAndValues) {
    const auto bulk = parse_json(R"({"write_api_key":"KEY","updates":[
        {"created_at":"2018-01-30 10:26:21 -0500","field1":1,"status":"x"},
        {"created_at":"2018-01-30 10:27:21 -0500","field1":2,"latitude":1.5,"longitude":2.5,
         "elevation":3}]})");
    ASSERT_TRUE(bulk) << bulk.error().details;
    EXPECT_EQ(bulk->write_key, "KEY");
    ASSERT_EQ(bulk->entries.size(), 2U);
    EXPECT_EQ(bulk->entries[0].created_at, day + 15h + 26min + 21s);
    EXPECT_EQ(bulk->entries[0].values,
              values({{ValueName::field1, "1"}, {ValueName::status, "x"}}));
    EXPECT_EQ(bulk->entries[1].created_at, day + 15h + 27min + 21s);
    EXPECT_EQ(bulk->entries[1].values, values({{ValueName::field1, "2"},
                                               {ValueName::latitude, "1.5"},
                                               {ValueName::longitude, "2.5"},
                                               {ValueName::elevation, "3"}}));
}

TEST(BulkJson, MayHaveItsKeyBehindOrNone) {
    EXPECT_EQ(
        parse_json(R"({"updates":[{"created_at":1517270400}],"write_api_key":"K"})")->write_key,
        "K");
    EXPECT_EQ(parse_json(R"({"updates":[{"created_at":1517270400}],"api_key":"K"})")->write_key,
              "K");
    EXPECT_EQ(parse_json(R"({"updates":[{"created_at":1517270400}]})")->write_key, "");
}

TEST(BulkJson, ReadsTimesInEveryForm) {
    for (const auto* time :
         {R"("2018-01-30T00:00:00Z")", R"("2018-01-30 00:00:00")", R"("2018-01-30T02:00:00+02:00")",
          R"("2018-01-30")", R"("1517270400")", "1517270400", "1517270400.0",
          R"("2018-01-30 02:00:00","timezone":"Test/East")"})
        EXPECT_EQ(text_of(parse_rows(R"({"field1":"a","created_at":)" + std::string{time} + "}")),
                  "day+0 1=a\n");
}

TEST(BulkJson, KeepsNumbersAsWritten) {
    EXPECT_EQ(text_of(parse_rows(
                  R"({"created_at":1517270400,"field1":24.9,"field2":24.900,"field3":1e5,)"
                  R"("field4":-7,"field5":0.1,"field6":18446744073709551615,"field7":true})")),
              "400 Row 1: A value may have 10 bytes; shorten the one that has more.");
    EXPECT_EQ(text_of(parse_rows(
                  R"({"created_at":1517270400,"field1":24.9,"field2":24.900,"field3":1e5,)"
                  R"("field4":-7,"field5":0.1,"field6":9999999999,"field7":true,"field8":null})")),
              "day+0 1=24.9 2=24.900 3=1e5 4=-7 5=0.1 6=9999999999 7=true\n");
}

TEST(BulkJson, CountsRowsWithoutAnyKnownName) {
    EXPECT_EQ(text_of(parse_rows(R"({"created_at":1517270400,"Field1":1,"note":{"a":[1,{}]}})")),
              "day+0\n");
}

TEST(BulkJson, EndsRelativeTimesNow) {
    EXPECT_EQ(text_of(parse_rows(R"({"delta_t":0,"field1":1},{"delta_t":"30","field1":2},)"
                                 R"({"delta_t":15,"field1":3})")),
              "now-45 1=1\nnow-15 1=2\nnow-0 1=3\n");
    EXPECT_EQ(text_of(parse_rows(R"({"delta_t":7,"field1":1})")), "now-0 1=1\n");
}

TEST(BulkJson, WantsWholeSecondsBetweenRows) {
    for (const auto* delta : {"1.5", "-1", R"("soon")", R"("")", "true"})
        EXPECT_EQ(
            text_of(parse_rows(R"({"delta_t":1},{"delta_t":)" + std::string{delta} + "}")),
            "400 Row 2: The time since the row before must be whole seconds, 0 or more, such as "
            "15.")
            << delta;
    EXPECT_EQ(text_of(parse_rows(R"({"delta_t":0},{"delta_t":0})")),
              "400 Row 2: No time has passed since the row before; only the first row may have 0.");
    EXPECT_EQ(text_of(parse_rows(R"({"delta_t":0},{"delta_t":4294967295})")),
              "400 Row 1: The times behind it lead back to before 1970; give them in seconds.");
}

TEST(BulkJson, WantsOneKindOfTime) {
    EXPECT_EQ(text_of(parse_rows(R"({"delta_t":0},{"created_at":1517270400})")),
              "400 Row 2: Use either created_at in all rows of a request or delta_t in all.");
    EXPECT_EQ(text_of(parse_rows(R"({"created_at":1517270400},{"delta_t":1})")),
              "400 Row 2: Use either created_at in all rows of a request or delta_t in all.");
    EXPECT_EQ(text_of(parse_rows(R"({"created_at":1517270400},{"field1":1})")),
              "400 Row 2: It has neither created_at nor delta_t; say when it was measured by one "
              "of them.");
    EXPECT_EQ(text_of(parse_rows(R"({"created_at":null,"delta_t":1,"field1":1})")), "now-0 1=1\n");
}

TEST(BulkJson, SaysWhichRowIsWrong) {
    EXPECT_EQ(text_of(parse_rows(R"({"created_at":1517270400},{"created_at":"yesterday"})")),
              "400 Row 2: Its time cannot be read; write it as 2026-11-22 18:52:43 -0500, "
              "2026-11-22T18:52:43Z or 1795373563.");
    EXPECT_EQ(text_of(parse_rows(R"({"created_at":1517270400,"field1":"\u0000"})")),
              "400 Row 1: Send text as UTF-8, without NUL.");
    EXPECT_EQ(text_of(parse_rows(R"({"created_at":1517270400,"field1":[1]})")),
              "400 Row 1: A value is an object or a list; send text or a number.");
    for (const auto* row : {"7", "null", "[]", R"("x")", "true"})
        EXPECT_EQ(text_of(parse_rows(R"({"created_at":1517270400},)" + std::string{row})),
                  R"(400 Row 2: It is no object; write each as )"
                  R"({"created_at":"2026-11-22T18:52:43Z","field1":21.5}.)");
}

TEST(BulkJson, SaysWhereItIsNotJson) {
    EXPECT_EQ(text_of(parse_json("{")), "400 The body is not JSON; look at its byte 2.");
    EXPECT_EQ(text_of(parse_json("")), "400 The body is not JSON; look at its byte 1.");
    EXPECT_EQ(text_of(parse_rows(R"({"created_at":1517270400},{"field1":+1})")),
              "400 Row 2: The body is not JSON; look at its byte 71.");
    EXPECT_TRUE(text_of(parse_rows("{\"created_at\":1517270400,\"field1\":\"\xff\"}"))
                    .starts_with("400 Row 1: The body is not JSON"));
    EXPECT_TRUE(text_of(parse_rows(R"({"created_at":1517270400,"field1":1e999})"))
                    .starts_with("400 Row 1: The body is not JSON"));
    EXPECT_TRUE(text_of(parse_json(R"({"updates":[{"created_at":1517270400}]}x)"))
                    .starts_with("400 The body is not JSON"));
    EXPECT_TRUE(
        text_of(parse_json(std::string(1'000'000, '['))).starts_with("400 The body is not JSON"));
}

TEST(BulkJson, NeedsUpdates) {
    for (const auto* body : {"{}", "[]", "7", R"({"updates":{}})", R"({"updates":null})",
                             R"([{"updates":[{"created_at":1517270400}]}])",
                             R"({"x":{"updates":[{"created_at":1517270400}]}})"})
        EXPECT_TRUE(text_of(parse_json(body)).starts_with("400 There is no list of updates; "))
            << body;
    EXPECT_EQ(text_of(parse_rows("")), "400 There are no updates; send one at least.");
}

TEST(BulkJson, TakesNoMoreRowsThanAllowed) {
    const std::string row = R"({"created_at":1517270400})";
    EXPECT_EQ(parse_rows(row + "," + row + "," + row)->entries.size(), 3U);
    EXPECT_EQ(text_of(parse_rows(row + "," + row + "," + row + "," + row)),
              "413 One request may have 3 rows; send the others in another.");
}

TEST(BulkCsv, TakesKeyTimesAndValues) {
    const auto bulk = parse_absolute(
        "2018-01-30T00:00:00Z,1,2,3,4,5,6,7,8,50,60,70,up|2018-01-30 00:01:00 -0000,21.50");
    ASSERT_TRUE(bulk) << bulk.error().details;
    EXPECT_EQ(bulk->write_key, "KEY");
    EXPECT_EQ(text_of(bulk),
              "day+0 1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 9=50 10=60 11=70 12=up\nday+60 1=21.50\n");
}

TEST(BulkCsv, LeavesEmptyColumnsOut) {
    EXPECT_EQ(text_of(parse_absolute("1517270400,,2,,,,,,,,,,on|1517270401,,")),
              "day+0 2=2 12=on\nday+1\n");
}

TEST(BulkCsv, IsReadAsAForm) {
    EXPECT_EQ(text_of(parse_absolute("2018-01-30T02:00:00%2B02:00%2Ca+b%7C1517270401%2C%26")),
              "day+0 1=a b\nday+1 1=&\n");
    EXPECT_EQ(text_of(parse_absolute("2018-01-30T02:00:00+02:00,1")), "day+0 1=1\n");
    EXPECT_EQ(text_of(parse_absolute("1517270400,1|\r\n")), "day+0 1=1\n");
}

TEST(BulkCsv, EndsRelativeTimesNow) {
    EXPECT_EQ(text_of(parse_relative("0,a|30,b|15,c")), "now-45 1=a\nnow-15 1=b\nnow-0 1=c\n");
    EXPECT_EQ(text_of(parse_relative("0,a|0,b")),
              "400 Row 2: No time has passed since the row before; only the first row may have 0.");
}

TEST(BulkCsv, HasAbsoluteTimesUnlessItSaysOtherwise) {
    EXPECT_EQ(text_of(parse_csv("api_key=K&updates=1517270400,1")), "day+0 1=1\n");
    EXPECT_EQ(text_of(parse_csv("time_format=epoch&updates=1517270400,1")),
              "400 time_format must be absolute or relative.");
}

TEST(BulkCsv, SaysWhichRowIsWrong) {
    EXPECT_TRUE(text_of(parse_absolute("1517270400,1||1517270401,2"))
                    .starts_with("400 Row 2: Its time cannot be read; "));
    EXPECT_TRUE(text_of(parse_relative("0|soon,2")).starts_with("400 Row 2: The time since"));
    EXPECT_EQ(text_of(parse_absolute("1517270400,1,2,3,4,5,6,7,8,9,10,11,12,13")),
              "400 Row 1: It has more columns than time, field1 to field8, latitude, longitude, "
              "elevation and status.");
    EXPECT_EQ(text_of(parse_absolute("1517270400,12345678901")),
              "400 Row 1: A value may have 10 bytes; shorten the one that has more.");
    EXPECT_EQ(text_of(parse_absolute("1517270400,%FF")),
              "400 Row 1: Send text as UTF-8, without NUL.");
}

TEST(BulkCsv, NeedsRowsAndNoMoreThanAllowed) {
    EXPECT_EQ(text_of(parse_csv("")), "400 There are no updates; send one at least.");
    EXPECT_EQ(text_of(parse_absolute("")), "400 There are no updates; send one at least.");
    EXPECT_EQ(text_of(parse_relative("0|1|1|1")),
              "413 One request may have 3 rows; send the others in another.");
}

}  // namespace
}  // namespace fieldcast::api
