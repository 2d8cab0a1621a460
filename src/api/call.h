#pragma once
// A request as the resources of this folder see it: its path in pieces, its parameters wherever
// they came from, and the key that it brings. Kind of state: plain data.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace fieldcast::api {

/// What the path's extension asks for. Without one the answer is text, or JSON where ThingSpeak's
/// is.
enum class Format : std::uint8_t { none, json, xml, csv, txt };

struct Parameter {
    std::string name;
    std::string value;
    bool is_number = false;  ///< a number of a JSON body, `value` as it was written
};

class Parameters {
  public:
    /// The first value under `name`; nothing if there is none.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    /// The same, or empty text.
    [[nodiscard]] std::string_view text(std::string_view name) const;
    [[nodiscard]] bool is_number(std::string_view name) const;
    [[nodiscard]] const std::vector<Parameter>& all() const { return all_; }
    /// There will be so many more.
    void expect(std::size_t count) { all_.reserve(all_.size() + count); }
    void add(Parameter parameter) { all_.push_back(std::move(parameter)); }

    /// As form text, in order: what the readers of `channels/` take.
    [[nodiscard]] std::string to_form() const;

  private:
    std::vector<Parameter> all_;
};

struct Call {
    http::Request request;
    std::string method;                      ///< HEAD counts as GET
    std::vector<std::string> path;           ///< between the slashes, decoded, without extension
    std::vector<std::string> captured = {};  ///< of the path, what the route left open
    Format format = Format::none;
    Parameters parameters;  ///< of the query, then of the form or JSON body
    std::string key;        ///< from a header, or from `key`, `api_key` or `apikey`; may be empty
    bool is_body_readable = true;  ///< false: the body says it is JSON, and is not
};

/// Shared by a resource and by what goes on when the store has answered.
using CallRef = std::shared_ptr<const Call>;

[[nodiscard]] Call read_call(http::Request request);

}  // namespace fieldcast::api
