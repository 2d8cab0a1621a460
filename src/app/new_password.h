#pragma once
// Passwords that a person chooses, and their hashes. No command takes one as a word.

#include <string>

#include "base/result.h"

namespace fieldcast::app {

/// Asks twice, so that nobody locks himself out by a slip. The error is a sentence.
[[nodiscard]] base::Result<std::string, std::string> password_from_terminal();

/// The first line of standard input. The error is a sentence.
[[nodiscard]] base::Result<std::string, std::string> password_from_input();

/// argon2id in its text form. The error is a sentence: the password must have 8 to 1024 bytes.
[[nodiscard]] base::Result<std::string, std::string> hash_of_new_password(
    const std::string& password);

}  // namespace fieldcast::app
