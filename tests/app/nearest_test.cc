#include "app/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace fieldcast::app {
namespace {

TEST(EditDistance, CountsInsertedRemovedReplacedAndSwappedLetters) {
    EXPECT_EQ(edit_distance("port", "port"), 0);
    EXPECT_EQ(edit_distance("por", "port"), 1);
    EXPECT_EQ(edit_distance("portt", "port"), 1);
    EXPECT_EQ(edit_distance("pert", "port"), 1);
    EXPECT_EQ(edit_distance("prot", "port"), 1);
    EXPECT_EQ(edit_distance("trop", "port"), 3);
    EXPECT_EQ(edit_distance("", "port"), 4);
    EXPECT_EQ(edit_distance("port", ""), 4);
}

TEST(Nearest, IsTheWordWithTheSmallestDistance) {
    const std::array<std::string, 3> words = {"user", "channel", "device"};
    EXPECT_EQ(nearest("devcie", words), "device");
    EXPECT_EQ(nearest("chanel", words), "channel");
}

TEST(Nearest, IsTheEarlierOneOnATie) {
    const std::array<std::string, 2> words = {"cat", "car"};
    EXPECT_EQ(nearest("cap", words), "cat");
}

TEST(Nearest, IsEmptyWithoutWords) {
    EXPECT_EQ(nearest("x", {}), "");
}

}  // namespace
}  // namespace fieldcast::app
