#include "channels/form.h"

#include <gtest/gtest.h>

#include <vector>

namespace fieldcast::channels {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs_of(std::string_view form) {
    Pairs pairs;
    FormReader reader{form};
    while (const auto pair = reader.next()) pairs.emplace_back(pair->name, pair->value);
    return pairs;
}

TEST(Form, IsReadPairByPair) {
    EXPECT_EQ(pairs_of("field1=23.0&field2=45"), (Pairs{{"field1", "23.0"}, {"field2", "45"}}));
}

TEST(Form, MayBeEmpty) {
    EXPECT_EQ(pairs_of(""), Pairs{});
}

TEST(Form, SkipsEmptyPiecesAndPiecesWithoutEqualsSign) {
    EXPECT_EQ(pairs_of("&&a=1&"), (Pairs{{"a", "1"}}));
    EXPECT_EQ(pairs_of("21.5"), Pairs{});
    EXPECT_EQ(pairs_of("a&b=2&c"), (Pairs{{"b", "2"}}));
}

TEST(Form, KeepsEmptyNamesAndValues) {
    EXPECT_EQ(pairs_of("a=&=b&="), (Pairs{{"a", ""}, {"", "b"}, {"", ""}}));
}

TEST(Form, SplitsAtTheFirstEqualsSignOnly) {
    EXPECT_EQ(pairs_of("status=a=b"), (Pairs{{"status", "a=b"}}));
}

TEST(Form, DecodesPlusAndPercent) {
    EXPECT_EQ(pairs_of("st%61tus=all+ok%21"), (Pairs{{"status", "all ok!"}}));
    EXPECT_EQ(pairs_of("a=%2B%26%3d%25"), (Pairs{{"a", "+&=%"}}));
    EXPECT_EQ(pairs_of("a=%C3%a4"), (Pairs{{"a", "ä"}}));
}

TEST(Form, DecodesOnceOnly) {
    EXPECT_EQ(pairs_of("a=%2541"), (Pairs{{"a", "%41"}}));
}

TEST(Form, LeavesMalformedPercentSequences) {
    EXPECT_EQ(pairs_of("a=100%"), (Pairs{{"a", "100%"}}));
    EXPECT_EQ(pairs_of("a=%4"), (Pairs{{"a", "%4"}}));
    EXPECT_EQ(pairs_of("a=%zz%4g"), (Pairs{{"a", "%zz%4g"}}));
    EXPECT_EQ(pairs_of("a=%&41=2"), (Pairs{{"a", "%"}, {"41", "2"}})) << "not across pairs";
    EXPECT_EQ(pairs_of("a%=41"), (Pairs{{"a%", "41"}})) << "not across the equals sign";
}

TEST(Form, TakesRawBlanksAndUtf8) {
    EXPECT_EQ(pairs_of("status=all ok ä"), (Pairs{{"status", "all ok ä"}}));
}

TEST(Form, KeepsEarlierPairsWhileItReadsOn) {
    FormReader reader{"a=%31&b=%32&c=%33"};
    const auto first = reader.next();
    const auto second = reader.next();
    ASSERT_TRUE(first && second && reader.next());
    EXPECT_EQ(first->value, "1");
    EXPECT_EQ(second->value, "2");
}

}  // namespace
}  // namespace fieldcast::channels
