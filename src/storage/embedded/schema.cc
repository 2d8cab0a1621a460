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

constexpr auto tables_of_format_1 = R"(
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

// Behind the others, so that those lie at the same places in all formats.
constexpr auto tables_since_format_2 = R"(
    CREATE TABLE session(id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE subscription(
        session INTEGER, filter BLOB, body BLOB NOT NULL,
        PRIMARY KEY(session, filter)) WITHOUT ROWID;
    CREATE TABLE received(number INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE message(number INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE delivery(number INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE retained(topic BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;)";

StoreError newer_format(const std::string& path, int number) {
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

/// As part of the open transaction.
Result<void> write_number(Database& database, int format) {
    RecordWriter number;
    number.number(static_cast<std::uint64_t>(format));
    TRY(database.execute(fmt::format("PRAGMA user_version = {}", format)));
    Statement insert(database, "INSERT OR REPLACE INTO counter(kind, body) VALUES(0, ?1)");
    return insert.execute(number.close(format_key));
}

Result<void> create_tables(Database& database, int format) {
    TRY(database.begin());
    TRY(database.execute(tables_of_format_1));
    if (format > 1) TRY(database.execute(tables_since_format_2));
    TRY(write_number(database, format));
    return database.commit();
}

Result<std::unique_ptr<Database>> empty_in_memory(int format) {
    auto database = TRY(Database::open(":memory:"));
    TRY(database->execute(settings));
    TRY(create_tables(*database, format));
    return database;
}

/// That the tables are those of `format`, and those that are read at start are sound.
Result<void> check(Database& database, const std::string& path, int format) {
    const auto expected = TRY(empty_in_memory(format));
    if (TRY(schema_of(database)) != TRY(schema_of(*expected)))
        return std::unexpected(altered(path));
    for (const TableOrder& table : table_orders) {
        if (!table.is_read_at_start || table.since > format) continue;
        const auto sql = fmt::format("PRAGMA quick_check({})", table.name);
        Statement statement(database, sql);
        Rows rows = statement.run();
        if (TRY(rows.next()) && rows.bytes(0) != "ok") return std::unexpected(altered(path));
    }
    return {};
}

Result<void> settle_format(Database& database, const std::string& path) {
    const int format = TRY(format_of(database));
    if (format >= 1 && format <= format_number) return check(database, path, format);
    if (TRY(schema_of(database)).empty()) return create_tables(database, format_number);
    const int checked = TRY(checked_format(database));
    if (format > format_number && (checked == 0 || checked > format_number))
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

base::Bytes header_of(const std::string& path) {
    base::Bytes header(header_bytes, '\0');
    std::ifstream(path, std::ios::binary).read(header.data(), header_bytes);
    return header;
}

int format_in(base::BytesView header) {
    return base::read_u16(header, user_version) << 16 | base::read_u16(header, user_version + 2);
}

}  // namespace

Result<int> format_of(Database& database) {
    return static_cast<int>(TRY(database.integer("PRAGMA user_version")));
}

Result<void> set_format_number(Database& database) {
    TRY(database.begin());
    TRY(write_number(database, format_number));
    return database.commit();
}

Result<int> checked_format(Database& database) {
    Statement select(database, "SELECT body FROM counter WHERE kind = 0");
    Rows rows = select.run();
    auto in = TRY(rows.next()) ? RecordReader::open(format_key, rows.bytes(0)) : std::nullopt;
    return in ? static_cast<int>(in->number()) : 0;
}

Result<base::Bytes> first_page(int format) {
    base::Bytes page = TRY(empty_in_memory(format))->first_bytes(page_bytes);
    page[write_version] = page[write_version + 1] = 2;
    return page;
}

Result<bool> has_sound_header(const std::string& path) {
    std::error_code missing;
    if (std::filesystem::file_size(path, missing) <= page_bytes || missing) return true;
    const base::Bytes header = header_of(path);
    if (static_cast<unsigned>(format_in(header)) > unsigned{format_number}) return true;
    const base::Bytes expected = TRY(first_page(format_number));
    return std::ranges::all_of(fixed_parts, [&](const HeaderPart& part) {
        return header.compare(part.start, part.size, expected, part.start, part.size) == 0;
    });
}

int format_in_header(const std::string& path) {
    return format_in(header_of(path));
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
