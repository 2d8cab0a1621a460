#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>
#include <filesystem>

#include "net/address.h"
#include "net/event_loop.h"
#include "net/listener.h"
#include "net/stream.h"

namespace fieldcast::net {
namespace {

class Noting final : public EventHandler {
  public:
    void on_readable() override { ++readable; }
    void on_writable() override { ++writable; }
    void on_hangup() override { ++hangups; }
    int readable = 0;
    int writable = 0;
    int hangups = 0;
};

struct SocketPair {
    SocketPair() {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
        ours = make_tcp_stream(FileDescriptor{ends[0]});
        theirs = FileDescriptor{ends[1]};
    }
    std::unique_ptr<Stream> ours;
    FileDescriptor theirs;
};

void turn(EventLoop& loop) {
    loop.wait(base::Milliseconds{0});
    loop.dispatch();
}

TEST(EventLoop, TellsWhatAHandlerIsInterestedIn) {
    EventLoop loop;
    Noting handler;
    SocketPair pair;
    loop.add(pair.ours->descriptor(), handler, Interest::readable);
    turn(loop);
    EXPECT_EQ(handler.readable, 0);
    ASSERT_EQ(::send(pair.theirs.number(), "x", 1, 0), 1);
    turn(loop);
    turn(loop);
    EXPECT_EQ(handler.readable, 2);  // level-triggered: as long as it is there
    loop.change(pair.ours->descriptor(), handler, Interest::writable);
    turn(loop);
    EXPECT_EQ(handler.readable, 2);
    EXPECT_EQ(handler.writable, 1);
}

TEST(EventLoop, TellsAHangupAlsoWhenNothingIsRead) {
    EventLoop loop;
    Noting handler;
    SocketPair pair;
    loop.add(pair.ours->descriptor(), handler, Interest::nothing);
    pair.theirs.close();
    turn(loop);
    EXPECT_EQ(handler.hangups, 1);
    loop.remove(pair.ours->descriptor());
    turn(loop);
    EXPECT_EQ(handler.hangups, 1);
}

TEST(TcpStream, ReadsWhatIsThereAndSeesTheEnd) {
    SocketPair pair;
    char bytes[8];
    EXPECT_EQ(pair.ours->read(bytes).bytes, 0U);
    EXPECT_EQ(pair.ours->read(bytes).state, StreamState::open);
    ASSERT_EQ(::send(pair.theirs.number(), "abc", 3, 0), 3);
    EXPECT_EQ(pair.ours->read(bytes).bytes, 3U);
    pair.theirs.close();
    EXPECT_EQ(pair.ours->read(bytes).state, StreamState::closed);
}

TEST(TcpStream, WritesOnlyWhatThePeerHasRoomFor) {
    SocketPair pair;
    const std::string much(10'000'000, 'x');
    const WriteResult result = pair.ours->write(much);
    EXPECT_EQ(result.state, StreamState::open);
    EXPECT_GT(result.bytes, 0U);
    EXPECT_LT(result.bytes, much.size());
    pair.theirs.close();
    EXPECT_EQ(pair.ours->write(much).state, StreamState::closed);
}

TEST(Listener, NamesThePortAndTheRemedyWhenItIsTaken) {
    const auto first = listen_tcp("127.0.0.1", 0);
    ASSERT_TRUE(first);
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    ::getsockname(first->number(), reinterpret_cast<sockaddr*>(&bound), &size);
    const std::uint16_t port = ntohs(bound.sin_port);
    const auto second = ensure_port_is_free("127.0.0.1", port);
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().find(std::to_string(port)), std::string::npos);
    EXPECT_NE(second.error().find("choose another port"), std::string::npos);
}

TEST(Listener, RefusesWhatIsNoAddress) {
    const auto listener = listen_tcp("localhorst", 0);
    ASSERT_FALSE(listener);
    EXPECT_NE(listener.error().find("'localhorst' is no address"), std::string::npos);
}

TEST(Listener, MakesAUnixSocketForItsOwnerAloneHoweverLongThePath) {
    const auto folder =
        std::filesystem::temp_directory_path() / std::string(120, 'x') / std::to_string(::getpid());
    std::filesystem::create_directories(folder);
    {
        const auto listener = listen_unix(folder.string(), "s.sock");
        ASSERT_TRUE(listener) << listener.error();
        struct stat status {};
        ASSERT_EQ(::stat((folder / "s.sock").c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600U);
        EXPECT_TRUE(listen_unix(folder.string(), "s.sock"));  // replaces what is left over
    }
    std::filesystem::remove_all(folder.parent_path());
}

TEST(Address, IsShownAsPeopleWriteIt) {
    sockaddr_storage storage{};
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(51234);
    ipv4.sin_addr.s_addr = htonl(0xc0000207);
    std::memcpy(&storage, &ipv4, sizeof ipv4);
    EXPECT_EQ(Address::from(storage).to_string(), "192.0.2.7:51234");
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(80);
    ipv6.sin6_addr.s6_addr[15] = 1;
    std::memcpy(&storage, &ipv6, sizeof ipv6);
    EXPECT_EQ(Address::from(storage).to_string(), "[::1]:80");
    storage.ss_family = AF_UNIX;
    EXPECT_EQ(Address::from(storage).to_string(), "local");
}

}  // namespace
}  // namespace fieldcast::net
