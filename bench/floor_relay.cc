// floor_relay: what sockets alone cost, for bench/compare to hold brokers against.
//
// One thread and one epoll relay MQTT 3.1.1 for fieldcast-load: a PUBLISH is looked up in a hash
// table by its topic, its bytes are copied to each subscriber, and every connection that has
// something to send is written to once per turn. Topic filters are exact or end in `/+`; QoS is 0
// or 1.
//
// This is no broker. It has no sessions, retained messages, wills, permissions, keep alive, flow
// control or limits, resends nothing, and believes whatever a client says of itself.

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/string_map.h"
#include "net/file_descriptor.h"

namespace {

using fieldcast::base::Bytes;
using fieldcast::base::BytesView;
using fieldcast::base::StringMap;
using fieldcast::net::FileDescriptor;
namespace base = fieldcast::base;

enum PacketType : std::uint8_t {
    connect = 1,
    connack,
    publish,
    puback,
    subscribe = 8,
    suback,
    pingreq = 12,
    pingresp,
    disconnect
};

constexpr std::size_t spare_bytes_max = 1 << 20;  ///< a buffer that grew beyond is given up

struct Connection;

struct Subscription {
    Connection* subscriber;
    unsigned qos;
};
using Subscriptions = std::vector<Subscription>;

/// Owns no buffer while nothing is on its way.
struct Connection {
    FileDescriptor socket;
    std::uint16_t last_packet_id = 0;
    bool is_touched = false;      ///< has something to send in this turn
    bool waits_for_room = false;  ///< the socket was full
    bool is_closed = false;
    Bytes unread;  ///< the beginning of a packet that has not arrived whole
    Bytes unsent;
    std::size_t sent = 0;  ///< bytes of `unsent` that are
    std::vector<Subscriptions*> subscriptions;
};

/// A packet as it came.
struct Frame {
    BytesView bytes;
    BytesView body;

    [[nodiscard]] unsigned type() const { return base::byte_at(bytes, 0) >> 4; }
};

/// Takes a packet off the front of `rest`, if it is there whole.
std::optional<Frame> take_frame(BytesView& rest) {
    BytesView body = rest.substr(std::min<std::size_t>(1, rest.size()));
    std::uint64_t size = 0;
    if (!base::take_varint(body, size) || body.size() < size) return std::nullopt;
    const std::size_t header_size = rest.size() - body.size();
    const Frame frame{rest.substr(0, header_size + size), body.substr(0, size)};
    rest.remove_prefix(frame.bytes.size());
    return frame;
}

/// Takes a text behind its two-byte length off the front of `rest`.
std::optional<BytesView> take_text(BytesView& rest) {
    if (rest.size() < 2) return std::nullopt;
    const std::size_t size = base::read_u16(rest);
    if (rest.size() < 2 + size) return std::nullopt;
    const BytesView text = rest.substr(2, size);
    rest.remove_prefix(2 + size);
    return text;
}

/// A PUBLISH on its way: its bytes at QoS 0 and, if it came at QoS 1, at QoS 1.
class Message {
  public:
    /// Nothing if it is malformed or of QoS 2. Views the frame.
    static std::optional<Message> read(const Frame& frame) {
        Message message;
        message.qos_ = (base::byte_at(frame.bytes, 0) >> 1) & 3;
        message.frame_ = frame;
        message.rest_ = frame.body;
        const auto topic = take_text(message.rest_);
        if (!topic || message.qos_ > 1 || message.rest_.size() < 2 * message.qos_)
            return std::nullopt;
        message.topic_ = *topic;
        return message;
    }

    [[nodiscard]] BytesView topic() const { return topic_; }
    [[nodiscard]] unsigned qos() const { return qos_; }
    [[nodiscard]] std::uint16_t packet_id() const { return base::read_u16(rest_); }

    void append_to(Connection& subscriber, unsigned qos) {
        if (qos < qos_) {
            subscriber.unsent += lowered();
            return;
        }
        const std::size_t begin = subscriber.unsent.size();
        subscriber.unsent += frame_.bytes;
        subscriber.unsent[begin] = static_cast<char>(publish << 4 | qos_ << 1);  // no DUP, RETAIN
        if (qos_ == 0) return;
        if (++subscriber.last_packet_id == 0) ++subscriber.last_packet_id;
        const std::size_t id = begin + frame_.bytes.size() - rest_.size();
        subscriber.unsent[id] = static_cast<char>(subscriber.last_packet_id >> 8);
        subscriber.unsent[id + 1] = static_cast<char>(subscriber.last_packet_id & 0xff);
    }

