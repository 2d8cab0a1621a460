#pragma once
// The part of the topic space that an operator has opened for general use, next to the channels.
// Plain data, read by all shards.

#include <string>
#include <string_view>
#include <vector>

namespace fieldcast::server {

/// Whether every topic that `narrow` selects is selected by `wide` too.
[[nodiscard]] bool covers(std::string_view wide, std::string_view narrow);

class GeneralTopics {
  public:
    explicit GeneralTopics(std::vector<std::string> filters) : filters_(std::move(filters)) {}

    [[nodiscard]] bool may_publish(std::string_view topic) const;
    [[nodiscard]] bool may_subscribe(std::string_view filter) const;

  private:
    std::vector<std::string> filters_;
};

}  // namespace fieldcast::server
