#include "broker/session.h"

#include <algorithm>

#include "base/result.h"
#include "mqtt/encode.h"

namespace fieldcast::broker {

using base::Qos;
using mqtt::PacketType;
using mqtt::ProtocolVersion;

static_assert(sizeof(Session) <= 200, "a million of them must fit");

namespace {

PublishForm form_of(const Delivery& delivery, ProtocolVersion version) {
    return {.version = version,
            .qos = delivery.qos,
            .retain = delivery.retain,
            .identifiers = &delivery.identifiers};
}

}  // namespace

Session::Session(model::SessionId id, std::string client_id, const SessionLimits& limits,
                 Durability durability)
    : id_(id),
      client_id_(std::move(client_id)),
      client_hash_(model::client_hash(client_id_)),
      limits_(limits),
      durability_(durability) {}

void Session::attach(Output& output, const ClientTerms& terms) {
    ASSERT(!output_);
    ASSERT(is_durable() || owed_.empty());
    output_ = &output;
    terms_ = terms;
    is_resumed_ = !is_durable();
    if (terms.version == ProtocolVersion::v5 && terms.topic_alias_maximum != 0)
        aliases_ = std::make_unique<OutgoingAliases>();  // [MQTT-3.1.2-27]
    forget_dropped();
}

void Session::detach() {
    output_ = nullptr;
    is_resumed_ = false;
    aliases_.reset();  // [MQTT-3.3.2-7]
    owed_.end_connection();
}

void Session::resume() {
    ASSERT(output_);
    is_resumed_ = true;
    if (!is_durable()) return;
    for (const Delivery& released : owed_.put_released_in_flight())  // [MQTT-4.6.0-4]
        write_pubrel(released.packet_id);                            // [MQTT-4.4.0-1]
    // [MQTT-4.6.0-1]
    send_waiting();  // [MQTT-4.8.2-4]
}

void Session::restore(std::vector<Delivery> deliveries,
                      const std::vector<std::uint16_t>& received) {
    ASSERT(is_durable() && !output_);
    owed_.restore(std::move(deliveries));
    for (const std::uint16_t packet_id : received) {
        static_cast<void>(receive_exactly_once(packet_id));
        mark_acknowledged(packet_id);
    }
}

bool Session::has_window() const {
    // What was released on an earlier connection counts too, which is stricter than need be.
    const std::size_t window = std::min<std::size_t>(limits_.in_flight_max, terms_.receive_maximum);
    const std::size_t in_flight = owed_.in_flight();
    if (in_flight >= window) return false;  // [MQTT-3.3.4-9] [MQTT-4.9.0-1] [MQTT-4.9.0-2]
    // Large messages wait for a client that does not read; its next acknowledgement lets them go.
    return in_flight == 0 || output_->has_room_for(1);
}

std::uint16_t Session::next_packet_id() {
    // Identifiers run from 1 to 65,535 and skip those in use [MQTT-2.2.1-4] [MQTT-4.3.2-1]
    // [MQTT-4.3.3-1]. Only this function takes new ones, so those ahead stay free until it does.
    for (;;) {
        if (free_packet_ids_ == 0) free_packet_ids_ = owed_.free_packet_ids_behind(last_packet_id_);
        ++last_packet_id_;
        if (free_packet_ids_ == 0) continue;
        --free_packet_ids_;
        if (last_packet_id_ != 0) return last_packet_id_;
    }
}

/// The size of the packet, and into `form` a topic alias if there is one to use and the packet with
/// it is not too large. 0: the packet is larger than the client takes.
std::size_t Session::fit(OutgoingPublish& publish, PublishForm& form) const {
    if (aliases_) {
        PublishForm aliased = form;
        const std::string& topic = publish.message()->topic;
        const auto choice = aliases_->choose(topic, terms_.topic_alias_maximum);
        aliased.topic_alias = choice.alias;
        aliased.is_topic_known = choice.is_known;
        const std::size_t size = publish.size(aliased);
        if (size <= terms_.packet_bytes_max) {
            form = aliased;
            return size;
        }
    }
    const std::size_t size = publish.size(form);
    return size <= terms_.packet_bytes_max ? size : 0;  // [MQTT-3.1.2-24]
}

void Session::write(OutgoingPublish& publish, const PublishForm& form, std::uint16_t packet_id) {
    publish.append_to(output_->publish_buffer(), form, packet_id);
    if (form.topic_alias != 0 && !form.is_topic_known)
        aliases_->set(publish.message()->topic, form.topic_alias);
}

void Session::write_pubrel(std::uint16_t packet_id) {
    mqtt::append_acknowledgement(output_->buffer(), terms_.version, PacketType::pubrel,
                                 {.packet_id = packet_id});
}

void Session::deliver(OutgoingPublish& publish, const Grant& grant) {
    const model::Message& message = *publish.message();
    const PublishForm form{
        .version = terms_.version,
        .qos = std::min(message.qos, grant.qos),                // [MQTT-3.8.4-8]
        .retain = grant.retain_as_published && message.retain,  // [MQTT-3.3.1-12] [MQTT-3.3.1-13]
        .identifiers = &grant.identifiers};
    if (form.qos == Qos::at_most_once) {
        send_at_most_once(publish, form);
        return;
    }
    ASSERT(!is_durable());
    if (!may_send()) return;
    if (has_window() && !owed_.has_next()) {
        send_now(publish, form);
    } else {
        enqueue({.message = publish.message(),
                 .qos = form.qos,
                 .retain = form.retain,
                 .identifiers = grant.identifiers});
    }
}

void Session::deliver(Delivery delivery) {
    if (delivery.qos == Qos::at_most_once) {
        if (!may_send()) return;
        OutgoingPublish publish(delivery.message, output_->now());
        send_at_most_once(publish, form_of(delivery, terms_.version));
        return;
    }
    ASSERT(is_durable() == (delivery.packet_id != 0));
    if (is_durable()) {
        owed_.push(std::move(delivery));
    } else if (output_) {
        enqueue(std::move(delivery));
    }
    send_waiting();
}

void Session::send_at_most_once(OutgoingPublish& publish, PublishForm form) {
    if (!may_send() || publish.is_expired()) return;
    const std::size_t size = fit(publish, form);
    if (size == 0) return;  // [MQTT-3.1.2-25]
    if (output_->make_room_for(size)) {
        write(publish, form, 0);  // [MQTT-4.3.1-1]
    } else {
        output_->note_drop();
    }
}

void Session::send_now(OutgoingPublish& publish, PublishForm form) {
    if (publish.is_expired()) return;
    if (fit(publish, form) == 0) return;  // [MQTT-3.1.2-25]
    Delivery delivery{.message = nullptr, .qos = form.qos, .packet_id = next_packet_id()};
    write(publish, form, delivery.packet_id);  // [MQTT-4.3.2-2] [MQTT-4.3.3-2]
    owed_.push(std::move(delivery));
    owed_.mark_next_sent();
}

void Session::enqueue(Delivery delivery) {
    const std::size_t bytes = bytes_of(*delivery.message);
    const bool must_wait = !has_window() || owed_.has_next();
    if (must_wait && waiting_bytes_ + bytes > limits_.queued_bytes_max) {
        output_->note_drop();
        return;
    }
    waiting_bytes_ += bytes;
    owed_.push(std::move(delivery));
}

void Session::send_waiting() {
    while (may_send() && owed_.has_next() && has_window()) send_next();
}

void Session::send_next() {
    Delivery& next = owed_.next();
    const WasSent was_sent = owed_.was_next_sent();
    if (!is_durable()) waiting_bytes_ -= bytes_of(*next.message);
    OutgoingPublish publish(next.message, output_->now());
    PublishForm form = form_of(next, terms_.version);
    form.dup = was_sent != WasSent::no;  // [MQTT-3.3.1-1] [MQTT-3.3.1-3]
    const bool fits = fit(publish, form) != 0;
    // What was sent must be sent again, whenever it has expired [MQTT-4.3.3-7].
    const bool is_too_late = publish.is_expired() && was_sent != WasSent::yes;  // [MQTT-3.3.2-5]
    if (!fits || is_too_late) {
        give_up_next();
        return;
    }
    if (is_durable()) {
        ASSERT(!owed_.find_in_flight(next.packet_id));  // [MQTT-2.2.1-4]
    } else {
        next.packet_id = next_packet_id();
    }
    write(publish, form, next.packet_id);
    owed_.mark_next_sent();
    if (!is_kept_while_in_flight(next)) next.message.reset();
}

/// A client that may have had the message at QoS 2 keeps its identifier until PUBREL, and would
/// take the next message with it for a duplicate.
void Session::give_up_next() {
    Delivery& next = owed_.next();
    const bool may_be_known = owed_.was_next_sent() != WasSent::no;
    if (next.qos == Qos::exactly_once && may_be_known) {
        next.is_released = true;
        next.message.reset();
        owed_.mark_next_sent();
        write_pubrel(next.packet_id);
    } else {
        end(next);
    }
}

/// A transient session never sends a message again; another member of a share may.
bool Session::is_kept_while_in_flight(const Delivery& delivery) const {
    return is_durable() || delivery.share_group != 0;
}

void Session::end(Delivery& delivery) {
    ASSERT(output_);
    if (is_durable()) output_->note_done(delivery.packet_id);
    owed_.erase(delivery);
}

void Session::finish(Delivery& delivery) {
    end(delivery);
    send_waiting();
}

std::optional<PacketType> Session::answer_due(std::uint16_t packet_id) {
    const Delivery* const found = owed_.find_in_flight(packet_id);
    if (!found) return std::nullopt;
    if (found->qos == Qos::at_least_once) return PacketType::puback;
    return found->is_released ? PacketType::pubcomp : PacketType::pubrec;
}

bool Session::on_puback(std::uint16_t packet_id) {
    Delivery* const found = owed_.find_in_flight(packet_id);
    if (!found || found->qos != Qos::at_least_once) return false;
    finish(*found);  // [MQTT-4.3.2-3]
    return true;
}

Session::PubrecAnswer Session::on_pubrec(std::uint16_t packet_id, bool is_refused) {
    Delivery* const found = owed_.find_in_flight(packet_id);
    if (!found || found->qos != Qos::exactly_once) return PubrecAnswer::not_found;
    if (!is_refused) return PubrecAnswer::release;  // [MQTT-4.3.3-4]
    finish(*found);                                 // [MQTT-4.8.2-6] [MQTT-4.4.0-2]
    return PubrecAnswer::ended;
}

void Session::release(std::uint16_t packet_id) {
    Delivery* const found = owed_.find_sent(packet_id);
    if (!found || found->qos != Qos::exactly_once) return;
    found->is_released = true;  // [MQTT-4.3.3-3]
    found->message.reset();     // [MQTT-4.3.3-6]
    if (!may_send()) return;
    // If a new connection has begun meanwhile, PUBREL takes the place of PUBLISH there.
    owed_.put_in_flight(*found);
    write_pubrel(packet_id);  // [MQTT-4.9.0-3]
}

bool Session::on_pubcomp(std::uint16_t packet_id) {
    Delivery* const found = owed_.find_in_flight(packet_id);
    if (!found || !found->is_released) return false;
    finish(*found);  // [MQTT-4.3.3-5]
    return true;
}

void Session::drop_queued(const std::function<bool(const std::string& topic)>& is_forbidden) {
    for (Delivery& waiting : owed_.unsent()) {
        if (!waiting.message || !is_forbidden(waiting.message->topic)) continue;
        if (!is_durable()) waiting_bytes_ -= bytes_of(*waiting.message);
        waiting.message.reset();
    }
    if (!output_) return;
    forget_dropped();
    if (is_resumed_) return;
    const auto is_unsent_here = [&](const Delivery& each) {
        return each.message && !each.is_released && is_forbidden(each.message->topic);
    };
    for (const Delivery& delivery : owed_.take_sent(is_unsent_here))
        output_->note_done(delivery.packet_id);
}

/// Of a durable session whose client is away these wait here for an output that can be told.
void Session::forget_dropped() {
    const auto dropped =
        owed_.take_unsent([](const Delivery& waiting) { return !waiting.message; });
    if (!is_durable()) return;
    for (const Delivery& delivery : dropped) output_->note_done(delivery.packet_id);
}

std::vector<Delivery> Session::take_shared() {
    const auto is_shared = [](const Delivery& each) { return each.share_group && each.message; };
    std::vector<Delivery> taken = owed_.take_sent([&](const Delivery& each) {
        return is_shared(each) && each.qos == Qos::at_least_once;  // [MQTT-4.8.2-5]
    });
    std::ranges::move(owed_.take_unsent(is_shared), std::back_inserter(taken));
    return taken;
}

Session::Received* Session::find_received(std::uint16_t packet_id) {
    if (!received_) return nullptr;
    const auto found = std::ranges::find(*received_, packet_id, &Received::packet_id);
    return found == received_->end() ? nullptr : &*found;
}

Receipt Session::receive_exactly_once(std::uint16_t packet_id) {
    if (Received* const known = find_received(packet_id)) {  // [MQTT-4.3.3-10]
        known->is_repeated = !known->is_acknowledged;
        return known->is_acknowledged ? Receipt::duplicate_stored : Receipt::duplicate;
    }
    if (!received_) received_ = std::make_unique<std::vector<Received>>();
    received_->push_back({packet_id});
    return Receipt::fresh;
}

bool Session::was_repeated(std::uint16_t packet_id) {
    const Received* const found = find_received(packet_id);
    return found && found->is_repeated;
}

void Session::mark_acknowledged(std::uint16_t packet_id) {
    if (Received* const found = find_received(packet_id)) found->is_acknowledged = true;
}

bool Session::forget_received(std::uint16_t packet_id) {
    Received* const found = find_received(packet_id);
    if (!found) return false;
    *found = received_->back();
    received_->pop_back();
    return true;  // [MQTT-4.3.3-12]
}

std::size_t Session::received_count() const {
    return received_ ? received_->size() : 0;
}

}  // namespace fieldcast::broker
