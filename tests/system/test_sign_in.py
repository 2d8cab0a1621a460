"""Setting a server up, signing in and out, and what a browser's cookie is worth. The rules are
those of OWASP's ASVS 5.0 for sessions, for cookies and against forged requests."""

import re

import pytest
from browser_session import BrowserSession
from fieldcast import free_port, wait_until

pytestmark = pytest.mark.threads

PASSWORD = "correct horse"
SET_UP_LINK = re.compile(r"http://127\.0\.0\.1:\d+/welcome#(\S+)")


@pytest.fixture
def start_page(start_server):
    """Starts a server with a page, over HTTP and HTTPS."""

    def start(*options):
        ports = ("--http-port", free_port(), "--https-port", free_port())
        return start_server(*ports, *options)

    return start


@pytest.fixture
def page(start_page):
    """A server whose first user is ada, an administrator."""
    server = start_page()
    server.command("user", "add", "ada", "--password-stdin", standard_input=PASSWORD)
    return server


@pytest.fixture
def ada(page):
    session = BrowserSession(page.http_port)
    assert session.signs_in("ada", PASSWORD) == 200
    return session


def set_up_token(server):
    return wait_until(lambda: SET_UP_LINK.search(server.log), "the set-up link").group(1)


def test_the_link_that_a_new_server_prints_makes_the_first_user(start_page):
    server = start_page()
    browser = BrowserSession(server.http_port)
    assert browser.get("/api/v1/session")["is_set_up"] is False
    token = set_up_token(server)
    assert browser.get(f"/api/v1/welcome?token={token}")["purpose"] == "setup"
    chosen = {"token": token, "user": "ada", "password": PASSWORD}
    status, _, answer = browser.asks("POST", "/api/v1/welcome", chosen)
    assert status == 200 and answer["user"]["role"] == "administrator"
    assert browser.is_signed_in()
    status, _, answer = browser.asks("POST", "/api/v1/welcome", {**chosen, "user": "eve"})
    assert status == 410 and "fieldcast user link" in answer["error"]["details"]
    assert [user["user"] for user in server.command("user", "list")] == ["ada"]


def test_the_first_user_gets_what_the_demo_has_made(start_page):
    server = start_page("--demo")
    browser = BrowserSession(server.http_port)
    chosen = {"token": set_up_token(server), "user": "ada", "password": PASSWORD}
    assert browser.asks("POST", "/api/v1/welcome", chosen)[0] == 200
    assert [channel["owner"] for channel in browser.get("/api/v1/channels")] == ["ada"]


def test_a_server_that_is_set_up_prints_no_link(page):
    page.restarts()
    assert len(SET_UP_LINK.findall(page.log)) == 2  # the first start's: on screen, in the log


def test_passwords_that_are_too_short_are_refused(start_page):
    server = start_page()
    browser = BrowserSession(server.http_port)
    chosen = {"token": set_up_token(server), "user": "ada", "password": "short"}
    status, _, answer = browser.asks("POST", "/api/v1/welcome", chosen)
    assert status == 422 and "8 to 1024" in answer["error"]["details"]


def test_a_cookie_over_tls_belongs_to_this_host_alone(page):
    https = BrowserSession(int(page.option("--https-port")), page.path / "tls/ca.pem")
    assert https.signs_in("ada", PASSWORD) == 200
    assert list(https.cookies) == ["__Host-fieldcast"]
    assert {"secure", "httponly"} <= set(https.attributes)
    assert https.attributes["samesite"] == "Strict" and https.attributes["path"] == "/"
    assert "domain" not in https.attributes
    assert https.is_signed_in()


def test_a_cookie_without_tls_is_not_worth_anything_with_it(page, ada):
    assert {"httponly", "samesite"} <= set(ada.attributes)
    https = BrowserSession(int(page.option("--https-port")), page.path / "tls/ca.pem")
    https.cookies = dict(ada.cookies)
    assert not https.is_signed_in()


def test_each_sign_in_has_a_token_of_its_own(page, ada):
    again = BrowserSession(page.http_port)
    again.cookies = {"fieldcast": "chosen-by-somebody-else"}
    assert again.signs_in("ada", PASSWORD) == 200
    assert again.cookies["fieldcast"] not in ("chosen-by-somebody-else", ada.cookies["fieldcast"])


def test_an_unknown_user_is_refused_as_a_wrong_password_is(page):
    browser = BrowserSession(page.http_port)
    body = {"password": "wrong password"}
    wrong = browser.asks("POST", "/api/v1/session", {"user": "ada", **body})
    unknown = browser.asks("POST", "/api/v1/session", {"user": "nobody", **body})
    assert wrong[0] == unknown[0] == 401
    assert wrong[2] == unknown[2]


def test_guessing_is_slowed_down_for_the_account_wherever_it_comes_from(page):
    browser = BrowserSession(page.http_port)
    assert [browser.signs_in("ada", f"guess {n}") for n in range(10)] == [401] * 10
    status, headers, answer = browser.asks(
        "POST", "/api/v1/session", {"user": "ada", "password": PASSWORD}
    )
    assert status == 429 and 0 < int(headers["Retry-After"]) <= 60
    assert "Try again in" in answer["error"]["details"]


