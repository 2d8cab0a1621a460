#pragma once
// Values of one name, as a chunk keeps them: decimal numbers as differences, which compress to
// about a byte; anything else as texts. Reading gives back exactly the texts that were written.
// Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/feed_numbers.h"
#include "storage/embedded/record.h"
#include "storage/embedded/selection.h"

namespace fieldcast::storage {

void write_column(RecordWriter& out, std::span<const std::string_view> texts);

/// The texts of a column, one for each of `wanted`, that are marked there; fewer, and `in` failed,
/// if the bytes make no sense.
[[nodiscard]] std::vector<std::string> read_column(RecordReader& in, const Marks& wanted);

/// What `number_of` makes of a column's `count` texts, most of which are never made; fewer, and
/// `in` failed, if the bytes make no sense.
[[nodiscard]] std::vector<double> read_numbers(RecordReader& in, std::size_t count,
                                               model::NumberOf number_of);

/// Goes past a column of `count` texts.
void skip_column(RecordReader& in, std::size_t count);

}  // namespace fieldcast::storage
