#pragma once
// Sessions, and the messages and deliveries that they are owed, as records. Pure.

#include "storage/embedded/record.h"
#include "storage/store.h"

namespace fieldcast::storage {

/// Each leaves out what the row's key says.
void write(RecordWriter& out, const StoredMessage& message);
void write(RecordWriter& out, const StoredSession& session);
void write(RecordWriter& out, const model::SubscriptionOptions& options);
void write(RecordWriter& out, const StoredDelivery& delivery);

/// `in` has failed if parts are missing or make no sense.
void read(RecordReader& in, StoredMessage& message);
void read(RecordReader& in, StoredSession& session);
void read(RecordReader& in, model::SubscriptionOptions& options);
void read(RecordReader& in, StoredDelivery& delivery);

}  // namespace fieldcast::storage