  private:
    /// At QoS 0 what came at QoS 1: without packet identifier. Made when the first one needs it.
    const Bytes& lowered() {
        if (!lowered_.empty()) return lowered_;
        base::append_u8(lowered_, publish << 4);
        base::append_varint(lowered_, frame_.body.size() - 2);
        lowered_ += frame_.body.substr(0, frame_.body.size() - rest_.size());
        lowered_ += rest_.substr(2);
        return lowered_;
    }

    Frame frame_;
    BytesView topic_;
    BytesView rest_;  ///< packet identifier, if any, and payload
    unsigned qos_ = 0;
    Bytes lowered_;
};

/// Who wants what. References to Subscriptions stay good while the table grows.
class SubscriptionTable {
  public:
    void add(BytesView filter, Subscription subscription) {
        const bool is_wildcard = filter.ends_with("/+");
        if (is_wildcard) filter.remove_suffix(2);
        Subscriptions& those = (is_wildcard ? by_parent_ : by_topic_)[Bytes(filter)];
        those.push_back(subscription);
        subscription.subscriber->subscriptions.push_back(&those);
    }

    template <class Visit>
    void for_each(BytesView topic, const Visit& visit) const {
        visit_all(by_topic_, topic, visit);
        const std::size_t parent_size = topic.rfind('/');
        if (!by_parent_.empty() && parent_size != topic.npos)
            visit_all(by_parent_, topic.substr(0, parent_size), visit);
    }

    static void remove(Connection& connection) {
        for (Subscriptions* those : connection.subscriptions)
            std::erase_if(*those, [&](const auto& one) { return one.subscriber == &connection; });
    }

  private:
    template <class Visit>
    static void visit_all(const StringMap<Subscriptions>& map, BytesView key, const Visit& visit) {
        const auto found = map.find(key);
        if (found == map.end()) return;
        for (const Subscription& subscription : found->second) visit(subscription);
    }

    StringMap<Subscriptions> by_topic_;
    StringMap<Subscriptions> by_parent_;  ///< `a/+` at `a`
};

class Relay {
  public:
    explicit Relay(FileDescriptor listener)
        : epoll_(::epoll_create1(EPOLL_CLOEXEC)), listener_(std::move(listener)) {
        watch(EPOLL_CTL_ADD, listener_.number(), EPOLLIN);
    }

