#include "storage/embedded/session_codec.h"

namespace fieldcast::storage {
namespace {

// The lowest two bits are the QoS, in every record that has one.
enum FlagBits : std::uint64_t {
    qos_bits = 3,
    retain = 4,
    is_released = 8,
    no_local = 16,
    retain_as_published = 32
};

constexpr std::uint64_t bit_if(bool condition, FlagBits bit) {
    return condition ? std::uint64_t{bit} : 0U;
}

base::Qos read_qos(RecordReader& in, std::uint64_t flags) {
    if ((flags & qos_bits) == qos_bits) in.fail();
    return static_cast<base::Qos>(flags & qos_bits);
}

std::uint32_t read_u32(RecordReader& in) {
    const auto number = in.number();
    if (number > 0xFFFFFFFF) in.fail();
    return static_cast<std::uint32_t>(number);
}

}  // namespace

void write(RecordWriter& out, const StoredMessage& message) {
    out.number(static_cast<std::uint64_t>(message.qos) | bit_if(message.retain, retain));
    out.text(message.topic);
    out.text(message.payload);
    out.text(message.properties);
    out.optional_time(message.expires_at);
    out.number(message.publisher);
}

void read(RecordReader& in, StoredMessage& message) {
    const auto flags = in.number();
    message.qos = read_qos(in, flags);
    message.retain = (flags & retain) != 0;
    message.topic = in.text();
    message.payload = in.text();
    message.properties = in.text();
    message.expires_at = in.optional_time();
    message.publisher = in.number();
}

void write(RecordWriter& out, const StoredSession& session) {
    out.text(session.client_id);
    out.text(session.owner);
    out.number(session.expiry_s);
    out.optional_time(session.left_at);
    out.number(session.will_delay_s);
    out.number(session.will ? 1 : 0);
    if (session.will) write(out, *session.will);
}

void read(RecordReader& in, StoredSession& session) {
    session.client_id = in.text();
    session.owner = in.text();
    session.expiry_s = read_u32(in);
    session.left_at = in.optional_time();
    session.will_delay_s = read_u32(in);
    if (in.number() != 0) read(in, session.will.emplace());
}

void write(RecordWriter& out, const model::SubscriptionOptions& options) {
    out.number(static_cast<std::uint64_t>(options.qos) | bit_if(options.no_local, no_local) |
               bit_if(options.retain_as_published, retain_as_published));
    out.number(options.identifier);
}

void read(RecordReader& in, model::SubscriptionOptions& options) {
    const auto flags = in.number();
    options.qos = read_qos(in, flags);
    options.no_local = (flags & no_local) != 0;
    options.retain_as_published = (flags & retain_as_published) != 0;
    options.identifier = read_u32(in);
}

void write(RecordWriter& out, const StoredDelivery& delivery) {
    out.number(static_cast<std::uint64_t>(delivery.qos) | bit_if(delivery.retain, retain) |
               bit_if(delivery.is_released, is_released));
    out.number(delivery.message);
    out.number(delivery.identifiers.size());
    for (const auto identifier : delivery.identifiers) out.number(identifier);
    out.text(delivery.share);
}

void read(RecordReader& in, StoredDelivery& delivery) {
    const auto flags = in.number();
    delivery.qos = read_qos(in, flags);
    delivery.retain = (flags & retain) != 0;
    delivery.is_released = (flags & is_released) != 0;
    delivery.message = in.number();
    delivery.identifiers.resize(in.count());
    for (auto& identifier : delivery.identifiers) identifier = read_u32(in);
    delivery.share = in.text();
}

}  // namespace fieldcast::storage
