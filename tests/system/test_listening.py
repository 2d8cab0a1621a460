"""Where the server listens: URLs, IPv6, other ports that stand in, proxies."""

import contextlib
import socket
import struct

import pytest
from certificates import openssl
from fieldcast import free_port, run, wait_until
from raw_mqtt import Closed, RawClient, connect


class ProxiedClient(RawClient):
    """A raw client whose bytes come behind a PROXY header."""

    def __init__(self, port, header):
        super().__init__(port)
        self.sends(header)


def text_header(address):
    return f"PROXY TCP4 {address} 127.0.0.1 51234 1883\r\n".encode()


def binary_header(address):
    addresses = socket.inet_aton(address) + socket.inet_aton("127.0.0.1")
    rest = addresses + struct.pack("!HH", 51234, 1883)
    return b"\r\n\r\n\0\r\nQUIT\n\x21\x11" + struct.pack("!H", len(rest)) + rest


@pytest.fixture
def proxied(start_server):
    """A server that expects PROXY headers on `proxy_port`."""
    port = free_port()
    server = start_server("--listen", f"mqtt://127.0.0.1:{port}?proxy-protocol", shards=2)
    server.proxy_port = port
    return server


@pytest.mark.parametrize("header", [text_header, binary_header])
def test_a_proxys_header_tells_the_clients_address(proxied, header):
    device = proxied.add_publisher(proxied.add_channel())
    with ProxiedClient(proxied.proxy_port, header("192.0.2.7")) as client:
        assert client.connects(device) == 0
    with ProxiedClient(proxied.proxy_port, header("192.0.2.8")) as client:
        client.sends(connect(device.client_id, device.username, "wrong"))
        client.is_closed()
    wait_until(lambda: "192.0.2.8:51234: CONNECT refused" in proxied.log, "the address in the log")


@pytest.mark.parametrize("header", [text_header, binary_header])
def test_a_header_may_come_byte_by_byte(proxied, header):
    device = proxied.add_publisher(proxied.add_channel())
    with RawClient(proxied.proxy_port) as client:
        for byte in header("192.0.2.7"):
            client.sends(bytes([byte]))
        assert client.connects(device) == 0


def test_a_header_and_connect_may_come_together(proxied):
    device = proxied.add_publisher(proxied.add_channel())
    both = text_header("192.0.2.7") + connect(
        device.client_id, device.username, device.password
    )
    with RawClient(proxied.proxy_port) as client:
        client.sends(both)
        client.pings()


def test_a_missing_header_is_closed_and_told(proxied):
    with RawClient(proxied.proxy_port) as client:
        client.sends(connect("direct"))
        client.is_closed()
    url = f"mqtt://127.0.0.1:{proxied.proxy_port}?proxy-protocol"
    wait_until(lambda: f"{url} expects a header of the PROXY protocol" in proxied.log, "the reason")


def test_a_header_that_does_not_come_ends_with_the_connect_timeout(start_server):
    port = free_port()
    url = f"mqtt://127.0.0.1:{port}?proxy-protocol"
    server = start_server("--listen", url, "--connect-timeout", "100ms")
    with RawClient(port) as client:
        client.sends(b"PROXY TCP4 ")
        client.is_closed()
    assert f"{url} expects" in server.log


def test_tls_comes_behind_the_header(start_server):
    port = free_port()
    server = start_server("--listen", f"mqtts://127.0.0.1:{port}?proxy-protocol")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as proxy:
        proxy.sendall(binary_header("192.0.2.9"))
        proxy.sendall(b"GET / HTTP/1.1\r\n\r\n")
        with pytest.raises((Closed, ConnectionError)):
            _reads_to_the_end(proxy)
    reason = "192.0.2.9:51234: The client speaks HTTP without TLS"
    wait_until(lambda: reason in server.log, "the reason in the log")


def _reads_to_the_end(connection):
    while connection.recv(1024):
        pass
    raise Closed


def test_ipv6_is_served(start_server):
    port, tls_port = free_port(), free_port()
    urls = ("--listen", f"mqtt://[::1]:{port}", "--listen", f"mqtts://[::1]:{tls_port}")
    server = start_server(*urls)
    with socket.create_connection(("::1", port), timeout=20) as connection:
        connection.sendall(connect("nobody", "x", "y"))
        assert connection.recv(4) == b"\x20\x02\x00\x05"
    answer = openssl("s_client", "-connect", f"[::1]:{tls_port}", "-verify_ip", "::1",
                     "-CAfile", server.path / "tls/ca.pem", "-verify_return_error")  # fmt: skip
    assert "Verify return code: 0 (ok)" in answer.stdout


def test_every_address_is_both_ip_versions(start_server):
    port = free_port()
    start_server("--listen", f"mqtt://[::]:{port}")
    for address in ("127.0.0.1", "::1"):
        with socket.create_connection((address, port), timeout=20) as connection:
            connection.sendall(connect("nobody", "x", "y"))
            assert connection.recv(4) == b"\x20\x02\x00\x05"


def test_every_door_stands_in_the_log_with_its_url(start_server):
    http, https = free_port(), free_port()
    server = start_server("--http-port", http, "--https-port", https)
    for url in (f"mqtt://127.0.0.1:{server.port}", f"http://127.0.0.1:{http}/",
                f"wss://127.0.0.1:{https}/mqtt"):  # fmt: skip
        wait_until(lambda url=url: url in server.log, f"{url} in the log")


def test_a_port_that_was_asked_for_has_no_other_one_to_stand_in(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run("serve", "--data", folder.path, "--bind", "127.0.0.1", "--mqtt-port", "0",
                     "--http-port", port)  # fmt: skip
    assert answer.returncode not in (0, 2)
    assert f"http-port: cannot listen on 127.0.0.1 port {port}" in answer.stderr


@pytest.mark.parametrize("url", ["mqtt://localhost:1883", "ws://127.0.0.1:80", "127.0.0.1:1883"])
def test_a_wrong_url_is_named(folder, url):
    answer = run("serve", "--data", folder.path, "--listen", url)
    assert answer.returncode == 2
    assert f'"{url}" must be a URL' in answer.stderr


@pytest.mark.parametrize(("scheme", "port", "other"), [("http", 80, 8080), ("https", 443, 8443)])
def test_another_port_stands_in_where_one_cannot_be_had(start_server, scheme, port, other):
    """Either the test takes the port, or nobody may."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            stack.enter_context(socket.create_server(("127.0.0.1", port)))
        if not _is_free(other):
            pytest.skip(f"port {other} of this machine is in use")
        server = start_server(environment={f"FIELDCAST_{scheme.upper()}_PORT": ""})
        assert f"{scheme}://127.0.0.1:{other} stands in" in server.log
        socket.create_connection(("127.0.0.1", other), timeout=20).close()


def test_a_configuration_file_has_several_listeners(start_server, folder):
    """One of them alone behind a proxy."""
    direct, proxied = free_port(), free_port()
    folder.path.mkdir()
    (folder.path / "fieldcast.toml").write_text(
        f'listen = ["mqtt://127.0.0.1:{direct}", "mqtt://127.0.0.1:{proxied}?proxy-protocol"]\n'
    )
    server = start_server()
    device = server.add_publisher(server.add_channel())
    with RawClient(direct) as client:
        assert client.connects(device) == 0
    with ProxiedClient(proxied, text_header("192.0.2.7")) as client:
        assert client.connects(device) == 0
    with RawClient(proxied) as client:
        client.sends(connect("direct"))
        client.is_closed()


def _is_free(port):
    with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False
