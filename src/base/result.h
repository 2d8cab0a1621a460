#pragma once
// How functions fail here: by value. Each folder has one small error type; nothing throws across
// a folder. ASSERT is for our own mistakes, never for input, and stays on in release builds.

#include <expected>
#include <utility>

namespace fieldcast::base {

template <class Value, class Error>
using Result = std::expected<Value, Error>;

/// Says where an invariant was broken and ends the process.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace fieldcast::base

/// The value of a Result, or a return of its error from the calling function. Only as a statement
/// of its own, the whole right side of `=` or of `return`: when it returns from the middle of a
/// braced initializer or an argument list, g++ 12 does not destroy what was built before it.
#define TRY(expression)                                            \
    __extension__({                                                \
        auto&& try_result = (expression);                          \
        if (!try_result) [[unlikely]]                              \
            return std::unexpected(std::move(try_result).error()); \
        std::move(try_result).value();                             \
    })

#define ASSERT(condition)                                                        \
    do {                                                                         \
        if (!(condition)) [[unlikely]]                                           \
            ::fieldcast::base::assertion_failed(#condition, __FILE__, __LINE__); \
    } while (false)
