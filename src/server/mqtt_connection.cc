#include "server/mqtt_connection.h"

#include <fmt/format.h>

#include "base/log.h"
#include "mqtt/encode.h"
#include "server/shard.h"

namespace fieldcast::server {

using base::Instant;
using base::LogLevel;
using base::Milliseconds;
using model::Refusal;
using mqtt::PacketType;

namespace {

/// A slow client misses thousands of messages; its owner reads of it once in a while.
constexpr Milliseconds drops_told_every{60'000};

}  // namespace

std::size_t MqttConnection::consume(base::BytesView bytes) {
    const Settings& settings = shard().settings();
    std::size_t used = 0;
    while (is_open()) {
        const std::size_t largest =
            is_connected() ? settings.packet_bytes_max : settings.unauthenticated_bytes_max;
        const auto frame = mqtt::next_frame(bytes.substr(used), largest);
        if (!frame) {
            reject(frame.error());
            break;
        }
        if (!*frame) return used;
        handle(**frame, bytes.substr(used));
        used += (*frame)->size;
    }
    return bytes.size();
}

void MqttConnection::handle(const mqtt::Frame& frame, base::BytesView from_here) {
    const auto handled = [&] {
        // The first packet is CONNECT, and only the first [MQTT-3.1.0-1, 3.1.0-2].
        if (!is_connected()) return handle_connect(frame, from_here);
        switch (frame.type) {
            case PacketType::publish: return handle_publish(frame);
            case PacketType::puback:
            case PacketType::pubrec:
            case PacketType::pubrel:
            case PacketType::pubcomp: return handle_acknowledgement(frame);
            case PacketType::subscribe: return handle_subscribe(frame);
            case PacketType::unsubscribe: return handle_unsubscribe(frame);
            case PacketType::pingreq: return handle_pingreq(frame);
            case PacketType::disconnect: return handle_disconnect(frame);
            default: return false;  // CONNECT again, or a packet that only servers send
        }
    }();
    if (!handled) reject(mqtt::DecodeError::protocol_error);
}

void MqttConnection::reject(mqtt::DecodeError error) {
    base::log(LogLevel::info, "{}: {}, connection closed", name(), mqtt::name_of(error));
    record(Refusal::malformed_packet);
    end(Ending::abnormal);  // [MQTT-4.8.0-1]
}

bool MqttConnection::handle_acknowledgement(const mqtt::Frame& frame) {
    const auto packet_id = mqtt::decode_packet_id(frame.body);
    if (!packet_id) return false;
    switch (frame.type) {
        case PacketType::puback: session().on_puback(*packet_id); break;
        case PacketType::pubrec: session().on_pubrec(*packet_id); break;
        case PacketType::pubrel: session().on_pubrel(*packet_id); break;
        default: session().on_pubcomp(*packet_id); break;
    }
    return true;
}

bool MqttConnection::handle_pingreq(const mqtt::Frame& frame) {
    if (!mqtt::decode_empty(frame.body)) return false;
    mqtt::append_pingresp(buffer());  // [MQTT-3.12.4-1]
    return true;
}

bool MqttConnection::handle_disconnect(const mqtt::Frame& frame) {
    if (!mqtt::decode_empty(frame.body)) return false;
    session().will.reset();  // [MQTT-3.14.4-3]
    end(Ending::normal);
    return true;
}

void MqttConnection::on_outcome(const Outcome& outcome) {
    ASSERT(pending_stores_ > 0);
    --pending_stores_;
    if (outcome.kind == Outcome::Kind::refused)
        record(outcome.reason, fmt::format("channels/{}/publish", outcome.channel.value));
    if (!is_connected()) return;
    const Publisher& publisher = outcome.publisher;
    if (outcome.kind == Outcome::Kind::storage_failed) {
        record(Refusal::storage_failed, fmt::format("channels/{}/publish", outcome.channel.value));
        // Never acknowledged; only a new connection makes a client send it again.
        if (publisher.qos != base::Qos::at_most_once) end(Ending::normal);
        return;
    }
    if (publisher.qos != base::Qos::at_most_once)
        session().acknowledge(publisher.packet_id, publisher.qos);
    if (pending_stores_ <= shard().settings().pending_stores_max / 2) pause_reading(false);
}

void MqttConnection::on_device_changed(const model::DeviceRecord& device) {
    const bool still_valid = device && device->password_hash == device_->password_hash;
    if (!still_valid) {
        if (device) record(Refusal::credentials_changed);
        base::log(LogLevel::info, "{}: credentials changed, connection closed", name());
        end(Ending::normal);
        return;
    }
    device_ = device;
    enforce_permissions();
}

void MqttConnection::enforce_permissions() {
    std::vector<std::string> ended;
    for (const auto& [filter, granted] : session().filters)
        if (refusal_of(filter)) ended.push_back(filter);
    for (const std::string& filter : ended) {
        unsubscribe(filter);
        record(Refusal::permission_withdrawn, filter);
    }
}

void MqttConnection::note_drop() {
    if (drops_told_at_ != Instant{} && shard().now() - drops_told_at_ < drops_told_every) return;
    drops_told_at_ = shard().now();
    record(Refusal::slow_reader);
}

void MqttConnection::give_way(const net::Address& successor) {
    base::log(LogLevel::info, "{}: taken over by a connection from {}", name(),
              successor.to_string());
    record(Refusal::taken_over);
    end(Ending::abnormal);
}

void MqttConnection::end(Ending ending) {
    if (is_connected()) {
        if (ending == Ending::abnormal) publish_will();
        close_session();
    }
    leave();
}

void MqttConnection::close_session() {
    std::vector<std::string> filters;
    for (const auto& [filter, granted] : session().filters) filters.push_back(filter);
    for (const std::string& filter : filters) unsubscribe(filter);
    const Client* client = std::exchange(client_, nullptr);
    shard().clients().erase(client->session.client_id());
}

Milliseconds MqttConnection::silence_allowed() const {
    // One and a half times the Keep Alive [MQTT-3.1.2-24].
    return keep_alive_s_ * Milliseconds{1500};
}

Instant MqttConnection::check_deadlines(Instant now) {
    const Settings& settings = shard().settings();
    Milliseconds allowed = settings.connect_timeout;
    auto reason = Refusal::keep_alive_expired;
    if (is_connected()) {
        allowed = silence_allowed();
        if (allowed == Milliseconds::zero()) {
            allowed = settings.idle_timeout;
            reason = Refusal::idle_too_long;
        }
    }
    Instant due = (is_connected() ? last_read_at() : started_at()) + allowed;
    if (blocked_since() && *blocked_since() + settings.slow_reader_timeout < due) {
        due = *blocked_since() + settings.slow_reader_timeout;
        reason = Refusal::slow_reader;
    }
    if (due > now) return due;
    record(reason);
    base::log(LogLevel::info, "{}: {}, connection closed", name(), model::name_of(reason));
    end(Ending::abnormal);
    return due;
}

model::DeviceEvent MqttConnection::make_event(Refusal reason, std::string topic) {
    const base::Timestamp now = shard().wall_time();
    return {.device = device_->id,
            .reason = reason,
            .address = peer().to_string(),
            .topic = std::move(topic),
            .first_at = now,
            .last_at = now};
}

void MqttConnection::record(Refusal reason, std::string topic) {
    if (device_) {
        shard().post(RecordEvent{make_event(reason, std::move(topic))});
    } else {
        base::log(LogLevel::info, "{}: {} {}", name(), model::name_of(reason), topic);
    }
}

std::string MqttConnection::name() const {
    if (device_) return fmt::format("device {} ({})", device_->id.value, peer().to_string());
    if (client_)
        return fmt::format("client {} ({})", client_->session.client_id(), peer().to_string());
    return fmt::format("connection from {}", peer().to_string());
}

}  // namespace fieldcast::server
