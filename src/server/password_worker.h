#pragma once
// Passwords of people: checked and hashed by a thread of its own, as each takes tens of
// milliseconds by design. Kind of state: *owned* by its thread.

#include "base/clock.h"
#include "devices/sign_in_throttle.h"
#include "server/post_office.h"

namespace fieldcast::server {

class PasswordWorker {
  public:
    PasswordWorker(const base::Clock& clock, PostOffice& post) : clock_(clock), post_(post) {}

    /// Until StopPasswordWorker.
    void run();

  private:
    void handle(const PasswordTask& task);
    void handle(const StopPasswordWorker&) { stopping_ = true; }
    [[nodiscard]] api::TaskResult carry_out(const api::CheckPassword& check);
    [[nodiscard]] static api::TaskResult carry_out(const api::HashPassword& task);

    const base::Clock& clock_;
    PostOffice& post_;
    devices::SignInThrottle throttle_;
    bool stopping_ = false;
};

}  // namespace fieldcast::server
