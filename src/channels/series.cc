#include "channels/series.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fieldcast::channels {
namespace {

base::Milliseconds bucket_length(const TimeWindow& window, std::size_t points) {
    const auto count = static_cast<std::int64_t>(points);
    const std::int64_t length = (window.end - window.start).count();
    return base::Milliseconds{std::max<std::int64_t>(1, (length + count - 1) / count)};
}

bool has_numbers(std::span<const Summary> summaries) {
    return std::ranges::any_of(summaries, [](const Summary& each) { return each.count > 0; });
}

}  // namespace

void Summary::add(base::Timestamp time, double number) {
    min = count == 0 ? number : std::min(min, number);
    max = count == 0 ? number : std::max(max, number);
    if (count == 0 || time >= last_at) {
        last = number;
        last_at = time;
    }
    sum += number;
    ++count;
}

SeriesBuilder::SeriesBuilder(std::vector<unsigned> fields, TimeWindow window, std::size_t points)
    : fields_(std::move(fields)),
      window_(window),
      points_(points),
      bucket_(bucket_length(window, points)) {}

void SeriesBuilder::add(const model::FeedNumbers& numbers) {
    for (std::size_t row = 0; row < numbers.times.size(); ++row) {
        Sample sample{.time = numbers.times[row], .numbers = {}};
        if (sample.time < window_.start || sample.time > window_.end) continue;
        bool has_number = false;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            sample.numbers[i] = numbers.columns[fields_[i] - 1][row];
            has_number = has_number || !std::isnan(sample.numbers[i]);
        }
        if (has_number) add(sample);
    }
}

void SeriesBuilder::add(const Sample& sample) {
    if (!summaries_.empty()) return add_to_bucket(sample);
    samples_.push_back(sample);
    if (samples_.size() <= points_) return;
    summaries_.resize(points_ * fields_.size());
    for (const Sample& earlier : std::exchange(samples_, {})) add_to_bucket(earlier);
}

void SeriesBuilder::add_to_bucket(const Sample& sample) {
    const auto bucket = static_cast<std::size_t>((sample.time - window_.start) / bucket_);
    // The window's last millisecond may begin a bucket too many.
    Summary* const summaries = &summaries_[std::min(bucket, points_ - 1) * fields_.size()];
    for (std::size_t i = 0; i < fields_.size(); ++i)
        if (!std::isnan(sample.numbers[i])) summaries[i].add(sample.time, sample.numbers[i]);
}

Series SeriesBuilder::finish() && {
    return summaries_.empty() ? std::move(*this).entries() : buckets();
}

Series SeriesBuilder::entries() && {
    std::ranges::stable_sort(samples_, {}, &Sample::time);
    Series series;
    for (const Sample& sample : samples_) {
        std::vector<Summary> summaries(fields_.size());
        for (std::size_t i = 0; i < fields_.size(); ++i)
            if (!std::isnan(sample.numbers[i])) summaries[i].add(sample.time, sample.numbers[i]);
        append(series, sample.time, summaries);
    }
    return series;
}

Series SeriesBuilder::buckets() const {
    Series series{.bucket = bucket_, .times = {}, .summaries = {}};
    for (std::size_t i = 0; i < points_; ++i) {
        const auto of_bucket = std::span(summaries_).subspan(i * fields_.size(), fields_.size());
        if (has_numbers(of_bucket))
            append(series, window_.start + static_cast<std::int64_t>(i) * bucket_, of_bucket);
    }
    return series;
}

void SeriesBuilder::append(Series& series, base::Timestamp time,
                           std::span<const Summary> summaries) {
    series.times.push_back(time);
    series.summaries.insert(series.summaries.end(), summaries.begin(), summaries.end());
}

}  // namespace fieldcast::channels
