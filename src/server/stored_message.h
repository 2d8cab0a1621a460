#pragma once
// Messages between memory, where time is steady, and the store, where it is wall-clock time.

#include "model/message.h"
#include "storage/store.h"

namespace fieldcast::server {

/// The same moment on both clocks.
struct Moment {
    base::Instant steady;
    base::Timestamp wall;

    [[nodiscard]] base::Timestamp to_wall(base::Instant time) const {
        return wall + (time - steady);
    }
    [[nodiscard]] base::Instant to_steady(base::Timestamp time) const {
        return steady + (time - wall);
    }
};

[[nodiscard]] storage::StoredMessage to_stored(const model::Message& message, const Moment& now);
[[nodiscard]] model::MessageRef from_stored(const storage::StoredMessage& stored,
                                            const Moment& now);

}  // namespace fieldcast::server
