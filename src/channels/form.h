#pragma once
// Form text, `application/x-www-form-urlencoded`, as devices write it: over MQTT and as the query
// or body of a REST request. Lenient: a malformed percent sequence stands for itself, raw blanks
// and UTF-8 are taken as they are.

#include <optional>
#include <string>
#include <string_view>

namespace fieldcast::channels {

struct FormPair {
    std::string_view name;
    std::string_view value;
};

/// Reads the pairs of a form in order. The pairs view the reader; keep it alive.
class FormReader {
  public:
    explicit FormReader(std::string_view form) : decoded_{form} {}
    FormReader(const FormReader&) = delete;
    FormReader& operator=(const FormReader&) = delete;

    /// The next pair, decoded; nothing at the end. A piece without `=` is no pair and is skipped.
    [[nodiscard]] std::optional<FormPair> next();

  private:
    [[nodiscard]] std::string_view decode(std::size_t begin, std::size_t end);

    std::string decoded_;  ///< the form; each piece is decoded where it stands, as it only shrinks
    std::size_t position_ = 0;
};

}  // namespace fieldcast::channels
