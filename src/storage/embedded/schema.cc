#include "storage/embedded/schema.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "storage/embedded/errors.h"
#include "storage/embedded/record.h"

namespace fieldcast::storage {
namespace {

// Exclusive locking keeps the index of the write-ahead log in memory instead of in a third file.
// The server's own lock keeps other servers away already.
constexpr auto settings =
    "PRAGMA page_size = 16384;"
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 512;"
    "PRAGMA cache_size = -16384;"
    "PRAGMA secure_delete = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA trusted_schema = OFF";

constexpr auto tables = R"(
    CREATE TABLE journal(position INTEGER PRIMARY KEY, record BLOB NOT NULL);
    CREATE TABLE chunk(
        channel INTEGER, first_entry INTEGER, entries INTEGER NOT NULL,
        first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY(channel, first_entry)) WITHOUT ROWID;
    CREATE INDEX chunk_by_time ON chunk(channel, last_time, first_time);
    CREATE TABLE feed(channel INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE directory(
        kind INTEGER, id INTEGER, body BLOB NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;
    CREATE TABLE counter(kind INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE device_event(
        device INTEGER, number INTEGER, body BLOB NOT NULL,
        PRIMARY KEY(device, number)) WITHOUT ROWID;
    CREATE TABLE quarantine(
        id INTEGER PRIMARY KEY, kind INTEGER, first INTEGER, second INTEGER,
        body BLOB);)";

StoreError newer_format(const std::string& path, std::int64_t number) {
    return {StoreErrorKind::newer_format,
            fmt::format("{} has format {}, this version of fieldcast reads up to {}; {}", path,
                        number, format_number, remedy_of(StoreErrorKind::newer_format))};
}

StoreError altered(const std::string& path) {
    return {StoreErrorKind::damaged, fmt::format("{} has an altered header or schema; {}", path,
                                                 remedy_of(StoreErrorKind::damaged))};
}

/// The tables with their places in the file, which never change.
Result<std::string> schema_of(Database& database) {
    Statement select(database,
                     "SELECT type || name || tbl_name || rootpage || sql"
                     " FROM sqlite_schema ORDER BY rowid");
    std::string schema;
    Rows rows = select.run();
    while (TRY(rows.next())) schema += rows.bytes(0);
    return schema;
}

/// The format number is also kept with a checksum, so a flipped bit is not taken for a format.
constexpr RecordKey format_key{RecordKind::counter, 0};

Result<std::int64_t> checked_format(Database& database) {
    Statement select(database, "SELECT body FROM counter WHERE kind = 0");
    Rows rows = select.run();
    auto in = TRY(rows.next()) ? RecordReader::open(format_key, rows.bytes(0)) : std::nullopt;
    return in ? static_cast<std::int64_t>(in->number()) : 0;
}

Result<void> create_tables(Database& database) {
    RecordWriter format;
    format.number(format_number);
    TRY(database.begin());
    TRY(database.execute(tables));
    TRY(database.execute(fmt::format("PRAGMA user_version = {}", format_number)));
    Statement insert(database, "INSERT INTO counter(kind, body) VALUES(0, ?1)");
    TRY(insert.execute(format.close(format_key)));
    return database.commit();
}

Result<std::unique_ptr<Database>> empty_in_memory() {
    auto database = TRY(Database::open(":memory:"));
    TRY(database->execute(settings));
    TRY(create_tables(*database));
    return database;
}

/// That the tables are those of our format, and those that are read at start are sound.
Result<void> check(Database& database, const std::string& path) {
    const auto expected = TRY(empty_in_memory());
    if (TRY(schema_of(database)) != TRY(schema_of(*expected)))
        return std::unexpected(altered(path));
    for (const std::string_view sql :
         {"PRAGMA quick_check(directory)", "PRAGMA quick_check(counter)",
          "PRAGMA quick_check(journal)"}) {
        Statement statement(database, sql);
        Rows rows = statement.run();
        if (TRY(rows.next()) && rows.bytes(0) != "ok") return std::unexpected(altered(path));
    }
    return {};
}

Result<void> settle_format(Database& database, const std::string& path) {
    const auto format = TRY(database.integer("PRAGMA user_version"));
    if (format == format_number) return check(database, path);
    if (TRY(schema_of(database)).empty()) return create_tables(database);
    if (format > format_number && TRY(checked_format(database)) != format_number)
        return std::unexpected(newer_format(path, format));
    return std::unexpected(altered(path));
}

/// SQLite would make the file readable for others.
Result<void> make_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return std::unexpected(system_error(path, errno));
    ::close(file);
    return {};
}

/// Parts of SQLite's header (its file format, section 1.3) that stay as they are.
struct HeaderPart {
    std::size_t start;
    std::size_t size;
};
constexpr HeaderPart fixed_parts[] = {{0, 24}, {44, 16}, {72, 20}};
constexpr std::size_t header_bytes = 100;
constexpr std::size_t write_version = 18;  // 2 for write-ahead logging, as is the next byte
constexpr std::size_t user_version = 60;

bool claims_newer_format(base::BytesView header) {
    return base::read_u16(header, user_version) > 0 ||
           base::read_u16(header, user_version + 2) > format_number;
}

}  // namespace

Result<base::Bytes> first_page() {
    base::Bytes page = TRY(empty_in_memory())->first_bytes(page_bytes);
    page[write_version] = page[write_version + 1] = 2;
    return page;
}

Result<bool> has_sound_header(const std::string& path) {
    std::error_code missing;
    if (std::filesystem::file_size(path, missing) <= page_bytes || missing) return true;
    base::Bytes header(header_bytes, '\0');
    std::ifstream(path, std::ios::binary).read(header.data(), header_bytes);
    if (claims_newer_format(header)) return true;
    const base::Bytes expected = TRY(first_page());
    return std::ranges::all_of(fixed_parts, [&](const HeaderPart& part) {
        return header.compare(part.start, part.size, expected, part.start, part.size) == 0;
    });
}

std::string database_path(const std::string& folder) {
    return folder + "/fieldcast.db";
}

Result<std::unique_ptr<Database>> open_database(const std::string& path, const Bounds& bounds) {
    TRY(make_file(path));
    auto database = TRY(Database::open(path));
    TRY(database->execute(settings));
    TRY(settle_format(*database, path));
    if (bounds.max_pages > 0)
        TRY(database->execute(fmt::format("PRAGMA max_page_count = {}", bounds.max_pages)));
    return database;
}

}  // namespace fieldcast::storage
