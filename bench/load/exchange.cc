#include "load/exchange.h"

#include <algorithm>
#include <limits>

namespace fieldcast::load {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t packet_ids = 65'535;
constexpr std::uint64_t unacknowledged_max = 60'000;  ///< an open loop must not reuse an id
constexpr seconds patience{5};                        ///< without any progress

nanoseconds to_nanoseconds(double time_s) {
    return nanoseconds(static_cast<std::int64_t>(time_s * 1e9));
}

std::uint16_t packet_id_of(std::uint64_t sequence) {
    return static_cast<std::uint16_t>(1 + sequence % packet_ids);
}

/// The latest message with this id among `published`.
std::uint64_t sequence_of(std::uint16_t packet_id, std::uint64_t published) {
    const std::uint64_t latest = published - 1;
    return latest - (packet_id_of(latest) + packet_ids - packet_id) % packet_ids;
}

std::uint64_t progress(const Totals& totals) {
    return totals.published + totals.acknowledged + totals.delivered;
}

}  // namespace

Exchange::Exchange(const Options& options, const std::vector<Account>& accounts)
    : options_(options),
      form_(options.channels_file.empty() ? PayloadForm::plain : PayloadForm::channel),
      fleet_(options),
      publishers_(accounts.size()),
      arrivals_(accounts.size()),
      published_max_(std::numeric_limits<std::uint64_t>::max()) {
    const std::vector<unsigned> receivers = receivers_of_each(accounts);
    for (std::uint32_t number = 0; number < accounts.size(); ++number) {
        fleet_.add(clients_.emplace_back(fleet_.world(), number, accounts[number],
                                         options.subscriber_qos(), *this));
        has_subscribers_ |= accounts[number].subscribe_filter.has_value();
        if (!accounts[number].publish_topic) continue;
        publishers_[number] = {.client = &clients_[number],
                               .place = static_cast<unsigned>(publisher_numbers_.size()),
                               .receivers = receivers[number]};
        publisher_numbers_.push_back(number);
    }
}

Measurement Exchange::run() {
    start_ = Clock::now();
    for (const std::uint32_t number : publisher_numbers_) wake(publishers_[number]);
    run_until(start_ + to_nanoseconds(options_.warmup_s));

    const Stopwatch watch(options_.broker_pid);
    const Totals before = totals_;
    measured_from_ = watch.begin();
    if (options_.messages > 0) {
        published_max_ = totals_.published + options_.messages;
        run_while_it_goes_on([this] { return totals_.published >= published_max_; });
        drain();
    } else {
        run_until(watch.begin() + to_nanoseconds(options_.seconds));
    }
    const Measurement measured{
        .totals = {totals_.published - before.published, totals_.acknowledged - before.acknowledged,
                   totals_.delivered - before.delivered},
        .cost = watch.cost()};
    drain();
    return measured;
}

void Exchange::run_until(TimePoint end) {
    while (Clock::now() < end && fleet_.failure().empty()) turn(end);
}

/// Waits, handles what has arrived, and publishes what there is room or time for.
void Exchange::turn(TimePoint end) {
    TimePoint until = std::min(end, Clock::now() + seconds(1));
    if (!awake_.empty()) until = TimePoint{};
    if (is_open_loop() && is_publishing_) until = std::min(until, due_time(totals_.published));
    fleet_.wait(until - std::min(until, Clock::now()));

    if (is_open_loop()) publish_what_is_due();
    for (const std::uint32_t number : awake_) fill(publishers_[number]);
    awake_.clear();
    fleet_.flush();
}

/// Stops publishing and waits for what is on its way.
void Exchange::drain() {
    if (is_publishing_) {
        is_publishing_ = false;
        for (const std::uint32_t number : publisher_numbers_)
            if (is_told_by_pings(publishers_[number])) publishers_[number].client->ping();
    }
    run_while_it_goes_on([this] { return has_all_arrived(); });
}

void Exchange::run_while_it_goes_on(const std::function<bool()>& is_done) {
    std::uint64_t seen = progress(totals_);
    TimePoint give_up = Clock::now() + patience;
    while (!is_done() && fleet_.failure().empty() && Clock::now() < give_up) {
        turn(give_up);
        if (progress(totals_) != seen) give_up = Clock::now() + patience;
        seen = progress(totals_);
    }
}

bool Exchange::has_all_arrived() const {
    const Outcome now = outcome();
    return now.lost <= 0 && now.unacknowledged == 0;
}

