#pragma once
// Answers of administration as people read them: labelled lines and tables. Pure.

#include <string>
#include <string_view>

namespace fieldcast::app {

/// `answer` is the JSON of a command that succeeded; `command` its words.
[[nodiscard]] std::string answer_text(std::string_view command, std::string_view answer);

}  // namespace fieldcast::app
