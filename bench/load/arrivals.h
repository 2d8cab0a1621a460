#pragma once
// What one subscriber has received of each publisher: counts what came twice or out of order.
// What is lost shows in the totals.

#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "load/payload.h"

namespace fieldcast::load {

struct Faults {
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;
};

class Arrivals {
  public:
    /// Notes a message; adds to `faults` if it comes again or after a later one.
    void note(Mark mark, Faults& faults) {
        Stream& stream = streams_[mark.publisher];
        if (mark.sequence >= stream.next) {
            while (stream.next < mark.sequence) stream.skipped.insert(stream.next++);
            ++stream.next;
        } else if (stream.skipped.erase(mark.sequence) == 1) {
            ++faults.reordered;
        } else {
            ++faults.duplicated;
        }
    }

  private:
    struct Stream {
        std::uint64_t next = 0;
        std::unordered_set<std::uint64_t> skipped;  ///< below `next` and not yet here
    };

    std::unordered_map<std::uint32_t, Stream> streams_;  ///< by publisher
};

}  // namespace fieldcast::load
