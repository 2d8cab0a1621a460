#include "channels/render.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "base/utf8.h"
#include "samples.h"

namespace fieldcast::channels {
namespace {

using model::ValueName;
using namespace std::chrono_literals;
using nlohmann::json;
using nlohmann::ordered_json;

std::string feed_message(model::ChannelId channel, const model::Entry& entry) {
    std::string out;
    append_feed_message(out, channel, entry);
    return out;
}

std::string json_string(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

/// The channel of a recorded answer, with the two fields it had.
model::Channel recorded_channel() {
    model::Channel channel;
    channel.id = {86945};
    channel.name = "CPU";
    channel.description = "of a small computer";
    channel.field_labels[0] = "cpu_pc";
    channel.field_labels[1] = "mem_avail_mb";
    channel.created_at = day(2016, 2, 9) + 20h + 22min + 23s;
    channel.updated_at = day(2017, 2, 11) + 21h + 40min + 41s;
    return channel;
}

std::vector<model::Entry> recorded_entries() {
    const auto first_at = day(2016, 2, 9) + 20h + 25min + 53s;
    return {
        {{1}, first_at, entry_values({{ValueName::field1, "9.2"}, {ValueName::field2, "1000"}})},
        {{3},
         first_at + 15s,
         entry_values({{ValueName::field1, "1"}, {ValueName::field8, "disabled since"}})}};
}

TEST(FeedMessage, HasTheBytesOfThingSpeak) {
    const model::Entry entry{
        {797}, day(2021, 12, 11) + 5h + 35min + 31s, entry_values({{ValueName::field2, "21"}})};
    EXPECT_EQ(feed_message({33301}, entry),
              R"({"channel_id":33301,"created_at":"2021-12-11T05:35:31Z","entry_id":797,)"
              R"("field1":null,"field2":"21","field3":null,"field4":null,"field5":null,)"
              R"("field6":null,"field7":null,"field8":null,"latitude":null,"longitude":null,)"
              R"("elevation":null,"status":null})");
}

TEST(FeedMessage, CarriesAllValuesAsText) {
    const model::Entry entry{{18},
                             day(2014, 2, 25) + 14h + 13min + 1s + 999ms,
                             entry_values({{ValueName::field1, "0"},
                                           {ValueName::field2, ""},
                                           {ValueName::field3, "-3"},
                                           {ValueName::field4, "4.50"},
                                           {ValueName::field5, "five"},
                                           {ValueName::field6, "true"},
                                           {ValueName::field7, "null"},
                                           {ValueName::field8, "22.5°C"},
                                           {ValueName::latitude, "42.28"},
                                           {ValueName::longitude, "-71.35"},
                                           {ValueName::elevation, "100"},
                                           {ValueName::status, "say \"hi\"\n"}})};
    EXPECT_EQ(feed_message({9}, entry),
              R"({"channel_id":9,"created_at":"2014-02-25T14:13:01Z","entry_id":18,)"
              R"("field1":"0","field2":"","field3":"-3","field4":"4.50","field5":"five",)"
              R"("field6":"true","field7":"null","field8":"22.5°C","latitude":"42.28",)"
              R"("longitude":"-71.35","elevation":"100","status":"say \"hi\"\n"})");
}

TEST(FeedMessage, IsAppended) {
    std::string out = "before";
    append_feed_message(out, {1}, {{1}, day(2020, 1, 1), {}});
    EXPECT_TRUE(out.starts_with(R"(before{"channel_id":1,)"));
}

TEST(FeedMessage, HasTheLengthThatSmallClientsMustAllowFor) {
    const model::Entry entry{{797}, day(2021, 12, 11), entry_values({{ValueName::field2, "21"}})};
    EXPECT_EQ(feed_message({33301}, entry).size(), 247U);
}

TEST(JsonString, EscapesWhatItMust) {
    EXPECT_EQ(json_string(""), R"("")");
    EXPECT_EQ(json_string("plain"), R"("plain")");
    EXPECT_EQ(json_string("\"\\/"), R"("\"\\/")");
    EXPECT_EQ(json_string("\b\f\n\r\t"), R"("\b\f\n\r\t")");
    EXPECT_EQ(json_string(std::string_view{"\0\x01\x1f\x7f", 4}), "\"\\u0000\\u0001\\u001f\x7f\"");
    EXPECT_EQ(json_string("ä€😀"), R"("ä€😀")");
    EXPECT_EQ(json_string("\"edges\""), R"("\"edges\"")");
}

/// The answer with enabled fields, and what `shown` adds.
std::string feed(FeedFormat format, const FeedHead& head, const std::vector<model::Entry>& entries,
                 const FeedRequest& shown = {}) {
    return render_feed(
        head, entries,
        {.format = format, .columns = feed_columns(head.channel, shown), .zone = shown.zone});
}

TEST(JsonString, IsWholeWhereverTheRoomEnds) {
    for (std::size_t room = 0; room < 70; ++room) {
        std::string out(room, 'x');
        out.shrink_to_fit();
        append_json_string(out, "longer than what fits into a string without memory");
        EXPECT_EQ(out, std::string(room, 'x') +
                           R"("longer than what fits into a string without memory")");
    }
}

TEST(FeedJson, HasTheBytesOfARecordedAnswer) {
    const auto channel = recorded_channel();
    EXPECT_EQ(feed(FeedFormat::json, {channel, {16}}, recorded_entries()),
              R"({"channel":{"id":86945,"name":"CPU","description":"of a small computer",)"
              R"("latitude":"0.0","longitude":"0.0","field1":"cpu_pc","field2":"mem_avail_mb",)"
              R"("created_at":"2016-02-09T20:22:23Z","updated_at":"2017-02-11T21:40:41Z",)"
              R"("last_entry_id":16},"feeds":[)"
              R"({"created_at":"2016-02-09T20:25:53Z","entry_id":1,"field1":"9.2",)"
              R"("field2":"1000"},)"
              R"({"created_at":"2016-02-09T20:26:08Z","entry_id":3,"field1":"1",)"
              R"("field2":null}]})");
}

TEST(FeedJson, OfANewChannelHasNoLastEntry) {
    auto channel = recorded_channel();
    channel.description.clear();
    channel.elevation = "12";
    EXPECT_EQ(feed(FeedFormat::json, {channel}, {}),
              R"({"channel":{"id":86945,"name":"CPU",)"
              R"("latitude":"0.0","longitude":"0.0","field1":"cpu_pc","field2":"mem_avail_mb",)"
              R"("created_at":"2016-02-09T20:22:23Z","updated_at":"2017-02-11T21:40:41Z",)"
              R"("elevation":"12","last_entry_id":null},"feeds":[]})");
}

TEST(FeedJson, ShowsStatusAndLocationWhenAskedEvenIfAllAreNull) {
    const auto channel = recorded_channel();
    const auto answer = feed(FeedFormat::json, {channel, {1}}, {{{1}, day(2020, 1, 1), {}}},
                             {.location = true, .status = true});
    EXPECT_TRUE(answer.ends_with(
        R"("feeds":[{"created_at":"2020-01-01T00:00:00Z","entry_id":1,"field1":null,)"
        R"("field2":null,"latitude":null,"longitude":null,"elevation":null,"status":null}]})"))
        << answer;
}

TEST(FeedJson, ShowsMetadataWhenAsked) {
    auto channel = recorded_channel();
    EXPECT_TRUE(feed(FeedFormat::json, {.channel = channel, .metadata = true}, {})
                    .ends_with(R"("last_entry_id":null,"metadata":null},"feeds":[]})"));
    channel.metadata = R"({"room":7})";
    EXPECT_TRUE(feed(FeedFormat::json, {.channel = channel, .metadata = true}, {})
                    .ends_with(R"("last_entry_id":null,"metadata":"{\"room\":7}"},"feeds":[]})"));
}

TEST(FeedJson, HasAllItsTimesInTheZoneOfTheRequest) {
    const auto channel = recorded_channel();
    EXPECT_EQ(feed(FeedFormat::json, {channel, {16}}, recorded_entries(),
                   {.zone = Zone::fixed(std::chrono::hours{-5})}),
              R"({"channel":{"id":86945,"name":"CPU","description":"of a small computer",)"
              R"("latitude":"0.0","longitude":"0.0","field1":"cpu_pc","field2":"mem_avail_mb",)"
              R"("created_at":"2016-02-09T15:22:23-05:00",)"
              R"("updated_at":"2017-02-11T16:40:41-05:00","last_entry_id":16},"feeds":[)"
              R"({"created_at":"2016-02-09T15:25:53-05:00","entry_id":1,"field1":"9.2",)"
              R"("field2":"1000"},)"
              R"({"created_at":"2016-02-09T15:26:08-05:00","entry_id":3,"field1":"1",)"
              R"("field2":null}]})");
}

TEST(FieldJson, HasOneFieldPerEntryAndAllInTheChannel) {
    const auto channel = recorded_channel();
    const auto answer = render_feed({channel, {16}}, recorded_entries(),
                                    {.columns = field_columns(2, FeedRequest{})});
    EXPECT_NE(answer.find(R"("field1":"cpu_pc","field2":"mem_avail_mb")"), answer.npos);
    EXPECT_TRUE(answer.ends_with(
        R"("feeds":[{"created_at":"2016-02-09T20:25:53Z","entry_id":1,"field2":"1000"},)"
        R"({"created_at":"2016-02-09T20:26:08Z","entry_id":3,"field2":null}]})"))
        << answer;
}

TEST(AggregatedJson, HasNoEntryIds) {
    const auto channel = recorded_channel();
    const FeedRequest request{.aggregation = Aggregation{}};
    EXPECT_TRUE(feed(FeedFormat::json, {channel, {16}}, recorded_entries(), request)
                    .ends_with(R"("feeds":[)"
                               R"({"created_at":"2016-02-09T20:25:53Z","field1":"9.2",)"
                               R"("field2":"1000"},)"
                               R"({"created_at":"2016-02-09T20:26:08Z","field1":"1",)"
                               R"("field2":null}]})"));
}

TEST(StatusFeed, HasTheChannelsNameAndPlaceAndTheStatuses) {
    auto channel = recorded_channel();
    channel.latitude = "40.5";
    channel.longitude = "-80.22";
    const FeedHead head{.channel = channel, .last_entry = {16}, .is_brief = true};
    const std::vector<model::Entry> entries = {
        {{9}, day(2020, 1, 1) + 1h, entry_values({{ValueName::status, "lamp <green>"}})},
        {{11}, day(2020, 1, 1) + 2h, entry_values({{ValueName::status, "lamp, blue"}})}};
    EXPECT_EQ(render_feed(head, entries, {FeedFormat::json, status_columns()}),
              R"({"channel":{"name":"CPU","latitude":"40.5","longitude":"-80.22"},"feeds":[)"
              R"({"created_at":"2020-01-01T01:00:00Z","entry_id":9,"status":"lamp <green>"},)"
              R"({"created_at":"2020-01-01T02:00:00Z","entry_id":11,"status":"lamp, blue"}]})");
    EXPECT_EQ(render_feed(head, entries, {FeedFormat::xml, status_columns()}),
              R"(<?xml version="1.0" encoding="UTF-8"?><channel><name>CPU</name>)"
              R"(<latitude type="decimal">40.5</latitude>)"
              R"(<longitude type="decimal">-80.22</longitude><feeds type="array">)"
              R"(<feed><created-at type="dateTime">2020-01-01T01:00:00Z</created-at>)"
              R"(<entry-id type="integer">9</entry-id><status>lamp &lt;green&gt;</status></feed>)"
              R"(<feed><created-at type="dateTime">2020-01-01T02:00:00Z</created-at>)"
              R"(<entry-id type="integer">11</entry-id><status>lamp, blue</status></feed>)"
              R"(</feeds></channel>)");
    EXPECT_EQ(render_feed(head, entries, {FeedFormat::csv, status_columns()}),
              "created_at,entry_id,status\n"
              "2020-01-01 01:00:00 UTC,9,lamp <green>\n"
              "2020-01-01 02:00:00 UTC,11,\"lamp, blue\"\n");
}

TEST(FeedCsv, HasHeaderAndRows) {
    const auto channel = recorded_channel();
    EXPECT_EQ(feed(FeedFormat::csv, {channel, {16}}, recorded_entries()),
              "created_at,entry_id,field1,field2\n"
              "2016-02-09 20:25:53 UTC,1,9.2,1000\n"
              "2016-02-09 20:26:08 UTC,3,1,\n");
}

TEST(FeedCsv, OfNoEntriesIsItsHeader) {
    const auto channel = recorded_channel();
    EXPECT_EQ(feed(FeedFormat::csv, {channel}, {}, {.location = true, .status = true}),
              "created_at,entry_id,field1,field2,latitude,longitude,elevation,status\n");
}

TEST(FeedCsv, HasLocalTimesWithTheirOffset) {
    const auto channel = recorded_channel();
    EXPECT_EQ(feed(FeedFormat::csv, {channel, {16}}, recorded_entries(),
                   {.zone = Zone::fixed(std::chrono::minutes{330})}),
              "created_at,entry_id,field1,field2\n"
              "2016-02-10 01:55:53 +0530,1,9.2,1000\n"
              "2016-02-10 01:56:08 +0530,3,1,\n");
}

TEST(FeedCsv, QuotesWhatNeedsIt) {  // RFC 4180, 2.6 and 2.7
    const auto channel = recorded_channel();
    const std::vector<model::Entry> entries = {
        {{1},
         day(2020, 1, 1),
         entry_values({{ValueName::field1, "1,5"}, {ValueName::field2, "say \"hi\""}})},
        {{2},
         day(2020, 1, 1),
         entry_values({{ValueName::field1, "a\nb"}, {ValueName::field2, "a\rb"}})},
        {{3}, day(2020, 1, 1), entry_values({{ValueName::field2, ""}})}};
    EXPECT_EQ(feed(FeedFormat::csv, {channel, {3}}, entries),
              "created_at,entry_id,field1,field2\n"
              "2020-01-01 00:00:00 UTC,1,\"1,5\",\"say \"\"hi\"\"\"\n"
              "2020-01-01 00:00:00 UTC,2,\"a\nb\",\"a\rb\"\n"
              "2020-01-01 00:00:00 UTC,3,,\"\"\n");
}

TEST(ExportCsv, HasAllColumnsAndTimesWithOffsetInUtcToo) {
    const auto channel = recorded_channel();
    const std::vector<model::Entry> entries = {
        {{7},
         day(2023, 1, 6) + 16h + 44min + 16s,
         entry_values({{ValueName::field2, "8512.000000"}, {ValueName::elevation, "12"}})}};
    EXPECT_EQ(
        render_feed({channel, {7}}, entries, {FeedFormat::export_csv, export_columns(channel)}),
        "created_at,entry_id,field1,field2,latitude,longitude,elevation,status\n"
        "2023-01-06T16:44:16+00:00,7,,8512.000000,,,12,\n");
    EXPECT_EQ(render_feed({channel, {7}}, entries,
                          {FeedFormat::export_csv, export_columns(channel),
                           Zone::fixed(std::chrono::hours{1})}),
              "created_at,entry_id,field1,field2,latitude,longitude,elevation,status\n"
              "2023-01-06T17:44:16+01:00,7,,8512.000000,,,12,\n");
}

TEST(FeedXml, HasRailsNamesAndTypes) {
    auto channel = recorded_channel();
    channel.elevation = "12";
    channel.metadata = "a & b";
    const std::vector<model::Entry> entries = {
        {{3},
         day(2020, 1, 1),
         entry_values({{ValueName::field1, ""}, {ValueName::latitude, "42.28"}})}};
    EXPECT_EQ(render_feed({.channel = channel, .last_entry = {16}, .metadata = true}, entries,
                          {FeedFormat::xml, export_columns(channel)}),
              R"(<?xml version="1.0" encoding="UTF-8"?><channel><id type="integer">86945</id>)"
              R"(<name>CPU</name><description>of a small computer</description>)"
              R"(<latitude type="decimal">0.0</latitude><longitude type="decimal">0.0</longitude>)"
              R"(<field1>cpu_pc</field1><field2>mem_avail_mb</field2>)"
              R"(<created-at type="dateTime">2016-02-09T20:22:23Z</created-at>)"
              R"(<updated-at type="dateTime">2017-02-11T21:40:41Z</updated-at>)"
              R"(<elevation>12</elevation><last-entry-id type="integer">16</last-entry-id>)"
              R"(<metadata>a &amp; b</metadata><feeds type="array"><feed>)"
              R"(<created-at type="dateTime">2020-01-01T00:00:00Z</created-at>)"
              R"(<entry-id type="integer">3</entry-id><field1></field1><field2 nil="true"/>)"
              R"(<latitude type="decimal">42.28</latitude><longitude type="decimal" nil="true"/>)"
              R"(<elevation nil="true"/><status nil="true"/></feed></feeds></channel>)");
}

TEST(FeedXml, OfANewChannelHasNoLastEntry) {
    const auto channel = recorded_channel();
    EXPECT_NE(feed(FeedFormat::xml, {.channel = channel, .metadata = true}, {})
                  .find(R"(<last-entry-id type="integer" nil="true"/><metadata nil="true"/>)"
                        R"(<feeds type="array"></feeds></channel>)"),
              std::string::npos);
}

TEST(XmlText, EscapesWhatItMustAndReplacesWhatItCannotSay) {  // XML 1.0, 2.2 and 2.4
    const auto xml_text = [](std::string_view text) {
        std::string out;
        append_xml_text(out, text);
        return out;
    };
    EXPECT_EQ(xml_text("<a href=\"x\">&'</a>]]>"), "&lt;a href=\"x\"&gt;&amp;'&lt;/a&gt;]]&gt;");
    EXPECT_EQ(xml_text("tab\tline\nreturn\r"), "tab\tline\nreturn&#13;");
    EXPECT_EQ(xml_text(std::string_view{"\0\x01\x1f\x7f", 4}), "\uFFFD\uFFFD\uFFFD\x7f");
    EXPECT_EQ(xml_text("ä€😀\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd"), "ä€😀\uFFFD\uFFFD\uFFFD");
}

TEST(FeedWriter, GivesTheSameInPagesAsAtOnce) {
    const auto channel = recorded_channel();
    auto entries = recorded_entries();
    entries.push_back(entries.front());
    for (const auto format :
         {FeedFormat::json, FeedFormat::xml, FeedFormat::csv, FeedFormat::export_csv})
        for (std::size_t first_page = 0; first_page <= entries.size(); ++first_page) {
            const EntryStyle style{format, export_columns(channel)};
            FeedWriter writer{style};
            std::string head;
            std::string first;
            std::string rest;
            writer.begin(head, {channel, {16}});
            writer.entries(first, std::span{entries}.first(first_page));
            writer.entries(first, {});
            writer.entries(rest, std::span{entries}.subspan(first_page));
            writer.end(rest);
            EXPECT_EQ(head + first + rest, render_feed({channel, {16}}, entries, style));
        }
}

TEST(OneEntry, StandsOnItsOwnInEachFormat) {
    const auto channel = recorded_channel();
    const auto entry = recorded_entries().front();
    const auto columns = feed_columns(channel, {.status = true});
    EXPECT_EQ(render_entry(entry, {FeedFormat::json, columns}),
              R"({"created_at":"2016-02-09T20:25:53Z","entry_id":1,"field1":"9.2",)"
              R"("field2":"1000","status":null})");
    EXPECT_EQ(render_entry(entry, {FeedFormat::xml, columns}),
              R"(<?xml version="1.0" encoding="UTF-8"?><feed>)"
              R"(<created-at type="dateTime">2016-02-09T20:25:53Z</created-at>)"
              R"(<entry-id type="integer">1</entry-id><field1>9.2</field1><field2>1000</field2>)"
              R"(<status nil="true"/></feed>)");
    EXPECT_EQ(render_entry(entry, {FeedFormat::csv, columns}),
              "created_at,entry_id,field1,field2,status\n2016-02-09 20:25:53 UTC,1,9.2,1000,\n");
    EXPECT_EQ(render_entry(entry, {FeedFormat::json, field_columns(1, FeedRequest{})}),
              R"({"created_at":"2016-02-09T20:25:53Z","entry_id":1,"field1":"9.2"})");
}

TEST(UpdateXml, HasItsOwnOrderAndAllFields) {
    const model::Entry entry{
        {2},
        day(2018, 9, 10) + 17h + 41min + 59s,
        entry_values({{ValueName::field1, "123"}, {ValueName::status, "a<b"}})};
    EXPECT_EQ(update_xml({266256}, entry),
              R"(<?xml version="1.0" encoding="UTF-8"?><feed>)"
              R"(<channel-id type="integer">266256</channel-id><field1>123</field1>)"
              R"(<field2 nil="true"/><field3 nil="true"/><field4 nil="true"/>)"
              R"(<field5 nil="true"/><field6 nil="true"/><field7 nil="true"/>)"
              R"(<field8 nil="true"/><created-at type="dateTime">2018-09-10T17:41:59Z</created-at>)"
              R"(<entry-id type="integer">2</entry-id><status>a&lt;b</status>)"
              R"(<latitude type="decimal" nil="true"/><longitude type="decimal" nil="true"/>)"
              R"(<elevation nil="true"/></feed>)");
}

TEST(DataAge, IsTextAndHasItsUnit) {
    EXPECT_EQ(render_data_age(174s, FeedFormat::json),
              R"({"last_data_age":"174","last_data_age_units":"s"})");
    EXPECT_EQ(render_data_age(174s, FeedFormat::xml),
              R"(<?xml version="1.0" encoding="UTF-8"?><hash><last-data-age>174</last-data-age>)"
              R"(<last-data-age-units>s</last-data-age-units></hash>)");
    EXPECT_EQ(render_data_age(174s, FeedFormat::csv), "last_data_age,last_data_age_units\n174,s\n");
}

/// Random entries, from a fixed seed.
class RandomEntries {
  public:
    model::Entry next() {
        std::array<std::string, model::value_names> kept;
        std::array<std::optional<std::string_view>, model::value_names> texts;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            kept[i] = text();
            if (below(3) != 0) texts[i] = kept[i];
        }
        return {{1 + below(1'000'000)},
                day(2000, 1, 1) + std::chrono::duration<std::uint32_t>{static_cast<std::uint32_t>(
                                      below(1'000'000'000))},
                model::EntryValues{texts}};
    }

  private:
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

    std::string text() {
        static constexpr std::array<std::string_view, 8> pieces = {"\"", "\\", "\n",   "ä",
                                                                   "😀",  "x",  "\x01", "\x7f"};
        std::string out;
        for (std::uint64_t length = below(12); length > 0; --length) {
            if (below(2) == 0)
                out += pieces[below(pieces.size())];
            else
                out += static_cast<char>(below(0x80));
        }
        return out;
    }

    std::mt19937_64 random_{20261122};
};

/// What `parsed` must say under `name`.
json expected_value(const model::Entry& entry, std::size_t name) {
    const auto text = entry.values.get(static_cast<ValueName>(name));
    return text ? json(*text) : json(nullptr);
}

TEST(FeedMessage, ReadsBackAsItWasForRandomValues) {
    RandomEntries random;
    const std::vector<std::string> keys = {"channel_id", "created_at", "entry_id", "field1",
                                           "field2",     "field3",     "field4",   "field5",
                                           "field6",     "field7",     "field8",   "latitude",
                                           "longitude",  "elevation",  "status"};
    for (int round = 0; round < 2'000; ++round) {
        const auto entry = random.next();
        const auto parsed = ordered_json::parse(feed_message({7}, entry));
        std::vector<std::string> parsed_keys;
        for (const auto& [key, value] : parsed.items()) parsed_keys.push_back(key);
        ASSERT_EQ(parsed_keys, keys);
        EXPECT_EQ(parsed["channel_id"], 7);
        EXPECT_EQ(parsed["entry_id"], entry.id.value);
        EXPECT_EQ(parsed["created_at"], base::to_iso8601(entry.created_at));
        for (std::size_t name = 0; name < model::value_names; ++name)
            ASSERT_EQ(json(parsed[keys[3 + name]]), expected_value(entry, name));
    }
}

TEST(FeedJson, ReadsBackAsItWasForRandomValues) {
    RandomEntries random;
    const auto channel = recorded_channel();
    for (int round = 0; round < 500; ++round) {
        const std::vector<model::Entry> entries = {random.next(), random.next(), random.next()};
        const auto parsed =
            json::parse(feed(FeedFormat::json, {channel, {9}}, entries, {.status = true}));
        ASSERT_EQ(parsed["feeds"].size(), entries.size());
        for (std::size_t i = 0; i < entries.size(); ++i) {
            EXPECT_EQ(parsed["feeds"][i].size(), 5U);
            EXPECT_EQ(parsed["feeds"][i]["entry_id"], entries[i].id.value);
            EXPECT_EQ(parsed["feeds"][i]["field2"], expected_value(entries[i], 1));
            EXPECT_EQ(parsed["feeds"][i]["status"], expected_value(entries[i], 11));
        }
    }
}

}  // namespace
}  // namespace fieldcast::channels
