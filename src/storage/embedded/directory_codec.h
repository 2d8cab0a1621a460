#pragma once
// Users, sign-ins, channels and devices as records. What a format has added to one stands at its
// end, so records of older formats are read too. Pure.

#include <optional>

#include "model/directory_records.h"
#include "storage/embedded/record.h"

namespace fieldcast::storage {

void write(RecordWriter& out, const model::User& user);
void write(RecordWriter& out, const model::SignIn& sign_in);
void write(RecordWriter& out, const model::Channel& channel);
void write(RecordWriter& out, const model::Device& device);

/// Each leaves the id alone, which is the row's key. `in` has failed if parts are missing.
void read(RecordReader& in, model::User& user);
void read(RecordReader& in, model::SignIn& sign_in);
void read(RecordReader& in, model::Channel& channel);
void read(RecordReader& in, model::Device& device);

}  // namespace fieldcast::storage
