#include "channels/number.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <random>

namespace fieldcast::channels {
namespace {

TEST(Decimal, IsSignDigitsAndFraction) {
    for (const auto& [text, value] : std::initializer_list<std::pair<std::string_view, double>>{
             {"0", 0},
             {"7", 7},
             {"-3", -3},
             {"+4.50", 4.5},
             {"0.25", 0.25},
             {"-0", 0},
             {"007", 7},
             {"  21.50", 21.5},
             {"5 ", 5},
             {"1234567890.125", 1234567890.125}}) {
        const auto number = parse_decimal(text);
        ASSERT_TRUE(number) << text;
        EXPECT_EQ(number->value, value) << text;
        EXPECT_FALSE(number->has_comma) << text;
    }
}

TEST(Decimal, MayHaveAComma) {
    EXPECT_EQ(parse_decimal("-1,5")->value, -1.5);
    EXPECT_TRUE(parse_decimal("1,5")->has_comma);
}

TEST(Decimal, IsNothingElse) {
    for (const auto* text :
         {"",      " ",       "-",   "+",   ".5",  "-.5", "5.",  "5,",  "1e3", "0x10", "1.2.3",
          "1,2,3", "1.000,5", "+-5", "--5", "5 5", "nan", "inf", "12a", "\t5", "٣"})
        EXPECT_FALSE(parse_decimal(text)) << text;
}

TEST(Decimal, IsNotANumberWhereItIsNone) {
    EXPECT_EQ(number_of("-1,5"), -1.5);
    EXPECT_TRUE(std::isnan(number_of("on")));
}

TEST(Decimal, IsTheNearestNumber) {
    std::mt19937_64 random{1};
    for (int turn = 0; turn < 100'000; ++turn) {
        // Up to 18 digits, with the point anywhere among them.
        std::string text = std::to_string(random() % 1'000'000'000'000'000'000 >> random() % 60);
        const std::size_t places = random() % text.size();
        if (places > 0) text.insert(text.size() - places, ".");
        EXPECT_EQ(parse_decimal(text)->value, std::strtod(text.c_str(), nullptr)) << text;
    }
}

TEST(Decimal, IsBounded) {
    EXPECT_TRUE(parse_decimal(std::string(300, '9')));
    EXPECT_FALSE(parse_decimal(std::string(302, '9')));
    EXPECT_FALSE(parse_decimal(std::string(5000, '9')));
}

TEST(FormatDecimal, AlwaysHasAFractionOrAnExponent) {
    for (const auto& [value, text] : std::initializer_list<std::pair<double, std::string_view>>{
             {51, "51.0"},
             {7, "7.0"},
             {51.0 / 7, "7.285714285714286"},
             {0, "0.0"},
             {-2.5, "-2.5"},
             {100000, "100000.0"},
             {1e15, "1000000000000000.0"},
             {1e16, "1.0e+16"},
             {1.25e20, "1.25e+20"},
             {0.0001, "0.0001"},
             {0.00001, "1.0e-05"},
             {0.1 + 0.2, "0.30000000000000004"}})
        EXPECT_EQ(format_decimal({value}), text);
    EXPECT_EQ(format_decimal({2.5, true}), "2,5");
}

TEST(FormatDecimal, ReadsBackAsItWasForRandomNumbers) {
    std::mt19937_64 random{20261124};
    for (int round = 0; round < 20'000; ++round) {
        const double value = std::uniform_real_distribution{-1.0, 1.0}(random)*std::pow(
            10.0, static_cast<int>(random() % 600) - 300);
        const auto text = format_decimal({value});
        double read = 0;
        std::from_chars(text.data(), text.data() + text.size(), read);
        ASSERT_EQ(read, value) << text;
        ASSERT_NE(text.find('.'), text.npos) << text;
    }
}

TEST(FormatRounded, HasExactlyItsPlaces) {
    EXPECT_EQ(format_rounded({51.0 / 7}, 2), "7.29");
    EXPECT_EQ(format_rounded({51.0 / 7}, 0), "7");
    EXPECT_EQ(format_rounded({5}, 3), "5.000");
    EXPECT_EQ(format_rounded({-1.25, true}, 4), "-1,2500");
    EXPECT_EQ(format_rounded({1e300}, places_max).size(), 301 + 1 + places_max);
    EXPECT_EQ(format_rounded({-1e300}, 99), format_rounded({-1e300}, places_max));
}

TEST(Count, IsDigitsAloneUpToItsMost) {
    EXPECT_EQ(parse_count("0", 8000), 0U);
    EXPECT_EQ(parse_count("0042", 8000), 42U);
    EXPECT_EQ(parse_count("8001", 8000), 8000U);
    EXPECT_EQ(parse_count("99999999999999999999999", 8000), 8000U);
    for (const auto* text : {"", "-1", "+1", "1.5", "ten", " 1", "1 "})
        EXPECT_FALSE(parse_count(text, 8000)) << text;
}

}  // namespace
}  // namespace fieldcast::channels