    [[noreturn]] void run() {
        std::array<epoll_event, 512> events;
        for (;;) {
            const int count = ::epoll_wait(epoll_.number(), events.data(), events.size(), -1);
            for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)]);
            flush();
            bury();
        }
    }

  private:
    void watch(int operation, int socket, std::uint32_t wanted) {
        epoll_event event{.events = wanted, .data = {.fd = socket}};
        const int failed = ::epoll_ctl(epoll_.number(), operation, socket, &event);
        ASSERT(failed == 0);
    }

    void handle(const epoll_event& event) {
        if (event.data.fd == listener_.number()) return accept_all();
        Connection& connection = *connections_[static_cast<std::size_t>(event.data.fd)];
        if (event.events & EPOLLOUT) touch(connection);
        if (event.events & ~std::uint32_t{EPOLLOUT}) read(connection);
    }

    void accept_all() {
        constexpr int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
        for (;;) {
            FileDescriptor socket(::accept4(listener_.number(), nullptr, nullptr, flags));
            if (!socket.is_open()) return;
            const int number = socket.number(), on = 1;
            ::setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            const auto place = static_cast<std::size_t>(number);
            if (place >= connections_.size()) connections_.resize(place + 1);
            connections_[place] = std::make_unique<Connection>(std::move(socket));
            watch(EPOLL_CTL_ADD, number, EPOLLIN);
        }
    }

    /// Reads once, behind what was left of the last read.
    void read(Connection& connection) {
        const std::size_t kept = connection.unread.copy(buffer_.data(), buffer_.size());
        const ssize_t size =
            ::recv(connection.socket.number(), buffer_.data() + kept, buffer_.size() - kept, 0);
        if (size <= 0) return close(connection);
        BytesView rest(buffer_.data(), kept + static_cast<std::size_t>(size));
        while (!connection.is_closed) {
            const auto frame = take_frame(rest);
            if (!frame) break;
            handle(connection, *frame);
        }
        if (rest.size() == buffer_.size()) return close(connection);
        if (!rest.empty())
            connection.unread = rest;
        else if (kept > 0)
            connection.unread = Bytes();
    }

    void handle(Connection& connection, const Frame& frame) {
        switch (frame.type()) {
            case connect: return answer(connection, connack, BytesView("\0\0", 2));
            case publish: return handle_publish(connection, frame);
            case puback: return;
            case subscribe: return handle_subscribe(connection, frame.body);
            case pingreq: return answer(connection, pingresp, {});
            default: return close(connection);
        }
    }

    void answer(Connection& connection, PacketType type, BytesView body) {
        touch(connection);
        base::append_u8(connection.unsent, unsigned{type} << 4);
        base::append_varint(connection.unsent, body.size());
        connection.unsent += body;
    }

    void handle_publish(Connection& connection, const Frame& frame) {
        auto message = Message::read(frame);
        if (!message) return close(connection);
        if (message->qos() == 1) {
            Bytes id;
            base::append_u16(id, message->packet_id());
            answer(connection, puback, id);
        }
        table_.for_each(message->topic(), [&](const Subscription& subscription) {
            touch(*subscription.subscriber);
            message->append_to(*subscription.subscriber, subscription.qos);
        });
    }

    void handle_subscribe(Connection& connection, BytesView body) {
        Bytes granted(body.substr(0, 2));  // packet identifier
        body.remove_prefix(granted.size());
        while (!body.empty()) {
            const auto filter = take_text(body);
            if (!filter || body.empty()) return close(connection);
            const unsigned qos = std::min(unsigned{base::byte_at(body, 0)}, 1U);
            body.remove_prefix(1);
            table_.add(*filter, {&connection, qos});
            base::append_u8(granted, qos);
        }
        answer(connection, suback, granted);
    }

    /// `connection` is flushed at the end of the turn. It has a buffer until then.
    void touch(Connection& connection) {
        if (connection.is_touched) return;
        connection.is_touched = true;
        touched_.push_back(&connection);
        if (!connection.unsent.empty() || spare_.empty()) return;
        connection.unsent = std::move(spare_.back());
        spare_.pop_back();
    }

    void flush() {
        for (Connection* connection : touched_) {
            connection->is_touched = false;
            send(*connection);
        }
        touched_.clear();
    }

    void send(Connection& connection) {
        const BytesView rest = BytesView(connection.unsent).substr(connection.sent);
        const int socket = connection.socket.number();
        const ssize_t sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return close(connection);
        connection.sent += static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
        drop_sent(connection);
        if (connection.waits_for_room == connection.unsent.empty()) {
            connection.waits_for_room = !connection.unsent.empty();
            watch(EPOLL_CTL_MOD, socket, connection.waits_for_room ? EPOLLIN | EPOLLOUT : EPOLLIN);
        }
        if (connection.unsent.empty()) save_buffer(std::exchange(connection.unsent, {}));
    }

    /// Moves what is unsent to the front once that is the smaller part: a slow reader's backlog
    /// must not be moved with every write.
    static void drop_sent(Connection& connection) {
        if (2 * connection.sent < connection.unsent.size()) return;
        connection.unsent.erase(0, connection.sent);
        connection.sent = 0;
    }

    void save_buffer(Bytes buffer) {
        if (buffer.capacity() <= spare_bytes_max) spare_.push_back(std::move(buffer));
    }

    /// It is buried at the end of the turn: others may have touched it.
    void close(Connection& connection) {
        if (std::exchange(connection.is_closed, true)) return;
        SubscriptionTable::remove(connection);
        closed_.push_back(connection.socket.number());
    }

    void bury() {
        for (const int socket : closed_) connections_[static_cast<std::size_t>(socket)].reset();
        closed_.clear();
    }

    FileDescriptor epoll_;
    FileDescriptor listener_;
    std::vector<std::unique_ptr<Connection>> connections_;  ///< by number of the socket
    SubscriptionTable table_;
    std::vector<Connection*> touched_;
    std::vector<int> closed_;
    std::vector<Bytes> spare_;  ///< empty buffers that have room
    std::vector<char> buffer_ = std::vector<char>(256 << 10);
};

FileDescriptor listen_on_loopback(std::uint16_t port) {
    FileDescriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(listener.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{.sin_family = AF_INET,
                        .sin_port = htons(port),
                        .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    if (::bind(listener.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener.number(), SOMAXCONN) != 0)
        listener.close();
    return listener;
}

void allow_open_files() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int complain(std::string_view text) {
    fmt::print(stderr, "floor_relay: {}\n", text);
    return EXIT_FAILURE;
}

}  // namespace

int main(int argument_count, char** arguments) {
    const BytesView text = argument_count == 2 ? arguments[1] : "";
    std::uint16_t port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    if (port == 0) return complain("usage: floor_relay PORT, on 127.0.0.1");
    allow_open_files();
    FileDescriptor listener = listen_on_loopback(port);
    if (!listener.is_open()) return complain(fmt::format("cannot listen on port {}", port));
    Relay(std::move(listener)).run();
}
