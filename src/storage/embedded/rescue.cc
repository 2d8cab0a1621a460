#include "storage/embedded/rescue.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/log.h"
#include "storage/embedded/errors.h"
#include "storage/embedded/file.h"
#include "storage/embedded/schema.h"

namespace fieldcast::storage {
namespace {

namespace fs = std::filesystem;

constexpr int rows_per_commit = 1'000;

Result<void> move_file(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
        return std::unexpected(system_error(from, errno));
    return sync_folder(fs::path(to).parent_path());
}

/// A name for the damaged file that no earlier one has.
std::string free_name(const std::string& path) {
    int number = 1;
    const auto name = [&] { return fmt::format("{}.damaged-{}", path, number); };
    while (fs::exists(name())) ++number;
    return name();
}

/// Puts header and schema back as they must be. Reading can do without the list of free pages.
Result<void> restore_first_page(const std::string& path, int format) {
    base::Bytes page = TRY(first_page(format));
    std::error_code error;
    const auto pages = fs::file_size(path, error) / page_bytes;
    if (error || pages == 0) return {};
    constexpr std::size_t size_in_pages = 28;  // where the header has it
    for (std::size_t i = 0; i < 4; ++i)
        page[size_in_pages + i] = static_cast<char>(pages >> (24 - 8 * i));
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.write(page.data(), page_bytes).flush();
    if (!file) return std::unexpected(system_error(path, EIO));
    return {};
}

Result<std::unique_ptr<Database>> open_to_read(const std::string& path) {
    auto database = TRY(Database::open(path));
    TRY(database->execute("PRAGMA locking_mode = EXCLUSIVE"));
    return database;
}

bool is_known(int format) {
    return format >= 1 && format <= format_number;
}

/// The format of a damaged file: as the record with a checksum says, else as the header does. Puts
/// the first page back on the way.
Result<int> format_of_damaged(const std::string& path) {
    const int claimed = format_in_header(path);
    // All formats have that record's table at the same place; only format 1's first page fits all.
    TRY(restore_first_page(path, 1));
    const auto database = open_to_read(path);
    const int checked = database ? checked_format(**database).value_or(0) : 0;
    if (is_known(checked)) return checked;
    return is_known(claimed) ? claimed : format_number;
}

/// Copies rows from one database to another.
class Rescue {
  public:
    Rescue(Database& from, Database& to) : from_(from), to_(to) {}

    /// From both ends, as far as each way is readable. Only errors of writing are errors.
    Result<void> copy(const TableOrder& table) {
        TRY(copy_rows(table.name, table.ascending));
        if (stopped_) TRY(copy_rows(table.name, table.descending));
        return to_.in_transaction() ? to_.commit() : Result<void>{};
    }

    /// Whether no damage was met.
    [[nodiscard]] bool is_complete() const { return is_complete_; }

  private:
    Result<void> copy_rows(std::string_view table, std::string_view order) {
        const auto select_sql = fmt::format("SELECT * FROM {} ORDER BY {}", table, order);
        Statement select(from_, select_sql);
        Rows rows = select.run();
        const auto insert_sql =
            fmt::format("INSERT OR IGNORE INTO {} VALUES({})", table, placeholders(rows.columns()));
        Statement insert(to_, insert_sql);
        for (int copied = 1;; ++copied) {
            const auto row = rows.next();
            stopped_ = !row.has_value();
            if (stopped_) is_complete_ = false;
            if (stopped_ || !*row) return {};
            TRY(to_.begin());
            TRY(insert.execute_with(rows));
            if (copied % rows_per_commit == 0) TRY(to_.commit());
        }
    }

    static std::string placeholders(int count) {
        std::string text;
        for (int i = 1; i <= count; ++i) text += fmt::format("{}?{}", i == 1 ? "" : ", ", i);
        return text;
    }

