#include "base/bytes.h"

#include <gmock/gmock.h>

#include <limits>

namespace fieldcast::base {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

Bytes varint(std::uint64_t value) {
    Bytes out;
    append_varint(out, value);
    return out;
}

TEST(U16, IsWrittenInNetworkOrder) {
    Bytes out;
    append_u16(out, 0x12fe);
    EXPECT_EQ(out, "\x12\xfe");
    EXPECT_EQ(read_u16(out), 0x12fe);
}

TEST(U16, IsReadFromAnyPlace) {
    EXPECT_EQ(read_u16("ab\xff\x01", 2), 0xff01);
}

TEST(Varint, TakesOneByteForEverySevenBits) {
    EXPECT_EQ(varint(0), Bytes(1, '\0'));
    EXPECT_EQ(varint(127), "\x7f");
    EXPECT_EQ(varint(128), "\x80\x01");
    EXPECT_EQ(varint(300), "\xac\x02");
    EXPECT_EQ(varint(largest).size(), 10U);
}

TEST(Varint, ComesBackAsItWas) {
    for (std::uint64_t value = largest; value > 0; value /= 3) {
        const Bytes bytes = varint(value) + "rest";
        BytesView view = bytes;
        std::uint64_t taken = 0;
        ASSERT_TRUE(take_varint(view, taken));
        EXPECT_EQ(taken, value);
        EXPECT_EQ(view, "rest");
    }
}

TEST(Varint, IsRefusedWhenCutOff) {
    const Bytes bytes = varint(largest);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        BytesView view = BytesView(bytes).substr(0, size);
        std::uint64_t taken = 0;
        EXPECT_FALSE(take_varint(view, taken)) << size;
    }
}

TEST(Varint, IsRefusedBeyondTenBytes) {
    const Bytes bytes(11, '\x80');
    BytesView view = bytes;
    std::uint64_t taken = 0;
    EXPECT_FALSE(take_varint(view, taken));
}

TEST(Zigzag, KeepsSmallNumbersSmall) {
    EXPECT_EQ(zigzag(0), 0U);
    EXPECT_EQ(zigzag(-1), 1U);
    EXPECT_EQ(zigzag(1), 2U);
    EXPECT_EQ(zigzag(-64), 127U);
}

TEST(Zigzag, ComesBackAsItWas) {
    using limits = std::numeric_limits<std::int64_t>;
    for (const std::int64_t value : {limits::min(), limits::min() + 1, std::int64_t{-1000},
                                     std::int64_t{0}, std::int64_t{1000}, limits::max()})
        EXPECT_EQ(unzigzag(zigzag(value)), value);
}

}  // namespace
}  // namespace fieldcast::base
