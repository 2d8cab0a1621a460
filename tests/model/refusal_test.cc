#include "model/refusal.h"

#include <gtest/gtest.h>

#include <set>

namespace fieldcast::model {
namespace {

Refusal refusal(std::size_t index) {
    return static_cast<Refusal>(index);
}

TEST(Refusal, HasANameOfItsOwn) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < refusals; ++i) names.insert(name_of(refusal(i)));
    EXPECT_EQ(names.size(), refusals);
    EXPECT_FALSE(names.contains(""));
}

TEST(Refusal, CarriesTheNameOfItsEnumerator) {
    EXPECT_EQ(name_of(Refusal::wrong_password), "wrong_password");
    EXPECT_EQ(name_of(Refusal::no_usable_value), "no_usable_value");
    EXPECT_EQ(name_of(Refusal::storage_failed), "storage_failed");
    EXPECT_EQ(name_of(Refusal::topic_not_subscribable), "topic_not_subscribable");
    EXPECT_EQ(name_of(Refusal::slow_reader), "slow_reader");
}

TEST(Refusal, ExplainsItselfInASentence) {
    for (std::size_t i = 0; i < refusals; ++i) {
        const std::string_view remedy = remedy_of(refusal(i));
        EXPECT_GT(remedy.size(), 20U) << name_of(refusal(i));
        EXPECT_TRUE(remedy.ends_with('.')) << name_of(refusal(i));
    }
}

TEST(Refusal, ListEndsWithTheLastEnumerator) {
    EXPECT_EQ(static_cast<std::size_t>(Refusal::mqtt_to_http_port), refusals - 1);
}

}  // namespace
}  // namespace fieldcast::model