def test_another_sites_page_can_not_use_the_cookie(ada):
    change = ("PATCH", "/api/v1/account", {"time_zone": "Europe/Berlin"})
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": None},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        status, _, answer = ada.asks(*change, headers=headers)
        assert status == 403 and "own page" in answer["error"]["details"], headers
    assert ada.asks(*change)[0] == 200
    assert ada.get("/api/v1/account")["time_zone"] == "Europe/Berlin"


def test_another_sites_page_can_not_sign_somebody_in(page):
    browser = BrowserSession(page.http_port)
    body = {"user": "ada", "password": PASSWORD}
    status, _, _ = browser.asks(
        "POST", "/api/v1/session", body, headers={"Origin": "http://evil.example"}
    )
    assert status == 403 and not browser.cookies


def test_signing_out_ends_the_sign_in_on_the_server(page, ada):
    stolen = BrowserSession(page.http_port)
    stolen.cookies = dict(ada.cookies)
    assert stolen.is_signed_in()
    assert ada.asks("DELETE", "/api/v1/session")[0] == 200
    assert not ada.cookies
    assert not stolen.is_signed_in()


def test_a_sign_in_survives_a_restart(page, ada):
    page.restarts()
    assert ada.is_signed_in()


def test_another_password_ends_all_other_sign_ins(page, ada):
    other = BrowserSession(page.http_port)
    assert other.signs_in("ada", PASSWORD) == 200
    wrong = {"current": "wrong password", "new": "battery staple"}
    assert ada.asks("POST", "/api/v1/account/password", wrong)[0] == 403
    right = {"current": PASSWORD, "new": "battery staple"}
    assert ada.asks("POST", "/api/v1/account/password", right)[0] == 200
    assert ada.is_signed_in() and not other.is_signed_in()
    assert other.signs_in("ada", PASSWORD) == 401
    assert other.signs_in("ada", "battery staple") == 200


def test_sign_ins_are_listed_and_ended_one_by_one(page, ada):
    other = BrowserSession(page.http_port)
    assert other.signs_in("ada", PASSWORD) == 200
    sign_ins = ada.get("/api/v1/account/sessions")
    assert [sign_in["is_this"] for sign_in in sign_ins] == [True, False]
    assert sign_ins[1]["address"] == "127.0.0.1"
    assert ada.asks("DELETE", f"/api/v1/account/sessions/{sign_ins[1]['id']}")[0] == 200
    assert ada.is_signed_in() and not other.is_signed_in()


def test_an_invited_user_chooses_a_password_once(page, ada):
    status, _, bob = ada.asks("POST", "/api/v1/users", {"user": "bob", "role": "user"})
    assert status == 201 and bob["role"] == "user"
    token = bob["link"].removeprefix("/welcome#")
    browser = BrowserSession(page.http_port)
    assert browser.get(f"/api/v1/welcome?token={token}")["user"] == "bob"
    chosen = {"token": token, "password": "tr0ub4dor"}
    assert browser.asks("POST", "/api/v1/welcome", chosen)[0] == 200
    assert browser.get("/api/v1/account")["user"] == "bob"
    assert BrowserSession(page.http_port).asks("POST", "/api/v1/welcome", chosen)[0] == 410


def test_users_are_administered_by_administrators_alone(page, ada):
    ada.asks("POST", "/api/v1/users", {"user": "bob", "role": "user"})
    page.command("user", "password", "bob", "--password-stdin", standard_input="tr0ub4dor")
    bob = BrowserSession(page.http_port)
    assert bob.signs_in("bob", "tr0ub4dor") == 200
    assert bob.asks("GET", "/api/v1/users")[0] == 403
    assert bob.asks("PATCH", "/api/v1/users/bob", {"role": "administrator"})[0] == 403
    assert ada.asks("PATCH", "/api/v1/users/ada", {"role": "user"})[0] == 400
    assert ada.asks("PATCH", "/api/v1/users/bob", {"role": "administrator"})[0] == 200
    assert [user["role"] for user in bob.get("/api/v1/users")] == ["administrator"] * 2
    assert ada.asks("DELETE", "/api/v1/users/bob")[0] == 200
    assert not bob.is_signed_in()


def test_a_user_key_can_be_renewed(page, ada):
    before = ada.get("/api/v1/account")["user_api_key"]
    _, _, answer = ada.asks("POST", "/api/v1/account/key")
    assert answer["user_api_key"] != before
    script = BrowserSession(page.http_port)
    bearer = {"Authorization": f"Bearer {answer['user_api_key']}", "Origin": None}
    assert script.asks("GET", "/api/v1/account", headers=bearer)[0] == 200
    bearer = {"Authorization": f"Bearer {before}", "Origin": None}
    assert script.asks("GET", "/api/v1/account", headers=bearer)[0] == 401


def test_administrators_see_what_the_server_is_and_has(page, ada):
    page.add_channel()
    status = ada.get("/api/v1/server")
    assert (status["users"], status["channels"], status["devices"]) == (1, 1, 0)
    assert status["storage"]["bytes"] > 0 and status["storage"]["free_bytes"] > 0
    assert status["memory"]["resident_bytes"] > 1_000_000
    assert status["connections"] >= 1
    assert {"tcp", "ws", "wss"} == {door["transport"] for door in status["doors"]}
    assert status["certificate"]["is_own"] and status["certificate"]["days_left"] > 300
    assert "127.0.0.1" in status["certificate"]["names"]
    assert page.command("status")["users"] == 1
    page.stops()
    assert "No server runs" in page.fails("status")
