#include "channels/csv.h"

#include <gtest/gtest.h>

namespace fieldcast::channels {
namespace {

/// `1:[a][b] 2:["c"]`: rows with their cells, quoted ones in quotes; `!` behind malformed ones.
std::string read(std::string_view text) {
    CsvReader reader(text);
    std::string all;
    while (reader.next()) {
        if (!all.empty()) all += ' ';
        all += std::to_string(reader.row()) + ':';
        for (const CsvCell& cell : reader.cells()) {
            const std::string_view quote = cell.is_quoted ? "\"" : "";
            all += '[';
            all.append(quote).append(cell.text).append(quote);
            all += ']';
        }
        if (reader.is_malformed()) all += '!';
    }
    return all;
}

TEST(Csv, IsRowsOfCells) {
    EXPECT_EQ(read("a,b\n1,2\n"), "1:[a][b] 2:[1][2]");
    EXPECT_EQ(read("a,b\n1,2"), "1:[a][b] 2:[1][2]");
    EXPECT_EQ(read(",\n,,"), "1:[][] 2:[][][]");
    EXPECT_EQ(read(""), "");
}

TEST(Csv, HasAnyLineEnds) {
    EXPECT_EQ(read("a\r\nb\rc\nd\r\n"), "1:[a] 2:[b] 3:[c] 4:[d]");
    EXPECT_EQ(read("a\n\nb\n\n"), "1:[a] 2:[] 3:[b] 4:[]");
}

TEST(Csv, MayBeginWithAByteOrderMark) {
    EXPECT_EQ(read("\xEF\xBB\xBF"
                   "a,b"),
              "1:[a][b]");
    EXPECT_EQ(read("\xEF\xBB\xBF"
                   "\"a\",b"),
              "1:[\"a\"][b]");
}

TEST(Csv, HasQuotedCells) {
    EXPECT_EQ(read("\"a,b\",\"\"\n\"c\"\"d\"\"\",e"), "1:[\"a,b\"][\"\"] 2:[\"c\"d\"\"][e]");
    EXPECT_EQ(read("a,\"b\nc\"\nd"), "1:[a][\"b\nc\"] 2:[d]");
    EXPECT_EQ(read("\"x\"\"1\",\"y\"\"2\",\"z\"\"3\""), "1:[\"x\"1\"][\"y\"2\"][\"z\"3\"]");
    EXPECT_EQ(read("a\"b,c\"\n"), "1:[a\"b][c\"]");
}

TEST(Csv, IsSeparatedAsItsFirstLineIs) {
    EXPECT_EQ(read("a;b\n1,5;2"), "1:[a][b] 2:[1,5][2]");
    EXPECT_EQ(read("a\tb\n1,5\t2"), "1:[a][b] 2:[1,5][2]");
    EXPECT_EQ(read("a\n1;2"), "1:[a] 2:[1;2]");
}

TEST(Csv, TellsWhichRowIsMalformed) {
    EXPECT_EQ(read("a\n\"b\nc"), "1:[a] 2:[\"b\nc\"]!");
    EXPECT_EQ(read("a,\"b\"c,d\n1,2"), "1:[a][\"b\"]! 2:[1][2]");
    EXPECT_EQ(read("\""), "1:[\"\"]!");
    EXPECT_EQ(read("\"a\"\"\nb"), "1:[\"a\"\nb\"]!");
}

}  // namespace
}  // namespace fieldcast::channels
