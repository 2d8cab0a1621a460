#include "channels/update.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace fieldcast::channels {
namespace {

using model::Refusal;
using model::ValueName;
using std::chrono::hours;

using Parsed = base::Result<model::FeedUpdate, Refusal>;

constexpr model::ChannelId channel{33301};
constexpr PublishTopic feed{channel, 0};
constexpr PublishTopic field3{channel, 3};

Parsed parse(std::string_view payload, const PublishTopic& topic = feed) {
    return parse_update(topic, payload, UpdateRules{});
}

/// The values of a feed payload that is taken.
model::EntryValues values_of(std::string_view payload) {
    const auto update = parse(payload);
    EXPECT_TRUE(update) << payload;
    return update ? update->values : model::EntryValues{};
}

Refusal refusal_of(const Parsed& update) {
    EXPECT_FALSE(update);
    return update ? Refusal::slow_reader : update.error();
}

struct FormCase {
    std::string_view payload;
    ValueTexts values;
};

TEST(FeedUpdateForm, GivesTheValuesOfRealPayloads) {
    for (const auto& [payload, values] : std::initializer_list<FormCase>{
             {"field1=23.0&field2=45", {{ValueName::field1, "23.0"}, {ValueName::field2, "45"}}},
             {"field1=45&status=ok", {{ValueName::field1, "45"}, {ValueName::status, "ok"}}},
             {"field1=12345.0&field2=10.2\n",
              {{ValueName::field1, "12345.0"}, {ValueName::field2, "10.2"}}},
             {"field8=1&\r\n", {{ValueName::field8, "1"}}},
             {"field1=1 \r\n ", {{ValueName::field1, "1"}}},
             {"field1=  21.50", {{ValueName::field1, "  21.50"}}},
             {"&&field1=1&&", {{ValueName::field1, "1"}}},
             {"field%31=1", {{ValueName::field1, "1"}}},
             {"field1=a%26b%3Dc", {{ValueName::field1, "a&b=c"}}},
             {"status=all+ok", {{ValueName::status, "all ok"}}},
             {"status=all ok", {{ValueName::status, "all ok"}}},
             {"status=100%", {{ValueName::status, "100%"}}},
             {"field1=0", {{ValueName::field1, "0"}}},
             {"field1=22.5°C", {{ValueName::field1, "22.5°C"}}},
         })
        EXPECT_EQ(values_of(payload), entry_values(values)) << payload;
}

TEST(FeedUpdateForm, BelongsToTheTopicsChannel) {
    EXPECT_EQ(parse("field1=1")->channel, channel);
    EXPECT_EQ(parse("field1=1")->created_at, std::nullopt);
}

TEST(FeedUpdateForm, StoresAnEmptyValueAsEmptyText) {  // ThingSpeak: null is for absent names
    EXPECT_EQ(values_of("field1="), entry_values({{ValueName::field1, ""}}));
}

TEST(FeedUpdateForm, TakesTheLastOfTwo) {
    EXPECT_EQ(values_of("field1=1&field1=2"), entry_values({{ValueName::field1, "2"}}));
    EXPECT_EQ(values_of("lat=1&latitude=2"), entry_values({{ValueName::latitude, "2"}}));
}

TEST(FeedUpdateForm, IgnoresOtherNames) {
    const auto only_field1 = entry_values({{ValueName::field1, "1"}});
    for (const auto* payload :
         {"api_key=ABCDEFGHIJKLMNOP&field1=1", "key=x&field1=1", "twitter=a&tweet=b&field1=1",
          "field1=1&field9=2", "field1=1&field0=2", "field1=1&field12=2", "field1=1&Field2=2",
          "field1=1&2=2", "field1=1&field2", "field1=1&=2"})
        EXPECT_EQ(values_of(payload), only_field1) << payload;
}

TEST(FeedUpdateForm, TakesPositionUnderBothNames) {
    const auto position = entry_values({{ValueName::latitude, "42.28"},
                                        {ValueName::longitude, "-71.35"},
                                        {ValueName::elevation, "100"}});
    EXPECT_EQ(values_of("lat=42.28&long=-71.35&elevation=100"), position);
    EXPECT_EQ(values_of("latitude=42.28&longitude=-71.35&elevation=100"), position);
    EXPECT_EQ(values_of("lat=+42.28&long= -71.35 &elevation=%20100+"), position) << "trimmed";
}

TEST(FeedUpdateForm, TakesPositionsUpToTheEdges) {
    EXPECT_EQ(values_of("lat=-90&long=180.000&elevation=-1e3"),
              entry_values({{ValueName::latitude, "-90"},
                            {ValueName::longitude, "180.000"},
                            {ValueName::elevation, "-1e3"}}));
}

TEST(FeedUpdateForm, DropsCoordinatesThatAreNone) {
    const auto only_field1 = entry_values({{ValueName::field1, "1"}});
    for (const auto* payload :
         {"field1=1&lat=90.001", "field1=1&long=-180.5", "field1=1&lat=north",
          "field1=1&lat=", "field1=1&lat=1x", "field1=1&lat=nan", "field1=1&elevation=inf",
          "field1=1&lat=12,5", "field1=1&elevation=1e999"})
        EXPECT_EQ(values_of(payload), only_field1) << payload;
    EXPECT_EQ(values_of("field1=1&lat=" + std::string(300, 'x')), only_field1)
        << "what is not stored is not too long";
}

TEST(FeedUpdateForm, NeedsAValue) {
    for (const auto* payload : {"", "\r\n", "21.5", "&", "=", "field1", "field9=1", "lat=200",
                                "created_at=2020-01-01T00:00:00Z", "{\"field1\":1}"})
        EXPECT_EQ(refusal_of(parse(payload)), Refusal::no_usable_value) << payload;
}

TEST(FeedUpdateForm, IsEnoughWithStatusOrPositionAlone) {
    EXPECT_EQ(values_of("status=up"), entry_values({{ValueName::status, "up"}}));
    EXPECT_EQ(values_of("lat=1"), entry_values({{ValueName::latitude, "1"}}));
}

TEST(FeedUpdateForm, MayFillThePayloadLimitButNotPassIt) {
    const std::string full = "field1=1&" + std::string(2991, 'x');
    ASSERT_EQ(full.size(), 3000U);
    EXPECT_TRUE(parse(full));
    EXPECT_EQ(refusal_of(parse(full + "x")), Refusal::payload_too_large);
}

TEST(FeedUpdateForm, MayFillTheValueLimitButNotPassIt) {
    const std::string full(255, 'v');
    EXPECT_EQ(values_of("field1=" + full), entry_values({{ValueName::field1, full}}));
    EXPECT_EQ(refusal_of(parse("field1=" + full + "v")), Refusal::value_too_long);
    EXPECT_EQ(refusal_of(parse("status=" + full + "v")), Refusal::value_too_long);
}

TEST(FeedUpdateForm, CountsTheBytesOfAValueAfterDecoding) {
    std::string coded = "field1=";
    for (int i = 0; i < 255; ++i) coded += "%41";
    EXPECT_TRUE(parse(coded));
    EXPECT_EQ(refusal_of(parse(coded + "%41")), Refusal::value_too_long);
}

TEST(FeedUpdateForm, LimitsOnlyWhatItStores) {
    const std::string long_text(300, 'x');
    EXPECT_TRUE(parse("field1=1&note=" + long_text));
    EXPECT_TRUE(parse("field1=" + long_text + "&field1=1"));
}

TEST(FeedUpdateForm, ObeysOtherLimits) {
    const UpdateRules narrow{.payload_bytes_max = 12, .value_bytes_max = 3};
    EXPECT_TRUE(parse_update(feed, "field1=123", narrow));
    EXPECT_EQ(refusal_of(parse_update(feed, "field1=1234", narrow)), Refusal::value_too_long);
    EXPECT_EQ(refusal_of(parse_update(feed, "field1=123456", narrow)), Refusal::payload_too_large);
}

TEST(FeedUpdateForm, MustBeUtf8WithoutNul) {
    for (const std::string payload : {"field1=%ff", "field1=\xff", "field1=%C3", "field1=%00",
                                      "field1=1&x=%fe", "field1=1&%fe=x", "field1=%ED%A0%80"})
        EXPECT_EQ(refusal_of(parse(payload)), Refusal::invalid_utf8) << payload;
    using namespace std::string_literals;
    EXPECT_EQ(refusal_of(parse("field1=1\0"s)), Refusal::invalid_utf8);
}

TEST(FeedUpdateForm, BringsItsOwnTime) {
    const auto expected = day(2020, 1, 1) + hours{5};
    EXPECT_EQ(parse("created_at=2020-01-01T00:00:00-05:00&field1=1")->created_at, expected);
    EXPECT_EQ(parse("field1=1&created_at=2020-01-01+05%3A00%3A00")->created_at, expected);
    EXPECT_EQ(parse("field1=1&created_at=1577854800\n")->created_at, expected);
}

TEST(FeedUpdateForm, ReadsOneInstantFromRawAndCodedPlus) {
    const auto expected = day(2019, 12, 31) + hours{22};
    for (const auto* payload : {"field1=1&created_at=2020-01-01T00:00:00%2B02:00",
                                "field1=1&created_at=2020-01-01T00%3A00%3A00%2B02%3A00",
                                "field1=1&created_at=2020-01-01T00:00:00+02:00",
                                "field1=1&created_at=2020-01-01+00:00:00++0200"})
        EXPECT_EQ(parse(payload)->created_at, expected) << payload;
}

TEST(FeedUpdateForm, LeavesAnUnreadableTimeToTheServer) {
    const auto update = parse("field1=1&created_at=yesterday");
    ASSERT_TRUE(update);
    EXPECT_EQ(update->created_at, std::nullopt);
}

TEST(FeedUpdateForm, ReadsItsTimeInItsTimezoneWhereverThatStands) {
    const UpdateRules rules{.offset_of = [](std::string_view timezone, LocalTime) {
        return timezone == "Europe/Berlin" ? std::optional<base::Seconds>{hours{1}} : std::nullopt;
    }};
    const auto expected = day(2020, 1, 1) + hours{11};
    for (const auto* payload : {"timezone=Europe%2FBerlin&created_at=2020-01-01+12:00:00&field1=1",
                                "field1=1&created_at=2020-01-01+12:00:00&timezone=Europe/Berlin"})
        EXPECT_EQ(parse_update(feed, payload, rules)->created_at, expected) << payload;
}

TEST(FieldUpdate, IsTheWholePayload) {
    const auto update = parse("45", field3);
    ASSERT_TRUE(update);
    EXPECT_EQ(update->channel, channel);
    EXPECT_EQ(update->created_at, std::nullopt);
    EXPECT_EQ(update->values, entry_values({{ValueName::field3, "45"}}));
}

TEST(FieldUpdate, IsNotDecoded) {
    for (const auto* payload : {"a=1&b=2", "100%25", "1+1", "field1=5", " 7"})
        EXPECT_EQ(parse(payload, field3)->values, entry_values({{ValueName::field3, payload}}));
}

TEST(FieldUpdate, LosesTrailingLineEndsAndBlanks) {
    EXPECT_EQ(parse("45 \r\n", field3)->values, entry_values({{ValueName::field3, "45"}}));
    EXPECT_EQ(parse("\r\n", field3)->values, entry_values({{ValueName::field3, ""}}));
}

TEST(FieldUpdate, KeepsTheLimitsOfValues) {
    EXPECT_TRUE(parse(std::string(255, 'v'), field3));
    EXPECT_EQ(refusal_of(parse(std::string(256, 'v'), field3)), Refusal::value_too_long);
    EXPECT_EQ(refusal_of(parse(std::string(3001, 'v'), field3)), Refusal::payload_too_large);
    EXPECT_EQ(refusal_of(parse("\xff", field3)), Refusal::invalid_utf8);
    EXPECT_EQ(refusal_of(parse(std::string_view{"\0", 1}, field3)), Refusal::invalid_utf8);
}

TEST(UpdateDraft, TakesShortFieldNamesOnlyWhereAllowed) {
    const UpdateRules rest{.short_field_names = true};
    UpdateDraft draft{rest};
    draft.set("1", "a");
    draft.set("8", "b");
    draft.set("9", "c");
    draft.set("field2", "d");
    EXPECT_EQ(draft.finish(channel)->values,
              entry_values(
                  {{ValueName::field1, "a"}, {ValueName::field2, "d"}, {ValueName::field8, "b"}}));
    EXPECT_EQ(refusal_of(parse("1=5")), Refusal::no_usable_value);
}

/// The value of field1 that REST stores for `text`.
std::string stored_by_rest(std::string_view text) {
    const UpdateRules rest{.cuts_escaped_line_ends = true, .peer_address = "192.0.2.7"};
    UpdateDraft draft{rest};
    draft.set("field1", text);
    return std::string{draft.finish(channel)->values.get(ValueName::field1).value()};
}

TEST(UpdateDraft, CutsLineEndsThatFirmwareEscapedWhereAsked) {
    EXPECT_EQ(stored_by_rest(R"(21.5\n)"), "21.5");
    EXPECT_EQ(stored_by_rest(R"(21.5\r)"), "21.5");
    EXPECT_EQ(stored_by_rest(R"(21.5\r\n)"), "21.5");
    EXPECT_EQ(stored_by_rest(R"(\n)"), "");
    EXPECT_EQ(stored_by_rest(R"(a\nb)"), R"(a\nb)");
    EXPECT_EQ(stored_by_rest(R"(a\t)"), R"(a\t)");
    EXPECT_EQ(values_of(R"(field1=21.5\n)"), entry_values({{ValueName::field1, R"(21.5\n)"}}));
}

TEST(UpdateDraft, PutsTheClientsAddressWhereAsked) {
    EXPECT_EQ(stored_by_rest("IP_ADDRESS"), "192.0.2.7");
    EXPECT_EQ(stored_by_rest("ip_Address"), "192.0.2.7");
    EXPECT_EQ(stored_by_rest(R"(IP_ADDRESS\r\n)"), "192.0.2.7");
    EXPECT_EQ(stored_by_rest("IP_ADDRESSES"), "IP_ADDRESSES");
    EXPECT_EQ(values_of("field1=IP_ADDRESS"), entry_values({{ValueName::field1, "IP_ADDRESS"}}));
}

TEST(UpdateDraft, KnowsTheNamesOfValues) {
    for (const auto* name :
         {"field1", "field8", "lat", "latitude", "long", "longitude", "elevation", "status"})
        EXPECT_TRUE(is_value_name(name)) << name;
    for (const auto* name : {"field9", "1", "created_at", "timezone", "", "Field1"})
        EXPECT_FALSE(is_value_name(name)) << name;
}

}  // namespace
}  // namespace fieldcast::channels
