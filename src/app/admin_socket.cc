#include "app/admin_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "net/file_descriptor.h"
#include "server/administration.h"

namespace fieldcast::app {
namespace {

using net::FileDescriptor;
using Done = base::Result<void, std::string>;

/// A socket's path, and what keeps a shortened one valid.
struct SocketPath {
    sockaddr_un address{};
    FileDescriptor folder;
};

/// A path has 107 bytes at most; a longer one goes by way of its open folder.
std::optional<SocketPath> socket_path(const std::string& data_folder) {
    SocketPath path;
    path.address.sun_family = AF_UNIX;
    std::string text = fmt::format("{}/{}", data_folder, server::admin_socket_name);
    if (text.size() >= sizeof path.address.sun_path) {
        path.folder = FileDescriptor{::open(data_folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
        if (!path.folder.is_open()) return std::nullopt;
        text = fmt::format("/proc/self/fd/{}/{}", path.folder.number(), server::admin_socket_name);
    }
    std::memcpy(path.address.sun_path, text.data(), text.size());
    return path;
}

/// The server's process, for errors.
std::string peer_of(const FileDescriptor& socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket.number(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return "The server";
    return fmt::format("The server (process {})", credentials.pid);
}

void be_patient(const FileDescriptor& socket, base::Milliseconds patience) {
    const auto seconds = std::chrono::floor<base::Seconds>(patience);
    const timeval longest{.tv_sec = seconds.count(),
                          .tv_usec = std::chrono::microseconds{patience - seconds}.count()};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
}

Done send_all(const FileDescriptor& socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0)
            return std::unexpected(fmt::format("{} does not take the request: {}.", peer_of(socket),
                                               std::strerror(errno)));
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

std::string no_answer(const FileDescriptor& socket, ssize_t received) {
    const bool waited = received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    return fmt::format(
        "{} {}. Whether it was done is not known: look with a list or show command, and see the "
        "server's log.",
        peer_of(socket), waited ? "does not answer" : "closed the connection without an answer");
}

base::Result<std::string, std::string> receive_line(const FileDescriptor& socket) {
    std::string answer;
    char buffer[16 * 1024];
    while (!answer.ends_with('\n')) {
        const ssize_t received = ::recv(socket.number(), buffer, sizeof buffer, 0);
        if (received < 0 && errno == EINTR) continue;
        if (received <= 0) return std::unexpected(no_answer(socket, received));
        answer.append(buffer, static_cast<std::size_t>(received));
    }
    answer.pop_back();
    return answer;
}

/// A connected socket, or a closed one if nobody listens.
base::Result<FileDescriptor, std::string> connect_to(const std::string& data_folder) {
    const auto path = socket_path(data_folder);
    if (!path) return FileDescriptor{};
    FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const auto* const address = reinterpret_cast<const sockaddr*>(&path->address);
    if (::connect(socket.number(), address, sizeof path->address) == 0) return socket;
    if (errno == EACCES || errno == EPERM)
        return std::unexpected(
            fmt::format("You may not talk to the server on {}. Run this as the user that the "
                        "server runs as.",
                        data_folder));
    return FileDescriptor{};
}

}  // namespace

base::Result<std::optional<std::string>, std::string> ask_server(const std::string& data_folder,
                                                                 std::string_view request,
                                                                 base::Milliseconds patience) {
    const FileDescriptor socket = TRY(connect_to(data_folder));
    if (!socket.is_open()) return std::nullopt;
    be_patient(socket, patience);
    TRY(send_all(socket, fmt::format("{}\n", request)));
    return TRY(receive_line(socket));
}

}  // namespace fieldcast::app
