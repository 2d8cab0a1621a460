#include "broker/session.h"

#include <algorithm>

#include "base/result.h"
#include "mqtt/encode.h"

namespace fieldcast::broker {

using base::Qos;
using mqtt::PacketType;

void Session::deliver(OutgoingPublish& publish, Qos granted) {
    if (!output_) return;
    const Qos qos = std::min(publish.message()->qos, granted);
    const bool delivered =
        qos == Qos::at_most_once ? send_at_most_once(publish) : send_or_enqueue(publish, qos);
    if (!delivered) output_->note_drop();
}

bool Session::send_at_most_once(OutgoingPublish& publish) {
    if (!output_->has_room_for(publish.size(Qos::at_most_once))) return false;
    publish.append_to(output_->buffer(), Qos::at_most_once, 0);
    return true;
}

bool Session::send_or_enqueue(OutgoingPublish& publish, Qos qos) {
    const bool must_wait = queue_ || in_flight_.size() >= limits_.in_flight_max;
    if (must_wait) return enqueue(publish, qos);
    send(publish, qos);
    return true;
}

void Session::send(OutgoingPublish& publish, Qos qos) {
    const std::uint16_t packet_id = next_packet_id();
    const Awaits awaits = qos == Qos::at_least_once ? Awaits::puback : Awaits::pubrec;
    in_flight_.push_back({publish.message(), packet_id, awaits, publish.retain()});
    publish.append_to(output_->buffer(), qos, packet_id);
}

bool Session::enqueue(const OutgoingPublish& publish, Qos qos) {
    if (!queue_) queue_ = std::make_unique<std::deque<Queued>>();
    const std::size_t bytes = publish.message()->topic.size() + publish.message()->payload.size();
    if (queued_bytes_ + bytes > limits_.queued_bytes_max) return false;
    queue_->push_back({publish.message(), qos, publish.retain()});
    queued_bytes_ += bytes;
    return true;
}

void Session::send_queued() {
    while (queue_ && output_ && in_flight_.size() < limits_.in_flight_max) {
        const Queued next = std::move(queue_->front());
        queue_->pop_front();
        queued_bytes_ -= next.message->topic.size() + next.message->payload.size();
        if (queue_->empty()) queue_.reset();
        OutgoingPublish publish(next.message, next.retain);
        send(publish, next.qos);
    }
}

std::uint16_t Session::next_packet_id() {
    // Identifiers run 1 to 65,535 and skip those in use [MQTT-2.3.1-2].
    do {
        if (++last_packet_id_ == 0) ++last_packet_id_;
    } while (find_in_flight(last_packet_id_) != in_flight_.end());
    return last_packet_id_;
}

std::vector<Session::InFlight>::iterator Session::find_in_flight(std::uint16_t packet_id) {
    return std::ranges::find(in_flight_, packet_id, &InFlight::packet_id);
}

std::vector<Session::Received>::iterator Session::find_received(std::uint16_t packet_id) {
    return std::ranges::find(received_, packet_id, &Received::packet_id);
}

void Session::finish(std::vector<InFlight>::iterator done) {
    in_flight_.erase(done);
    send_queued();
}

void Session::on_puback(std::uint16_t packet_id) {
    const auto found = find_in_flight(packet_id);
    if (found != in_flight_.end() && found->awaits == Awaits::puback) finish(found);
}

void Session::on_pubrec(std::uint16_t packet_id) {
    const auto found = find_in_flight(packet_id);
    if (found != in_flight_.end() && found->awaits == Awaits::pubrec) {
        found->awaits = Awaits::pubcomp;
        found->message.reset();
    }
    mqtt::append_acknowledgement(output_->buffer(), PacketType::pubrel, packet_id);
}

void Session::on_pubcomp(std::uint16_t packet_id) {
    const auto found = find_in_flight(packet_id);
    if (found != in_flight_.end() && found->awaits == Awaits::pubcomp) finish(found);
}

Receipt Session::receive_exactly_once(std::uint16_t packet_id) {
    const auto found = find_received(packet_id);
    if (found == received_.end()) {
        received_.push_back({packet_id, false});
        return Receipt::fresh;
    }
    return found->acknowledged ? Receipt::duplicate_stored : Receipt::duplicate;
}

void Session::acknowledge(std::uint16_t packet_id, Qos qos) {
    ASSERT(qos != Qos::at_most_once);
    if (qos == Qos::exactly_once) {
        const auto found = find_received(packet_id);
        if (found != received_.end()) found->acknowledged = true;
    }
    if (!output_) return;
    const auto type = qos == Qos::at_least_once ? PacketType::puback : PacketType::pubrec;
    mqtt::append_acknowledgement(output_->buffer(), type, packet_id);
}

void Session::forget_received(std::uint16_t packet_id) {
    const auto found = find_received(packet_id);
    if (found != received_.end()) received_.erase(found);
}

void Session::on_pubrel(std::uint16_t packet_id) {
    forget_received(packet_id);
    mqtt::append_acknowledgement(output_->buffer(), PacketType::pubcomp, packet_id);
}

}  // namespace fieldcast::broker
