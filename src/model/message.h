#pragma once
// An application message on its way to subscribers.

#include <memory>
#include <string>

#include "base/qos.h"

namespace fieldcast::model {

/// Immutable once made; shared by all shards and sessions that still owe it to somebody.
struct Message {
    std::string topic;
    std::string payload;
    base::Qos qos = base::Qos::at_most_once;
    bool retain = false;  ///< as published
};

using MessageRef = std::shared_ptr<const Message>;

}  // namespace fieldcast::model
