#include "storage/embedded/secret.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>

#include "base/log.h"
#include "storage/embedded/errors.h"
#include "storage/embedded/file.h"
#include "storage/embedded/record.h"

namespace fieldcast::storage {
namespace {

constexpr RecordKey key{RecordKind::secret};
constexpr std::size_t copies = 2;
constexpr std::size_t copy_bytes = Secret{}.size() + checksum_bytes;

base::Bytes to_file(const Secret& secret) {
    RecordWriter copy;
    for (const unsigned char byte : secret) copy.raw({reinterpret_cast<const char*>(&byte), 1});
    base::Bytes bytes(copy.close(key));
    return bytes + bytes;
}

/// The first copy that holds.
std::optional<Secret> from_file(base::BytesView bytes) {
    for (std::size_t i = 0; i < copies && bytes.size() >= (i + 1) * copy_bytes; ++i) {
        auto copy = RecordReader::open(key, bytes.substr(i * copy_bytes, copy_bytes));
        if (!copy) continue;
        Secret secret;
        std::ranges::copy(copy->raw(secret.size()), secret.begin());
        return secret;
    }
    return std::nullopt;
}

StoreError damaged(const std::string& path) {
    return {StoreErrorKind::damaged,
            fmt::format("{}: both copies of the secret are damaged; put the file back from a "
                        "backup, or remove it and give every device a new password",
                        path)};
}

Result<void> write_new(const std::string& path, const base::Bytes& bytes) {
    const File file(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (file.get() < 0) return std::unexpected(system_error(path, errno));
    if (::write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        ::fsync(file.get()) != 0)
        return std::unexpected(system_error(path, errno));
    return {};
}

Result<Secret> create(const std::string& folder, const std::string& path,
                      const base::RandomSource& random) {
    Secret secret;
    random(secret);
    const std::string unfinished = path + ".new";
    TRY(write_new(unfinished, to_file(secret)));
    if (std::rename(unfinished.c_str(), path.c_str()) != 0)
        return std::unexpected(system_error(path, errno));
    TRY(sync_folder(folder));
    return secret;
}

}  // namespace

Result<Secret> load_or_create_secret(const std::string& folder, const base::RandomSource& random) {
    const std::string path = folder + "/secret.key";
    const File file(path, O_RDONLY);
    if (file.get() < 0 && errno == ENOENT) return create(folder, path, random);
    if (file.get() < 0) return std::unexpected(system_error(path, errno));
    base::Bytes bytes(copies * copy_bytes, '\0');
    const auto size = ::read(file.get(), bytes.data(), bytes.size());
    if (size < 0) return std::unexpected(system_error(path, errno));
    const auto secret = from_file(base::BytesView(bytes).substr(0, static_cast<std::size_t>(size)));
    if (!secret) return std::unexpected(damaged(path));
    if (bytes != to_file(*secret))
        base::log(base::LogLevel::error, "{}: one of two copies is damaged; check the disk.", path);
    return *secret;
}

}  // namespace fieldcast::storage
