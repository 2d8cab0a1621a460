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

/// The tables that hold something, each with the columns of its key.
struct TableKey {
    std::string_view table;
    std::string_view key;
};
inline constexpr std::array<TableKey, 7> table_keys = {{{"directory", "kind, id"},
                                                        {"counter", "kind"},
                                                        {"feed", "channel"},
                                                        {"journal", "position"},
                                                        {"chunk", "channel, first_entry"},
                                                        {"device_event", "device, number"},
                                                        {"quarantine", "id"}}};

}  // namespace fieldcast::storage
