#pragma once
// Figures as people or programs read them.

#include <string>
#include <vector>

namespace fieldcast::load {

/// One line of the table and one member of the JSON object.
struct Figure {
    std::string key;    ///< with its unit, for programs
    std::string label;  ///< for people
    double value = 0;
    std::string unit;
};

class Report {
  public:
    void add(Figure figure) { figures_.push_back(std::move(figure)); }

    [[nodiscard]] std::string table() const;
    [[nodiscard]] std::string json() const;

  private:
    std::vector<Figure> figures_;
};

}  // namespace fieldcast::load
