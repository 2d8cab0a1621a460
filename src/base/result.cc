#include "base/result.h"

#include <cstdio>
#include <cstdlib>

namespace fieldcast::base {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "fieldcast: broken invariant: %s (%s:%d)\n", condition, file, line);
    std::abort();
}

}  // namespace fieldcast::base
