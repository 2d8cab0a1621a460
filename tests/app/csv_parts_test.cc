#include "app/csv_parts.h"

#include <gtest/gtest.h>

#include <vector>

#include "app/temporary_folder.h"

namespace fieldcast::app {
namespace {

class CsvPartsTest : public testing::Test {
  protected:
    /// All parts of a file with this text.
    std::vector<CsvParts::Part> parts_of(const std::string& text) {
        auto parts = CsvParts::open(folder_.write("feed.csv", text));
        std::vector<CsvParts::Part> all;
        for (;;) {
            auto part = parts->next();
            error_ = part ? "" : part.error();
            if (!part || !*part) return all;
            all.push_back(std::move(**part));
        }
    }

    TemporaryFolder folder_;
    std::string error_;
};

TEST_F(CsvPartsTest, AShortFileIsOnePart) {
    const auto parts = parts_of("a,b\n1,2");
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].text, "a,b\n1,2");
    EXPECT_EQ(parts[0].rows_before, 0U);
    EXPECT_TRUE(parts_of("").empty());
    EXPECT_EQ(parts_of("a,b").front().text, "a,b");
}

TEST_F(CsvPartsTest, ALongFileIsCutBetweenRows) {
    const std::string header = "created_at,\"field\n1\"\r\n";
    std::string text = header;
    std::vector<std::string> rows;
    for (int i = 0; i < 40'000; ++i) {
        rows.push_back(std::to_string(i) + (i % 7 == 0 ? ",\"line\none \"\"\"\r\n" : ",plain\r\n"));
        text += rows.back();
    }
    const auto parts = parts_of(text);
    EXPECT_GT(parts.size(), 2U);
    std::size_t row = 0;
    for (const CsvParts::Part& part : parts) {
        EXPECT_EQ(part.rows_before, row);
        ASSERT_TRUE(part.text.starts_with(header));
        std::string_view rest = part.text;
        for (rest.remove_prefix(header.size()); !rest.empty(); ++row) {
            ASSERT_TRUE(rest.starts_with(rows[row])) << row;
            rest.remove_prefix(rows[row].size());
        }
    }
    EXPECT_EQ(row, rows.size());
}

TEST_F(CsvPartsTest, ARowWithoutEndIsAnError) {
    EXPECT_EQ(parts_of("a\n1\n\"" + std::string(2 * CsvParts::part_bytes, 'x')).size(), 1U);
    EXPECT_EQ(error_, "Row 3 is too long, or has a quote that is never closed.");
}

TEST_F(CsvPartsTest, AMissingFileIsAnError) {
    EXPECT_FALSE(CsvParts::open(folder_ / "none.csv"));
}

}  // namespace
}  // namespace fieldcast::app
