#pragma once
// A folder that goes with the test.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace fieldcast::app {

class TemporaryFolder {
  public:
    TemporaryFolder() : path_(std::filesystem::temp_directory_path() / "fieldcast-app-XXXXXX") {
        if (!::mkdtemp(path_.data())) std::abort();
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path_ + '/' + name;
    }

    /// Writes a file in it; returns its path.
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream{*this / name, std::ios::binary} << text;
        return *this / name;
    }

  private:
    std::string path_;
};

}  // namespace fieldcast::app
