#include "simulation/simulated_client.h"

#include <algorithm>

#include "mqtt/encode.h"

namespace fieldcast::simulation {

using base::Qos;
using mqtt::ProtocolVersion;

namespace {

/// That a client has unanswered at most, also where the server allows more.
constexpr std::size_t many_publishes = 20;

/// That a server may send.
constexpr std::size_t largest_packet = 10'000;

}  // namespace

SimulatedClient::SimulatedClient(Surroundings around, const ClientPlan& plan, std::size_t number)
    : history_(around.history),
      messages_(around.messages),
      clock_(around.clock),
      plan_(plan),
      number_(number),
      incoming_(history_, plan.client_id),
      outgoing_(history_, messages_, plan.client_id),
      reception_(history_, messages_, plan.client_id),
      publishes_max_(plan.version == ProtocolVersion::v5
                         ? std::min(around.receive_maximum, many_publishes)
                         : many_publishes) {
    for (const std::string& filter : plan.filters) subscriptions_.emplace_back(filter);
}

// --- connections ---

void SimulatedClient::connect(net::FileDescriptor socket, bool forgets) {
    wire_.attach(std::move(socket));
    const bool is_v5 = plan_.version == ProtocolVersion::v5;
    // A session that may have expired could be found present and yet be another one.
    forgets_ |= forgets || !plan_.is_persistent || may_have_expired();
    // In 3.1.1 a session that is begun clean ends with its connection.
    keeps_session_ = plan_.is_persistent && (is_v5 || !forgets_);
    connected_at_ = clock_.now();
    incoming_.begin_connection(is_v5 ? plan_.receive_maximum : 65'535);
    mqtt::Connect connect{.version = plan_.version,
                          .clean_start = forgets_,
                          .keep_alive_s = plan_.keep_alive_s,
                          .client_id = plan_.client_id,
                          .user_name = plan_.client_id,
                          .password = password};
    if (is_v5) {
        connect.session_expiry_s = plan_.is_persistent ? plan_.expiry_s : 0;
        connect.receive_maximum = plan_.receive_maximum;
        connect.topic_alias_maximum = plan_.topic_alias_maximum;
    }
    mqtt::append_connect(wire_.outbox, connect);
    if (session_ == SessionState::absent && keeps_session_) session_ = SessionState::perhaps;
}

bool SimulatedClient::may_have_expired() const {
    return plan_.version == ProtocolVersion::v5 && plan_.expiry_s != mqtt::never_expires &&
           clock_.now() - alive_at_ >= base::Seconds{plan_.expiry_s};
}

net::FileDescriptor SimulatedClient::lose_connection() {
    is_welcome_ = false;
    aliases_.clear();
    incoming_.end_connection();
    for (Subscription& subscription : subscriptions_) subscription.end_connection();
    if (!keeps_session_) end_session();
    return wire_.cut();
}

void SimulatedClient::disconnect() {
    mqtt::append_disconnect(wire_.outbox, plan_.version, {});
    wire_.write(wire_.outbox.size());
    lose_connection();
}

void SimulatedClient::end_session() {
    incoming_.end_session();
    outgoing_.end_session();
    for (Subscription& subscription : subscriptions_) subscription.end_session(history_.step());
    has_lost_session_ |= has_had_session_;
}

void SimulatedClient::write(std::size_t at_most) {
    const std::size_t bytes = wire_.write(at_most);
    if (bytes > 0) note("{} bytes gone, {} wait", bytes, wire_.outbox.size());
}

void SimulatedClient::read(std::size_t at_most) {
    bool is_closed = false;
    wire_.read(at_most, is_closed);
    std::size_t used = 0;
    while (wire_.is_open()) {
        const auto frame = mqtt::next_frame(base::BytesView{wire_.inbox}.substr(used),
                                            plan_.version, largest_packet);
        history_.demand(frame.has_value(), "{} gets a broken packet", name());
        if (!frame || !*frame) break;
        handle(**frame);
        used += (*frame)->size;
    }
    wire_.inbox.erase(0, used);
    if (!is_closed) return;
    note("the server has closed");
    lose_connection();
}

void SimulatedClient::answer(std::size_t at_most) {
    for (std::size_t i = 0; i < at_most && incoming_.answer(wire_.outbox, plan_.version); ++i) {
    }
}

void SimulatedClient::ping() {
    mqtt::append_pingreq(wire_.outbox);
}

// --- what it wants ---

bool SimulatedClient::may_publish() const {
    return is_welcome_ && outgoing_.size() < publishes_max_;
}

void SimulatedClient::publish(Message message) {
    message.publisher = number_;
    message.sent = history_.step();
    const MessageNumber added = messages_.add(std::move(message));
    outgoing_.publish(added, wire_.outbox, plan_.version);
}

/// From a range that publishes do not use.
std::uint16_t SimulatedClient::next_request_id() {
    constexpr std::uint16_t first = 1'000;
    last_request_id_ = static_cast<std::uint16_t>((last_request_id_ + 1) % first);
    return static_cast<std::uint16_t>(first + last_request_id_);
}

void SimulatedClient::subscribe(Subscription& subscription) {
    const std::uint16_t packet_id = next_request_id();
    mqtt::append_subscribe(
        wire_.outbox, plan_.version,
        {.packet_id = packet_id,
         .subscriptions = {{.filter = subscription.filter(), .qos = plan_.qos}}});
    subscription.ask(packet_id);
    note("SUBSCRIBE {}", subscription.filter());
}

void SimulatedClient::unsubscribe(Subscription& subscription) {
    const std::uint16_t packet_id = next_request_id();
    mqtt::append_unsubscribe(wire_.outbox, plan_.version,
                             {.packet_id = packet_id, .filters = {subscription.filter()}});
    subscription.leave(packet_id, history_.step());
    note("UNSUBSCRIBE {}", subscription.filter());
}

// --- how it is ---

bool SimulatedClient::is_settled() const {
    return is_welcome_ && wire_.outbox.empty() && wire_.inbox.empty() && outgoing_.size() == 0 &&
           incoming_.is_settled() &&
           std::ranges::all_of(subscriptions_, &Subscription::is_standing);
}

bool SimulatedClient::is_subscribed_to(std::string_view filter) const {
    return std::ranges::any_of(subscriptions_, [filter](const Subscription& subscription) {
        return subscription.is_standing() && subscription.filter() == filter;
    });
}

std::string SimulatedClient::describe() const {
    return fmt::format(
        "{} {}: {} publishes unanswered, {} subscriptions stand of {}, {} from the server", name(),
        is_welcome_ ? "is connected" : "is not welcomed", outgoing_.size(),
        std::ranges::count_if(subscriptions_, &Subscription::is_standing), subscriptions_.size(),
        incoming_.is_settled() ? "all answered" : "not all answered");
}

}  // namespace fieldcast::simulation
