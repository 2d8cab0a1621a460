#pragma once
// What has happened in a world, in words: its last steps, and what was found wrong first.

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <deque>
#include <string>

namespace fieldcast::simulation {

/// Counts the steps of a world; things that happen in the same one are not ordered.
using Step = std::uint64_t;

class History {
  public:
    explicit History(bool is_told_aloud) : is_told_aloud_(is_told_aloud) {}

    [[nodiscard]] Step step() const { return step_; }

    /// A new step begins.
    template <class... Args>
    void begin(fmt::format_string<Args...> format, Args&&... args) {
        ++step_;
        add(fmt::format("{:5} ", step_) + fmt::format(format, std::forward<Args>(args)...));
    }

    /// Something happens in this step.
    template <class... Args>
    void note(fmt::format_string<Args...> format, Args&&... args) {
        add("        " + fmt::format(format, std::forward<Args>(args)...));
    }

    /// If `holds` is false the world is wrong; the first reason is kept.
    template <class... Args>
    void demand(bool holds, fmt::format_string<Args...> format, Args&&... args) {
        if (!holds && fault_.empty()) fault_ = fmt::format(format, std::forward<Args>(args)...);
    }

    [[nodiscard]] bool is_sound() const { return fault_.empty(); }
    [[nodiscard]] const std::string& fault() const { return fault_; }

    /// Those that were not told aloud.
    [[nodiscard]] const std::deque<std::string>& last_lines() const { return lines_; }

    /// Of all lines: equal for two runs of one seed.
    [[nodiscard]] std::uint64_t digest() const { return digest_; }

  private:
    static constexpr std::size_t lines_kept = 60;

    void add(std::string line) {
        for (const char byte : line)
            digest_ = (digest_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
        if (is_told_aloud_) {
            std::puts(line.c_str());
            return;
        }
        lines_.push_back(std::move(line));
        if (lines_.size() > lines_kept) lines_.pop_front();
    }

    bool is_told_aloud_;
    Step step_ = 0;
    std::string fault_;
    std::deque<std::string> lines_;
    std::uint64_t digest_ = 0xcbf29ce484222325;
};

}  // namespace fieldcast::simulation
