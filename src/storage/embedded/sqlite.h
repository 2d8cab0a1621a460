#pragma once
// SQLite as this folder uses it: one connection, prepared statements that bind by position, errors
// by value. Owned by the store writer's thread, like everything here.

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "storage/store.h"

namespace fieldcast::storage {

class Database;

/// The rows of one run of a statement. Ends the run when it goes.
class Rows {
  public:
    Rows(Database& database, sqlite3_stmt* statement, int code)
        : database_(database), statement_(statement), code_(code) {}
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    ~Rows();

    /// Goes to the first or next row; false behind the last.
    [[nodiscard]] Result<bool> next();

    [[nodiscard]] std::int64_t integer(int column) const;

    /// The bytes of a blob or text column; they live until the next call of next().
    [[nodiscard]] base::BytesView bytes(int column) const;

    [[nodiscard]] int columns() const { return sqlite3_column_count(statement_); }

  private:
    friend class Statement;

    Database& database_;
    sqlite3_stmt* statement_;
    int code_;
};

/// A statement that is prepared at its first run and kept. `sql` must outlive it.
class Statement {
  public:
    Statement(Database& database, std::string_view sql) : database_(database), sql_(sql) {}
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    /// Binds `values` to ?1, ?2, … Bytes are not copied: keep them until the rows are gone.
    template <class... Values>
    [[nodiscard]] Rows run(const Values&... values) {
        int code = prepare();
        int index = 0;
        ((code = code == SQLITE_OK ? bind(++index, values) : code), ...);
        return Rows(database_, statement_, code);
    }

    /// Runs to the end, for statements without rows.
    template <class... Values>
    [[nodiscard]] Result<void> execute(const Values&... values) {
        return finish(run(values...));
    }

    /// Binds the columns of the row where `rows` is to ?1, ?2, … and runs.
    [[nodiscard]] Result<void> execute_with(const Rows& rows);

  private:
    Result<void> finish(Rows rows);
    int prepare();
    int bind(int index, std::integral auto value) {
        return sqlite3_bind_int64(statement_, index, static_cast<std::int64_t>(value));
    }
    int bind(int index, base::BytesView bytes);

    Database& database_;
    std::string_view sql_;
    sqlite3_stmt* statement_ = nullptr;
};

class Database {
  public:
    /// Opens or creates the file. Nothing is read from it yet.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& path);

    /// Runs statements that give no rows; for the schema and for settings.
    [[nodiscard]] Result<void> execute(const std::string& sql);

    /// The first column of the first row, 0 if there is none.
    [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);

    /// The first bytes of the file, for databases in memory.
    [[nodiscard]] base::Bytes first_bytes(std::size_t size) const;

    /// Opens a transaction unless one is open. After a change in it has failed, it can only be
    /// rolled back: begin() and commit() then repeat the error.
    [[nodiscard]] Result<void> begin();
    /// Makes the open transaction durable. After an error it is still open: roll it back.
    [[nodiscard]] Result<void> commit();
    void roll_back();
    [[nodiscard]] bool in_transaction() const { return in_transaction_; }

    /// Notes that a change has failed, so that its transaction cannot be committed.
    void change_failed(const StoreError& error);
    /// What failed last, for statements. Notes if SQLite has rolled back because of it.
    [[nodiscard]] StoreError statement_failed();

    /// The file that tells the next start that SQLite has found the database damaged.
    [[nodiscard]] static std::string damage_mark(const std::string& path) {
        return path + "-damaged";
    }

    /// What failed last, as people should read it. Leaves the mark if it was damage.
    [[nodiscard]] StoreError last_error() const;

    [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

  private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };

    Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}

    std::string path_;
    std::unique_ptr<sqlite3, Close> handle_;
    bool in_transaction_ = false;
    std::optional<StoreError> failure_;  ///< of a change in the open transaction
    Statement begin_{*this, "BEGIN IMMEDIATE"};
    Statement commit_{*this, "COMMIT"};
};

}  // namespace fieldcast::storage
