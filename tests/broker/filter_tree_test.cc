#include "broker/filter_tree.h"

#include <gtest/gtest.h>

namespace fieldcast::broker {
namespace {

TEST(FilterTree, GivesAFilterTheSameNumberEachTime) {
    FilterTree tree;
    const auto number = tree.add("a/+");
    EXPECT_NE(tree.add("a/#"), number);
    EXPECT_EQ(tree.add("a/+"), number);
    EXPECT_EQ(tree.find("a/+"), number);
}

TEST(FilterTree, KnowsOnlyWholeFilters) {
    FilterTree tree;
    tree.add("a/+/c");
    EXPECT_EQ(tree.find("a/+"), std::nullopt);
    EXPECT_EQ(tree.find("a/+/c/#"), std::nullopt);
    tree.remove("a/+");
    EXPECT_TRUE(tree.find("a/+/c"));
}

TEST(FilterTree, KeepsFiltersAboveAndBelowARemovedOne) {
    FilterTree tree;
    for (const char* filter : {"a/+", "a/+/c", "a/+/c/#"}) tree.add(filter);
    tree.remove("a/+/c");
    EXPECT_EQ(tree.find("a/+/c"), std::nullopt);
    EXPECT_TRUE(tree.find("a/+"));
    EXPECT_TRUE(tree.find("a/+/c/#"));
}

TEST(FilterTree, GivesNumbersAgainSoThatTheyStayDense) {
    FilterTree tree;
    for (int i = 0; i < 100; ++i) {
        const std::string filter = std::to_string(i) + "/+";
        EXPECT_LT(tree.add(filter), 2U);
        EXPECT_LT(tree.add("#"), 2U);
        tree.remove(filter);
    }
    tree.remove("#");
    EXPECT_TRUE(tree.empty());
}

}  // namespace
}  // namespace fieldcast::broker
