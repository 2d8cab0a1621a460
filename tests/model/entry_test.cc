#include "model/entry.h"

#include <gtest/gtest.h>

namespace fieldcast::model {
namespace {

using Texts = std::array<std::optional<std::string_view>, value_names>;

Texts some_texts() {
    Texts texts;
    texts[0] = "21.5";
    texts[3] = "";
    texts[11] = "ok";
    return texts;
}

TEST(EntryValues, AreEmptyWithoutTexts) {
    EXPECT_TRUE(EntryValues{}.empty());
    EXPECT_TRUE(EntryValues{Texts{}}.empty());
    EXPECT_EQ(EntryValues{}, EntryValues{Texts{}});
}

TEST(EntryValues, GiveBackTheirTexts) {
    const EntryValues values{some_texts()};
    EXPECT_FALSE(values.empty());
    EXPECT_EQ(values.texts(), some_texts());
}

TEST(EntryValues, TellAnEmptyTextFromAnAbsentOne) {
    const EntryValues values{some_texts()};
    EXPECT_EQ(values.get(ValueName::field4), "");
    EXPECT_EQ(values.get(ValueName::field5), std::nullopt);
}

TEST(EntryValues, FindATextByName) {
    const EntryValues values{some_texts()};
    EXPECT_EQ(values.get(ValueName::field1), "21.5");
    EXPECT_EQ(values.get(ValueName::status), "ok");
}

TEST(EntryValues, KeepTextsThatNeedALongLength) {
    const std::string long_text(300, 'x');
    Texts texts;
    texts[1] = long_text;
    texts[2] = "after";
    const EntryValues values{texts};
    EXPECT_EQ(values.get(ValueName::field2), long_text);
    EXPECT_EQ(values.get(ValueName::field3), "after");
}

TEST(EntryValues, UnpackWhatWasPacked) {
    const EntryValues values{some_texts()};
    EXPECT_EQ(EntryValues::unpack(values.presence(), values.packed()), values);
    EXPECT_EQ(EntryValues::unpack(0, ""), EntryValues{});
}

TEST(EntryValues, DoNotUnpackWhatDoesNotAgree) {
    const EntryValues values{some_texts()};
    const auto presence = values.presence();
    const std::string packed{values.packed()};
    EXPECT_FALSE(EntryValues::unpack(presence, packed + "x")) << "bytes left over";
    EXPECT_FALSE(EntryValues::unpack(presence, packed.substr(0, packed.size() - 1))) << "cut off";
    EXPECT_FALSE(EntryValues::unpack(presence, "")) << "nothing there";
    EXPECT_FALSE(EntryValues::unpack(0, packed)) << "no name for the bytes";
    EXPECT_FALSE(EntryValues::unpack(1U << value_names, std::string("\0", 1))) << "unknown name";
    EXPECT_FALSE(EntryValues::unpack(1, "\x80")) << "length cut off";
    EXPECT_FALSE(EntryValues::unpack(1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
        << "length beyond all bytes";
}

}  // namespace
}  // namespace fieldcast::model
