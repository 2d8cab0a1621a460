#pragma once
// SQLite on a disk that fails when a test says so: the system's file functions, with those that
// write and sync in between.

#include <sqlite3.h>

namespace fieldcast::storage {

/// While it lives, databases that are opened write to a disk under the test's control.
class FailingDisk {
  public:
    FailingDisk() {
        system_ = sqlite3_vfs_find(nullptr);
        ours_ = *system_;
        ours_.zName = "failing";
        ours_.xOpen = open;
        sqlite3_vfs_register(&ours_, 1);
        calls_left = -1;
    }
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;
    ~FailingDisk() {
        sqlite3_vfs_register(system_, 1);
        sqlite3_vfs_unregister(&ours_);
    }

    /// The call after `calls` more, and all later ones, fail with `code`.
    static void fail_after(int calls, int code) {
        calls_left = calls;
        failure = code;
    }
    static void work_again() { calls_left = -1; }

    /// Whether a call has failed since fail_after().
    static bool has_failed() { return calls_left == 0; }

  private:
    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
        const int code = system_->xOpen(vfs, name, file, flags, out);
        if (code != SQLITE_OK || !file->pMethods) return code;
        real = *file->pMethods;
        // The database and its log differ in how they lock.
        sqlite3_io_methods& methods = (flags & SQLITE_OPEN_MAIN_DB) != 0 ? of_database : of_others;
        methods = real;
        methods.xWrite = write;
        methods.xSync = sync;
        methods.xTruncate = truncate;
        file->pMethods = &methods;
        return code;
    }

    static bool fails() {
        if (calls_left > 0) --calls_left;
        return calls_left == 0;
    }
    static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 start) {
        return fails() ? failure : real.xWrite(file, bytes, size, start);
    }
    static int sync(sqlite3_file* file, int flags) {
        return fails() ? failure : real.xSync(file, flags);
    }
    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        return fails() ? failure : real.xTruncate(file, size);
    }

    static inline sqlite3_vfs* system_ = nullptr;
    static inline sqlite3_vfs ours_;
    static inline sqlite3_io_methods real;
    static inline sqlite3_io_methods of_database;
    static inline sqlite3_io_methods of_others;
    static inline int calls_left = -1;  ///< below zero: all calls work
    static inline int failure = SQLITE_OK;
};

}  // namespace fieldcast::storage
