#pragma once
// The database file of a data folder: its name, settings, tables and format number. Described in
// docs/storage-format.md.

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "storage/embedded/bounds.h"
#include "storage/embedded/sqlite.h"

namespace fieldcast::storage {

inline constexpr int format_number = 4;
inline constexpr int first_format_with_these_tables = 2;

[[nodiscard]] std::string database_path(const std::string& folder);

/// Opens the database file, with its tables; makes what is missing (0600). The format may be an
/// older one: ask format_of().
/// Errors: newer_format, read_only, damaged, disk_full, io.
[[nodiscard]] Result<std::unique_ptr<Database>> open_database(const std::string& path,
                                                              const Bounds& bounds);

[[nodiscard]] Result<int> format_of(Database& database);

/// Makes our format's number that of `database`, whose tables are the same.
[[nodiscard]] Result<void> set_format_number(Database& database);

/// The same from the record that has a checksum; 0 if it is lost. Its table lies at the same place
/// in all formats.
[[nodiscard]] Result<int> checked_format(Database& database);

inline constexpr std::size_t page_bytes = 16384;

/// The first page of every database of format `format`: header and schema. What differs between
/// two such databases (size, free pages) is that of an empty one.
[[nodiscard]] Result<base::Bytes> first_page(int format);

/// The format number in the file's header, which may be damaged; 0 if there is none.
[[nodiscard]] int format_in_header(const std::string& path);

/// Whether the file's header is one that open_database() can judge. A file that is empty, or was
/// not finished when it was made, is sound.
[[nodiscard]] Result<bool> has_sound_header(const std::string& path);

/// A table that holds something, and how to walk over it from either end.
struct TableOrder {
    std::string_view name;
    std::string_view ascending;
    std::string_view descending;
    int since;              ///< the first format that has it
    bool is_read_at_start;  ///< as a whole
};
inline constexpr std::array<TableOrder, 13> table_orders = {{
    {"directory", "kind, id", "kind DESC, id DESC", 1, true},
    {"counter", "kind", "kind DESC", 1, true},
    {"feed", "channel", "channel DESC", 1, false},
    {"journal", "position", "position DESC", 1, true},
    {"chunk", "channel, first_entry", "channel DESC, first_entry DESC", 1, false},
    {"device_event", "device, number", "device DESC, number DESC", 1, false},
    {"quarantine", "id", "id DESC", 1, false},
    {"session", "id", "id DESC", 2, true},
    {"subscription", "session, filter", "session DESC, filter DESC", 2, true},
    {"received", "number", "number DESC", 2, true},
    {"message", "number", "number DESC", 2, true},
    {"delivery", "number", "number DESC", 2, true},
    {"retained", "topic", "topic DESC", 2, true},
}};

}  // namespace fieldcast::storage
