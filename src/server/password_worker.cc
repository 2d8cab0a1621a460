#include "server/password_worker.h"

#include "devices/credentials.h"

namespace fieldcast::server {

void PasswordWorker::run() {
    while (!stopping_)
        for (const PasswordLetter& letter : post_.passwords.wait_and_take(base::Milliseconds{-1}))
            std::visit([this](const auto& content) { handle(content); }, letter);
}

void PasswordWorker::handle(const PasswordTask& task) {
    auto result = std::visit([this](const auto& content) { return carry_out(content); }, task.task);
    post_.shards[task.shard].post(TaskDone{task.connection, std::move(result)});
}

api::TaskResult PasswordWorker::carry_out(const api::CheckPassword& check) {
    const auto wait = throttle_.wait(check.account, check.address, clock_.now());
    if (wait) return api::PasswordChecked{.wait = std::chrono::ceil<base::Seconds>(*wait)};
    const bool matches = devices::user_password_matches(
        check.password, check.hash.empty() ? devices::hash_of_no_password() : check.hash);
    if (matches)
        throttle_.note_right(check.account);
    else
        throttle_.note_wrong(check.account, check.address, clock_.now());
    return api::PasswordChecked{.matches = matches};
}

api::TaskResult PasswordWorker::carry_out(const api::HashPassword& task) {
    return api::PasswordHashed{devices::hash_user_password(task.password)};
}

}  // namespace fieldcast::server
