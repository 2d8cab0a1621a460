#include "storage/embedded/sqlite.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "base/result.h"
#include "storage/embedded/errors.h"

namespace fieldcast::storage {
namespace {

StoreErrorKind kind_of(int code, int system_error) {
    switch (code & 0xff) {
        case SQLITE_FULL: return StoreErrorKind::disk_full;
        case SQLITE_ERROR:  // our statements fit our tables, so the schema was altered
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return StoreErrorKind::damaged;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return StoreErrorKind::locked;
        case SQLITE_READONLY:
        case SQLITE_PERM: return StoreErrorKind::read_only;
        default: return kind_of_system_error(system_error);
    }
}

void leave_mark(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
}

}  // namespace

Rows::~Rows() {
    sqlite3_reset(statement_);
}

Result<bool> Rows::next() {
    if (code_ == SQLITE_OK) code_ = sqlite3_step(statement_);
    if (code_ == SQLITE_DONE) return false;
    if (code_ != SQLITE_ROW) return std::unexpected(database_.statement_failed());
    code_ = SQLITE_OK;
    return true;
}

std::int64_t Rows::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

base::BytesView Rows::bytes(int column) const {
    const auto* start = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Result<void> Statement::execute_with(const Rows& rows) {
    int code = prepare();
    for (int column = 0; code == SQLITE_OK && column < rows.columns(); ++column)
        code = sqlite3_bind_value(statement_, column + 1,
                                  sqlite3_column_value(rows.statement_, column));
    return finish(Rows(database_, statement_, code));
}

Result<void> Statement::finish(Rows rows) {
    const auto done = rows.next();
    if (done) return {};
    database_.change_failed(done.error());
    return std::unexpected(done.error());
}

int Statement::prepare() {
    if (statement_) return SQLITE_OK;
    return sqlite3_prepare_v3(database_.handle(), sql_.data(), static_cast<int>(sql_.size()),
                              SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
}

int Statement::bind(int index, base::BytesView bytes) {
    // A null pointer would bind NULL, also for an empty view.
    const char* start = bytes.empty() ? "" : bytes.data();
    return sqlite3_bind_blob64(statement_, index, start, bytes.size(), SQLITE_STATIC);
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
    sqlite3* handle = nullptr;
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    std::unique_ptr<Database> database(new Database(path, handle));
    if (code != SQLITE_OK) return std::unexpected(database->last_error());
    return database;
}

Result<void> Database::execute(const std::string& sql) {
    if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return std::unexpected(last_error());
    return {};
}

Result<std::int64_t> Database::integer(std::string_view sql) {
    Statement statement(*this, sql);
    Rows rows = statement.run();
    return TRY(rows.next()) ? rows.integer(0) : 0;
}

base::Bytes Database::first_bytes(std::size_t size) const {
    sqlite3_int64 available = 0;
    const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> file(
        sqlite3_serialize(handle(), "main", &available, 0), &sqlite3_free);
    ASSERT(file && available >= static_cast<sqlite3_int64>(size));
    return {file.get(), file.get() + size};
}

Result<void> Database::begin() {
    if (failure_) return std::unexpected(*failure_);
    if (in_transaction_) return {};
    TRY(begin_.execute());
    in_transaction_ = true;
    return {};
}

Result<void> Database::commit() {
    if (failure_) return std::unexpected(*failure_);
    TRY(commit_.execute());
    in_transaction_ = false;
    return {};
}

void Database::roll_back() {
    in_transaction_ = false;
    failure_.reset();
    // Some errors have rolled back already.
    if (sqlite3_get_autocommit(handle()) != 0) return;
    if (const auto done = execute("ROLLBACK"); !done)
        base::log(base::LogLevel::error, "{}", done.error().text);
}

void Database::change_failed(const StoreError& error) {
    if (in_transaction_) failure_ = error;
}

StoreError Database::statement_failed() {
    const StoreError error = last_error();
    if (sqlite3_get_autocommit(handle()) != 0) change_failed(error);
    return error;
}

StoreError Database::last_error() const {
    const int code = sqlite3_extended_errcode(handle());
    const StoreErrorKind kind = kind_of(code, sqlite3_system_errno(handle()));
    if (kind == StoreErrorKind::damaged) leave_mark(damage_mark(path_));
    return {kind, fmt::format("{}: {} (SQLite {}); {}", path_, sqlite3_errmsg(handle()), code,
                              remedy_of(kind))};
}

}  // namespace fieldcast::storage