Outcome Exchange::outcome() const {
    const bool is_acknowledged = options_.qos != base::Qos::at_most_once || !has_subscribers_;
    const std::uint64_t delivered_once = totals_.delivered - faults_.duplicated;
    return {.faults = faults_,
            .lost = static_cast<std::int64_t>(expected_deliveries_ - delivered_once),
            .unacknowledged = is_acknowledged ? totals_.published - totals_.acknowledged : 0,
            .unreadable = unreadable_};
}

bool Exchange::is_told_by_pings(const Publisher& publisher) const {
    return options_.qos == base::Qos::at_most_once && publisher.receivers == 0;
}

bool Exchange::may_publish(const Publisher& publisher) const {
    if (!is_publishing_ || totals_.published >= published_max_) return false;
    const std::uint64_t unacknowledged = publisher.published - publisher.acknowledged;
    if (is_open_loop())
        return options_.qos == base::Qos::at_most_once || unacknowledged < unacknowledged_max;
    const bool is_acknowledged =
        options_.qos != base::Qos::at_most_once || is_told_by_pings(publisher);
    if (is_acknowledged && unacknowledged >= options_.in_flight) return false;
    const std::uint64_t undelivered =
        publisher.published * publisher.receivers - publisher.delivered;
    return publisher.receivers == 0 ||
           undelivered <= std::uint64_t{options_.in_flight - 1} * publisher.receivers;
}

TimePoint Exchange::due_time(std::uint64_t message) const {
    return start_ + to_nanoseconds(static_cast<double>(message) / options_.rate);
}

TimePoint Exchange::due_time(const Publisher& publisher, std::uint64_t sequence) const {
    return due_time(sequence * publisher_numbers_.size() + publisher.place);
}

void Exchange::publish(Publisher& publisher) {
    const std::uint64_t sequence = publisher.published++;
    write_payload(payload_, form_, {publisher.client->number(), sequence}, options_.payload_bytes);
    publisher.client->publish({.qos = options_.qos,
                               .packet_id = packet_id_of(sequence),
                               .topic = *publisher.client->account().publish_topic,
                               .payload = payload_});
    if (is_told_by_pings(publisher) && publisher.published % options_.in_flight == 0)
        publisher.client->ping();
    ++totals_.published;
    expected_deliveries_ += publisher.receivers;
}

void Exchange::publish_what_is_due() {
    const TimePoint now = Clock::now();
    while (due_time(totals_.published) <= now) {
        const std::size_t place = totals_.published % publisher_numbers_.size();
        Publisher& publisher = publishers_[publisher_numbers_[place]];
        if (!may_publish(publisher)) return;
        publish(publisher);
    }
}

void Exchange::fill(Publisher& publisher) {
    publisher.is_awake = false;
    while (may_publish(publisher)) publish(publisher);
}

void Exchange::wake(Publisher& publisher) {
    if (publisher.is_awake || is_open_loop()) return;
    publisher.is_awake = true;
    awake_.push_back(publisher.client->number());
}

void Exchange::note_latency(Latencies& latencies, TimePoint due) {
    if (due >= measured_from_) latencies.add(Clock::now() - due);
}

void Exchange::on_acknowledged(Client& client, std::uint16_t packet_id) {
    Publisher& publisher = publishers_[client.number()];
    ++publisher.acknowledged;
    ++totals_.acknowledged;
    wake(publisher);
    if (!is_open_loop()) return;
    note_latency(acknowledgement_latencies_,
                 due_time(publisher, sequence_of(packet_id, publisher.published)));
}

void Exchange::on_pong(Client& client) {
    Publisher& publisher = publishers_[client.number()];
    const std::uint64_t more =
        std::min<std::uint64_t>(options_.in_flight, publisher.published - publisher.acknowledged);
    publisher.acknowledged += more;
    totals_.acknowledged += more;
    wake(publisher);
}

void Exchange::on_message(Client& client, const mqtt::Publish& publish) {
    const auto mark = read_payload(publish.payload, form_);
    if (!mark || mark->publisher >= publishers_.size() || !publishers_[mark->publisher].client) {
        ++unreadable_;
        return;
    }
    arrivals_[client.number()].note(*mark, faults_);
    Publisher& publisher = publishers_[mark->publisher];
    ++publisher.delivered;
    ++totals_.delivered;
    wake(publisher);
    if (is_open_loop()) note_latency(delivery_latencies_, due_time(publisher, mark->sequence));
}

}  // namespace fieldcast::load
