#include "broker/filter_list.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace fieldcast::broker {
namespace {

using testing::ElementsAre;

std::vector<std::string> filters_of(const FilterList& list) {
    std::vector<std::string> filters;
    for (const model::Subscription& subscription : list) filters.push_back(subscription.filter);
    return filters;
}

TEST(FilterList, HasEachFilterOnceWithItsNewestOptions) {  // [MQTT-3.8.4-3]
    FilterList list;
    EXPECT_TRUE(list.put({"a/b", {.qos = base::Qos::at_least_once}}));
    EXPECT_FALSE(list.put({"a/b", {.qos = base::Qos::exactly_once}}));
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list.begin()->options.qos, base::Qos::exactly_once);
}

TEST(FilterList, HasNoFilterThatOnlyBeginsLikeOneOfIts) {
    FilterList list;
    list.put({"a/b", {}});
    EXPECT_TRUE(list.contains("a/b"));
    EXPECT_FALSE(list.contains("a"));
    EXPECT_FALSE(list.contains("a/b/c"));
    EXPECT_FALSE(FilterList{}.contains("a"));
}

TEST(FilterList, IsInOrderWhateverTheOrderOfSubscribing) {
    FilterList list;
    for (const char* filter : {"b", "#", "\xc3\xa4", "a"}) list.put({filter, {}});
    EXPECT_THAT(filters_of(list), ElementsAre("#", "a", "b", "\xc3\xa4"));
}

TEST(FilterList, ForgetsTheFilterThatIsRemovedAndNoOther) {
    FilterList list({{"a", {}}, {"b", {}}, {"c", {}}});
    list.remove("b");
    list.remove("not there");
    EXPECT_THAT(filters_of(list), ElementsAre("a", "c"));
}

}  // namespace
}  // namespace fieldcast::broker
