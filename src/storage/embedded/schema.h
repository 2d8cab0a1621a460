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

inline constexpr int format_number = 1;

[[nodiscard]] std::string database_path(const std::string& folder);

/// Opens the database file, with its tables; makes what is missing (0600).
/// Errors: newer_format, read_only, damaged, disk_full, io.
[[nodiscard]] Result<std::unique_ptr<Database>> open_database(const std::string& path,
                                                              const Bounds& bounds);

inline constexpr std::size_t page_bytes = 16384;

/// The first page of every database of our format: header and schema. What differs between two
/// such databases (size, free pages) is that of an empty one.
[[nodiscard]] Result<base::Bytes> first_page();

/// Whether the file's header is one that open_database() can judge. A file that is empty, or was
/// not finished when it was made, is sound.
[[nodiscard]] Result<bool> has_sound_header(const std::string& path);

/// A table that holds something, and how to walk over it from either end.
struct TableOrder {
    std::string_view name;
    std::string_view ascending;
    std::string_view descending;
};
inline constexpr std::array<TableOrder, 7> table_orders = {{
    {"directory", "kind, id", "kind DESC, id DESC"},
    {"counter", "kind", "kind DESC"},
    {"feed", "channel", "channel DESC"},
    {"journal", "position", "position DESC"},
    {"chunk", "channel, first_entry", "channel DESC, first_entry DESC"},
    {"device_event", "device, number", "device DESC, number DESC"},
    {"quarantine", "id", "id DESC"},
}};

}  // namespace fieldcast::storage
