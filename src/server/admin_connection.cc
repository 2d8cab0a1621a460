#include "server/admin_connection.h"

#include "server/administration.h"
#include "server/shard.h"

namespace fieldcast::server {
namespace {

constexpr base::Milliseconds silence_allowed{600'000};

}  // namespace

std::size_t AdminConnection::consume(base::BytesView bytes) {
    std::size_t used = 0;
    for (;;) {
        const std::size_t end = bytes.find('\n', used);
        if (end == base::BytesView::npos) break;
        shard().post(AdminRequest{.shard = shard().index(),
                                  .connection = id(),
                                  .line = std::string{bytes.substr(used, end - used)}});
        used = end + 1;
    }
    if (bytes.size() - used > admin_request_bytes_max) leave();
    return used;
}

void AdminConnection::on_admin_reply(std::string_view line) {
    base::Bytes& out = buffer();
    out.append(line);
    out.push_back('\n');
}

base::Instant AdminConnection::check_deadlines(base::Instant now) {
    const base::Instant due = last_read_at() + silence_allowed;
    if (due <= now) leave();
    return due;
}

}  // namespace fieldcast::server
