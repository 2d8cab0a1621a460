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

TEST(FeedJson, HasTheBytesOfARecordedAnswer) {
    const auto channel = recorded_channel();
    const auto entries = recorded_entries();
    EXPECT_EQ(feed_json({.channel = channel, .last_entry = {16}, .entries = entries}),
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
    EXPECT_EQ(feed_json({.channel = channel, .last_entry = {}, .entries = {}}),
              R"({"channel":{"id":86945,"name":"CPU",)"
              R"("latitude":"0.0","longitude":"0.0","field1":"cpu_pc","field2":"mem_avail_mb",)"
              R"("created_at":"2016-02-09T20:22:23Z","updated_at":"2017-02-11T21:40:41Z",)"
              R"("elevation":"12","last_entry_id":null},"feeds":[]})");
}

TEST(FeedJson, ShowsStatusAndLocationWhenAskedEvenIfAllAreNull) {
    const auto channel = recorded_channel();
    const std::vector<model::Entry> entries = {{{1}, day(2020, 1, 1), {}}};
    const auto answer = feed_json({.channel = channel,
                                   .last_entry = {1},
                                   .entries = entries,
                                   .location = true,
                                   .status = true});
    EXPECT_TRUE(answer.ends_with(
        R"("feeds":[{"created_at":"2020-01-01T00:00:00Z","entry_id":1,"field1":null,)"
        R"("field2":null,"latitude":null,"longitude":null,"elevation":null,"status":null}]})"))
        << answer;
}

TEST(FeedCsv, HasHeaderAndRows) {
    const auto channel = recorded_channel();
    const auto entries = recorded_entries();
    EXPECT_EQ(feed_csv({.channel = channel, .last_entry = {16}, .entries = entries}),
              "created_at,entry_id,field1,field2\n"
              "2016-02-09 20:25:53 UTC,1,9.2,1000\n"
              "2016-02-09 20:26:08 UTC,3,1,\n");
}

TEST(FeedCsv, OfNoEntriesIsItsHeader) {
    const auto channel = recorded_channel();
    EXPECT_EQ(feed_csv({.channel = channel,
                        .last_entry = {},
                        .entries = {},
                        .location = true,
                        .status = true}),
              "created_at,entry_id,field1,field2,latitude,longitude,elevation,status\n");
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
    EXPECT_EQ(feed_csv({.channel = channel, .last_entry = {3}, .entries = entries}),
              "created_at,entry_id,field1,field2\n"
              "2020-01-01 00:00:00 UTC,1,\"1,5\",\"say \"\"hi\"\"\"\n"
              "2020-01-01 00:00:00 UTC,2,\"a\nb\",\"a\rb\"\n"
              "2020-01-01 00:00:00 UTC,3,,\"\"\n");
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
        const auto parsed = json::parse(
            feed_json({.channel = channel, .last_entry = {9}, .entries = entries, .status = true}));
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