    Database& from_;
    Database& to_;
    bool stopped_ = false;  ///< the last way ended at damage
    bool is_complete_ = true;
};

/// Empties the write-ahead log, so that the file itself holds everything.
Result<void> empty_log(Database& database, const std::string& path) {
    if (TRY(database.integer("PRAGMA wal_checkpoint(TRUNCATE)")) == 0) return {};
    return std::unexpected(system_error(path, EBUSY));
}

/// Makes `fresh` from what can be read of `old`; true if that was everything.
Result<bool> copy_all(const std::string& old, int format, const std::string& fresh,
                      const Bounds& bounds) {
    std::error_code ignored;
    for (const auto* part : {"", "-wal", "-damaged"}) fs::remove(fresh + part, ignored);
    const auto to = TRY(open_database(fresh, bounds));
    const auto from = TRY(open_to_read(old));
    Rescue rescue(*from, *to);
    for (const auto& table : table_orders)
        if (table.since <= format) TRY(rescue.copy(table));
    TRY(empty_log(*to, fresh));
    return rescue.is_complete();
}

std::string fresh_name(const std::string& path) {
    return path + ".new";
}

/// A rescue that is complete has only its files to be renamed, again if that was interrupted.
std::string rescued_name(const std::string& path) {
    return path + ".rescued";
}

Result<void> change_places(const std::string& path) {
    const std::string damaged = free_name(path);
    base::log(base::LogLevel::error,
              "{} was damaged. What can be read was moved to a new file; the old one is now {}.",
              path, damaged);
    // The log belongs to the damaged file and must be gone before the new one takes its name.
    TRY(move_file(path + "-wal", damaged + "-wal"));
    TRY(move_file(path, damaged));
    TRY(move_file(rescued_name(path), path));
    std::error_code ignored;
    fs::remove(Database::damage_mark(path), ignored);
    return {};
}

Result<void> rescue_database(const std::string& path, const Bounds& bounds) {
    const int format = TRY(format_of_damaged(path));
    TRY(restore_first_page(path, format));
    TRY(copy_all(path, format, fresh_name(path), bounds));
    TRY(move_file(fresh_name(path), rescued_name(path)));
    return change_places(path);
}

/// Writes a sound database of an older format again. Until the last step the old file stays.
Result<void> renew_format(const std::string& path, int format, const Bounds& bounds) {
    base::log(base::LogLevel::info, "{} has format {} and is written again in format {}.", path,
              format, format_number);
    // The old log must not be taken for one of the new file.
    {
        const auto old = TRY(open_to_read(path));
        TRY(empty_log(*old, path));
    }
    if (!TRY(copy_all(path, format, fresh_name(path), bounds)))
        return rescue_database(path, bounds);
    return move_file(fresh_name(path), path);
}

/// The tables are those of our format already: only the number changes, in one transaction.
Result<void> renew_number(Database& database, const std::string& path, int format) {
    base::log(base::LogLevel::info, "{} had format {} and has format {} now.", path, format,
              format_number);
    return set_format_number(database);
}

/// A sound database of our format; one of an older format is renewed. Errors: damaged too.
Result<std::unique_ptr<Database>> open_sound(const std::string& path, const Bounds& bounds) {
    auto database = TRY(open_database(path, bounds));
    const int format = TRY(format_of(*database));
    if (format == format_number) return database;
    if (format >= first_format_with_these_tables) {
        TRY(renew_number(*database, path, format));
        return database;
    }
    database.reset();
    TRY(renew_format(path, format, bounds));
    return open_database(path, bounds);
}

}  // namespace

Result<std::unique_ptr<Database>> open_or_rescue_database(const std::string& path,
                                                          const Bounds& bounds) {
    if (fs::exists(rescued_name(path))) TRY(change_places(path));
    const bool damaged = fs::exists(Database::damage_mark(path)) || !TRY(has_sound_header(path));
    if (!damaged) {
        auto database = open_sound(path, bounds);
        if (database || database.error().kind != StoreErrorKind::damaged) return database;
    }
    TRY(rescue_database(path, bounds));
    return open_database(path, bounds);
}

}  // namespace fieldcast::storage
