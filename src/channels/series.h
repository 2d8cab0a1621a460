#pragma once
// The numbers of some fields over a window of time, gathered into buckets of equal length: as much
// of a feed as a chart can show, however long it is. Pure.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/time.h"
#include "model/feed_numbers.h"

namespace fieldcast::channels {

/// Of created_at, both inclusive.
struct TimeWindow {
    base::Timestamp start;
    base::Timestamp end;
};

/// The numbers of one field in one bucket.
struct Summary {
    std::uint64_t count = 0;  ///< 0: there are none, and the rest means nothing
    double min = 0;
    double max = 0;
    double sum = 0;
    double last = 0;  ///< that of the latest created_at
    base::Timestamp last_at;

    void add(base::Timestamp time, double number);
    [[nodiscard]] double average() const { return sum / static_cast<double>(count); }
};

/// Points in order of time; those without any number are left out.
struct Series {
    base::Milliseconds bucket{0};  ///< how long each is; 0: points are entries
    std::vector<base::Timestamp> times;
    std::vector<Summary> summaries;  ///< of the first point all fields, then of the second …
};

/// Takes entries in ascending order of id, whatever their times.
class SeriesBuilder {
  public:
    /// At most `points`; `fields` are numbers from 1 to 8.
    SeriesBuilder(std::vector<unsigned> fields, TimeWindow window, std::size_t points);

    /// Leaves out entries outside the window.
    void add(const model::FeedNumbers& numbers);

    /// Where there are no more entries with numbers than points, each is a point. Else the window
    /// is cut into buckets, as long as that many take, rounded up to whole milliseconds.
    [[nodiscard]] Series finish() &&;

  private:
    struct Sample {
        base::Timestamp time;
        /// In the order of `fields_`; no_number where there is none.
        std::array<double, model::fields_per_channel> numbers;
    };

    void add(const Sample& sample);
    void add_to_bucket(const Sample& sample);
    [[nodiscard]] Series entries() &&;
    [[nodiscard]] Series buckets() const;
    static void append(Series& series, base::Timestamp time, std::span<const Summary> summaries);

    std::vector<unsigned> fields_;
    TimeWindow window_;
    std::size_t points_;
    base::Milliseconds bucket_;
    std::vector<Sample> samples_;     ///< while they are no more than points
    std::vector<Summary> summaries_;  ///< from then on: bucket by bucket, field by field
};

}  // namespace fieldcast::channels
