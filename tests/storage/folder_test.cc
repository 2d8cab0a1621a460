#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>

#include "data_folder.h"
#include "storage/embedded/schema.h"
#include "storage/embedded/secret.h"

namespace fieldcast::storage {
namespace {

unsigned mode_of(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777U;
}

/// Opens the folder in a child that is not root; gives the kind of the error, or -1 for none.
int kind_for_others(const std::string& folder) {
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr uid_t nobody = 65534;
        if (::getuid() == 0 && ::setuid(nobody) != 0) ::_exit(100);
        const auto store = EmbeddedStore::open(folder);
        ::_exit(store ? 101 : static_cast<int>(store.error().kind));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

StoreError refusal_of(const std::string& folder) {
    auto store = EmbeddedStore::open(folder);
    EXPECT_FALSE(store);
    return store ? StoreError{} : store.error();
}

TEST(DataFolder, IsMadeForItsOwnerOnly) {
    const DataFolder parent;
    const std::string folder = parent.path() + "/data";
    const auto store = EmbeddedStore::open(folder);
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)->feeds().append(channel_1, at(1), values("a"), at(1)));
    ASSERT_TRUE((*store)->commit());
    EXPECT_EQ(mode_of(folder), 0700U);
    for (const auto& file : std::filesystem::directory_iterator(folder))
        EXPECT_EQ(mode_of(file.path()), 0600U) << file.path();
}

TEST(DataFolder, BelongsToOneProcessAtATime) {
    const DataFolder folder;
    const auto first = EmbeddedStore::open(folder.path());
    ASSERT_TRUE(first);
    const StoreError refusal = refusal_of(folder.path());
    EXPECT_EQ(refusal.kind, StoreErrorKind::locked);
    EXPECT_NE(refusal.text.find(fmt::format("process {};", ::getpid())), std::string::npos)
        << refusal.text;
}

TEST(DataFolder, MayBeOpenedAgainOnceClosed) {
    const DataFolder folder;
    ASSERT_TRUE(EmbeddedStore::open(folder.path()));
    EXPECT_TRUE(EmbeddedStore::open(folder.path()));
}

TEST(DataFolder, ThatCannotBeWrittenIsReadOnly) {
    const DataFolder folder;
    ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
    EXPECT_EQ(kind_for_others(folder.path()), static_cast<int>(StoreErrorKind::read_only));
}

TEST(DataFolder, OfALaterVersionIsRefused) {
    const DataFolder folder;
    const int later = format_number + 1;
    ASSERT_TRUE(EmbeddedStore::open(folder.path()));
    {
        const auto database = Database::open(folder.database());
        ASSERT_TRUE((*database)->execute(
            fmt::format("PRAGMA user_version = {}; DELETE FROM counter", later)));
    }
    const StoreError refusal = refusal_of(folder.path());
    EXPECT_EQ(refusal.kind, StoreErrorKind::newer_format);
    EXPECT_NE(refusal.text.find(fmt::format("format {}", later)), std::string::npos)
        << refusal.text;
}

TEST(DataFolder, WhoseParentIsMissingIsAnError) {
    EXPECT_EQ(refusal_of("/nowhere/at/all").kind, StoreErrorKind::io);
}

void count_up(std::span<unsigned char> bytes) {
    std::ranges::generate(bytes,
                          [next = 0]() mutable { return static_cast<unsigned char>(next++); });
}

void no_random(std::span<unsigned char>) {
    FAIL() << "asked for randomness";
}

void flip_bit(const std::string& path, std::streamoff byte) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(byte);
    const int value = file.get();
    file.seekp(byte);
    file.put(static_cast<char>(value ^ 1));
}

TEST(Secret, IsMadeOnceAndKept) {
    const DataFolder folder;
    const auto made = load_or_create_secret(folder.path(), count_up);
    ASSERT_TRUE(made);
    EXPECT_EQ((*made)[31], 31);
    const auto loaded = load_or_create_secret(folder.path(), no_random);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(*loaded, *made);
    EXPECT_EQ(mode_of(folder.path() + "/secret.key"), 0600U);
}

TEST(Secret, SurvivesDamageToOneCopy) {
    const Quiet quiet;
    const DataFolder folder;
    const auto made = load_or_create_secret(folder.path(), count_up);
    flip_bit(folder.path() + "/secret.key", 3);
    const auto loaded = load_or_create_secret(folder.path(), no_random);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(*loaded, *made);
}

TEST(Secret, IsRefusedWhenBothCopiesAreDamaged) {
    const DataFolder folder;
    ASSERT_TRUE(load_or_create_secret(folder.path(), count_up));
    flip_bit(folder.path() + "/secret.key", 3);
    flip_bit(folder.path() + "/secret.key", 77);
    const auto loaded = load_or_create_secret(folder.path(), no_random);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, StoreErrorKind::damaged);
}

}  // namespace
}  // namespace fieldcast::storage
