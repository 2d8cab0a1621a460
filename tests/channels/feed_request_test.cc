#include "channels/feed_request.h"

#include <gmock/gmock.h>

#include "channels/columns.h"
#include "samples.h"

namespace fieldcast::channels {
namespace {

using namespace std::chrono_literals;
using model::FeedQuery;
using testing::ElementsAre;
using testing::IsEmpty;

const base::Timestamp now = day(2026, 11, 24) + 12h;

model::Channel sample_channel() {
    model::Channel channel;
    channel.id = {33301};
    channel.field_labels[0] = "indoor";
    channel.field_labels[3] = "outdoor";
    return channel;
}

FeedRequest parse(std::string_view form) {
    return parse_feed_request(form, sample_channel(), now, test_zones());
}

FeedRequest parse_status(std::string_view form) {
    return parse_status_request(form, sample_channel(), now, test_zones());
}

std::vector<std::string> notes_of(std::string_view form) {
    return parse(form).notes;
}

TEST(FeedWindow, IsTheLastDayUnlessAskedOtherwise) {
    const auto query = parse("").query;
    EXPECT_EQ(query.channel, model::ChannelId{33301});
    EXPECT_EQ(query.start, now - 24h);
    EXPECT_EQ(query.end, std::nullopt);
    EXPECT_EQ(query.first.value, 1U);
    EXPECT_EQ(query.last.value, FeedQuery{}.last.value);
    EXPECT_EQ(query.with_value, std::nullopt);
    EXPECT_EQ(query.limit, 100U);
    EXPECT_EQ(query.order, FeedQuery::Order::newest_by_time);
}

TEST(FeedWindow, OfResultsHasNoBeginning) {
    const auto query = parse("results=2").query;
    EXPECT_EQ(query.start, std::nullopt);
    EXPECT_EQ(query.limit, 2U);
}

TEST(FeedLimit, IsAtMost8000AndAtLeastNothing) {
    EXPECT_EQ(parse("results=8000").query.limit, 8000U);
    EXPECT_EQ(parse("results=8001").query.limit, 8000U);
    EXPECT_EQ(parse("results=99999999999999999999").query.limit, 8000U);
    EXPECT_EQ(parse("results=0").query.limit, 0U);
}

TEST(FeedLimit, ThatCannotBeReadIsTheDefault) {
    for (const auto* form : {"results=-1", "results=many", "results=", "results=2.5"}) {
        EXPECT_EQ(parse(form).query.limit, 100U) << form;
        EXPECT_EQ(parse(form).query.start, now - 24h) << form;
    }
}

TEST(FeedWindow, GoesBackFromNow) {
    EXPECT_EQ(parse("days=2").query.start, now - 48h);
    EXPECT_EQ(parse("days=2").query.limit, 8000U);
    EXPECT_EQ(parse("minutes=90").query.start, now - 90min);
    EXPECT_EQ(parse("minutes=90").query.limit, 8000U);
    EXPECT_EQ(parse("days=2&minutes=90").query.start, now - 90min);
    EXPECT_EQ(parse("days=0").query.start, now);
    EXPECT_EQ(parse("days=99999999999").query.start, now - std::chrono::days{36'500});
}

TEST(FeedWindow, OfDaysAndResultsHasTheNewestOfIt) {
    const auto query = parse("days=2&results=5").query;
    EXPECT_EQ(query.start, now - 48h);
    EXPECT_EQ(query.limit, 5U);
}

TEST(FeedWindow, FromStartToEnd) {
    const auto query =
        parse("start=2026-01-01%2000:00:00&end=2026-01-02+06:30:00&days=3&minutes=5").query;
    EXPECT_EQ(query.start, day(2026, 1, 1));
    EXPECT_EQ(query.end, day(2026, 1, 2) + 6h + 30min);
    EXPECT_EQ(query.limit, 8000U);
}

TEST(FeedWindow, OfAnEndAloneIsTheDayBeforeIt) {
    EXPECT_EQ(parse("end=2026-01-02").query.start, day(2026, 1, 1));
    EXPECT_EQ(parse("end=2030-01-01").query.start, now - 24h) << "which is not tomorrow";
    EXPECT_EQ(parse("end=2026-01-02&results=3").query.start, std::nullopt);
}

TEST(FeedWindow, OfIdsHasAllTimes) {
    const auto query = parse("start_entry_id=5&end_entry_id=9").query;
    EXPECT_EQ(query.first.value, 5U);
    EXPECT_EQ(query.last.value, 9U);
    EXPECT_EQ(query.start, std::nullopt);
    EXPECT_EQ(query.limit, 8000U);
    EXPECT_EQ(parse("start_entry_id=5").query.last.value, FeedQuery{}.last.value);
    EXPECT_EQ(parse("end_entry_id=5").query.first.value, 1U);
}

TEST(FeedWindow, IsReadInTheZoneOfTheRequest) {
    EXPECT_EQ(parse("start=2026-07-01&timezone=Test/Summer").query.start, day(2026, 7, 1) - 2h);
    EXPECT_EQ(parse("timezone=Test%2FSummer&start=2026-01-01").query.start, day(2026, 1, 1) - 1h);
    EXPECT_EQ(parse("start=2026-07-01&offset=-5").query.start, day(2026, 7, 1) + 5h);
    EXPECT_EQ(parse("start=2026-07-01T00:00:00Z&offset=-5").query.start, day(2026, 7, 1));
    EXPECT_EQ(parse("start=1782864000&timezone=Test/Summer").query.start, day(2026, 7, 1));
}

TEST(FeedZone, IsUtcUnlessAskedOtherwise) {
    EXPECT_TRUE(parse("").zone.is_utc());
    EXPECT_TRUE(parse("offset=0").zone.is_utc());
    EXPECT_TRUE(parse("timezone=UTC").zone.is_utc());
    EXPECT_TRUE(parse("timezone=Etc%2FUTC").zone.is_utc());
}

TEST(FeedZone, IsNamedOrAtAnOffset) {
    EXPECT_EQ(parse("timezone=Test%2FSummer").zone.offset_at(now), 1h);
    EXPECT_EQ(parse("offset=-5").zone.offset_at(now), -5h);
    EXPECT_EQ(parse("offset=+5").zone.offset_at(now), 5h);
    EXPECT_EQ(parse("offset=%2B5").zone.offset_at(now), 5h);
    EXPECT_EQ(parse("offset=5.5").zone.offset_at(now), 5h + 30min);
}

TEST(FeedZone, ByNameGoesBeforeTheOffsetEvenIfUnknown) {
    EXPECT_EQ(parse("offset=-5&timezone=Test/Summer").zone.offset_at(now), 1h);
    const auto request = parse("offset=-5&timezone=Mars/Crater");
    EXPECT_TRUE(request.zone.is_utc());
    EXPECT_THAT(request.notes,
                ElementsAre("timezone=Mars/Crater is not in the tz database: UTC is used"));
}

TEST(FeedRequest, ShowsWhatIsAskedFor) {
    EXPECT_TRUE(parse("status=true").status);
    EXPECT_TRUE(parse("status=TRUE").status);
    EXPECT_TRUE(parse("location=True").location);
    EXPECT_TRUE(parse("metadata=true").metadata);
    EXPECT_FALSE(parse("metadata=TRUE").metadata) << "only in lower case";
    EXPECT_FALSE(parse("status=false&location=FALSE").status);
    EXPECT_THAT(notes_of("status=false&location=FALSE&metadata="), IsEmpty());
    EXPECT_THAT(notes_of("status=1"), ElementsAre("status=1 is neither true nor false: ignored"));
}

TEST(FeedRequest, HasBoundsAndPlaces) {
    const auto request = parse("min=-1.5&max=2,5&round=2");
    EXPECT_EQ(request.min, -1.5);
    EXPECT_EQ(request.max, 2.5);
    EXPECT_EQ(request.round, 2U);
    EXPECT_EQ(parse("round=99").round, 20U);
    EXPECT_EQ(parse("").min, std::nullopt);
    EXPECT_EQ(parse("round=-1&min=low").round, std::nullopt);
}

TEST(FeedRequest, AggregatesInTheOrderOfPrecedence) {
    using Kind = Aggregation::Kind;
    EXPECT_EQ(parse("").aggregation, std::nullopt);
    EXPECT_EQ(parse("median=10").aggregation, (Aggregation{Kind::median, 10min}));
    EXPECT_EQ(parse("median=10&average=15").aggregation, (Aggregation{Kind::average, 15min}));
    EXPECT_EQ(parse("average=15&sum=20&median=10").aggregation, (Aggregation{Kind::sum, 20min}));
    EXPECT_EQ(parse("sum=20&timescale=30").aggregation, (Aggregation{Kind::timescale, 30min}));
    EXPECT_EQ(parse("timescale=7&sum=20").aggregation, (Aggregation{Kind::sum, 20min}));
}

TEST(FeedRequest, HasTheSlotsOfThingSpeak) {
    for (const auto minutes : {10, 15, 20, 30, 60, 240, 720, 1440})
        EXPECT_EQ(parse("sum=" + std::to_string(minutes)).aggregation->slot.count(), minutes);
    EXPECT_EQ(parse("sum=daily").aggregation->slot, 24h);
    for (const auto* form : {"sum=0", "sum=5", "sum=11", "sum=1441", "sum=99999", "sum=Daily",
                             "sum=hourly", "sum=-10"}) {
        EXPECT_EQ(parse(form).aggregation, std::nullopt) << form;
        EXPECT_THAT(notes_of(form), ElementsAre(std::string{form} +
                                                " is none of 10, 15, 20, 30, 60, 240, 720, 1440 "
                                                "and daily: ignored"));
    }
}

TEST(FeedRequest, CallsBackFunctionsAlone) {
    for (const auto* name : {"f", "jQuery1_2", "$", "_x.y.$z9"})
        EXPECT_EQ(parse("callback=" + std::string{name}).callback, name);
    for (const auto* text : {"alert(1)", "a b", "1a", "a.", ".a", "a..b", "a-b", "a[0]", "?",
                             "<script>", "f;g", "\xc3\xa4"}) {
        EXPECT_EQ(parse("callback=" + std::string{text}).callback, "") << text;
        EXPECT_EQ(notes_of("callback=" + std::string{text}).size(), 1U) << text;
    }
    EXPECT_EQ(parse("callback=" + std::string(128, 'a')).callback.size(), 128U);
    EXPECT_EQ(parse("callback=" + std::string(129, 'a')).callback, "");
}

TEST(FeedRequest, KeepsWhatWrapsAFieldsLastValue) {
    const auto request = parse("prepend=%3Cb%3E&append=+C");
    EXPECT_EQ(request.prepend, "<b>");
    EXPECT_EQ(request.append, " C");
}

TEST(FeedRequest, TakesTheLastOfTwo) {
    EXPECT_EQ(parse("results=1&results=2").query.limit, 2U);
}

TEST(FeedRequest, IgnoresOtherNames) {
    EXPECT_THAT(notes_of("api_key=XYZ&headers=false&_=123&update=15"), IsEmpty());
}

TEST(FeedNotes, NameEachValueThatWasIgnored) {
    EXPECT_THAT(notes_of("days=abc&start=tomorrow&min=low&round=2.5&offset=99&results=-3"),
                ElementsAre("offset=99 is not a number of hours from -14 to 14: ignored",
                            "min=low is not a number: ignored",
                            "round=2.5 is not a whole number of 0 or more: ignored",
                            "results=-3 is not a whole number of 0 or more: ignored",
                            "days=abc is not a whole number of 0 or more: ignored",
                            "start=tomorrow is not a time such as 2026-11-22 18:52:43: ignored"));
}

TEST(FeedNotes, MayStandInAHeader) {
    EXPECT_THAT(notes_of("days=1%0D%0ASet-Cookie:%20a%3Db"),
                ElementsAre("days=1??Set-Cookie: a=b is not a whole number of 0 or more: ignored"));
    EXPECT_THAT(notes_of("days=%C3%A4%00"),
                ElementsAre("days=??? is not a whole number of 0 or more: ignored"));
    EXPECT_THAT(notes_of("days=" + std::string(1000, 'x')),
                ElementsAre("days=" + std::string(40, 'x') +
                            "... is not a whole number of 0 or more: ignored"));
}

TEST(StatusRequest, IsForStatusesOfTheLastDayWhateverResultsSay) {
    const auto query = parse_status("results=3").query;
    EXPECT_EQ(query.with_value, model::ValueName::status);
    EXPECT_EQ(query.start, now - 24h);
    EXPECT_EQ(query.limit, 3U);
    EXPECT_EQ(parse_status("").query.start, now - 24h);
    EXPECT_EQ(parse_status("results=3&days=7").query.start, now - std::chrono::days{7});
    EXPECT_EQ(parse_status("start=2026-01-01").query.start, day(2026, 1, 1));
}

TEST(Columns, AreEnabledFieldsAndWhatIsAskedFor) {
    const auto channel = sample_channel();
    EXPECT_EQ(feed_columns(channel, {}).values, 0b1001U);
    EXPECT_EQ(feed_columns(channel, {.location = true}).values, 0b0111'0000'1001U);
    EXPECT_EQ(feed_columns(channel, {.status = true}).values, 0b1000'0000'1001U);
    EXPECT_EQ(field_columns(8, {.status = true}).values, 0b1000'1000'0000U);
    EXPECT_EQ(status_columns().values, 0b1000'0000'0000U);
    EXPECT_EQ(export_columns(channel).values, 0b1111'0000'1001U);
    EXPECT_TRUE(feed_columns(channel, {}).entry_id);
    EXPECT_FALSE(feed_columns(channel, {.aggregation = Aggregation{}}).entry_id);
}

}  // namespace
}  // namespace fieldcast::channels
