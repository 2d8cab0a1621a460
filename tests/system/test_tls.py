"""MQTT over TLS: mosquitto's commands, Python's ssl and `openssl s_client` as clients."""

import os
import signal
import socket
import ssl
import subprocess
import urllib.request

import pytest
from certificates import Authority, openssl
from fieldcast import Guest, free_port, run, wait_until
from raw_mqtt import RawClient, connect
from real_clients import MosquittoSub, mosquitto_pub


class TlsClient(RawClient):
    """A raw client behind Python's ssl."""

    def __init__(self, port, context, session=None):
        super().__init__(port)
        self._socket = context.wrap_socket(
            self._socket, server_hostname="127.0.0.1", session=session
        )

    @property
    def tls(self):
        return self._socket


@pytest.fixture
def start_tls(start_server):
    """Starts a server with a port for MQTT over TLS, its `tls_port`."""

    def start(*options, **how):
        port = free_port()
        server = start_server("--mqtts-port", port, *options, **how)
        server.tls_port = port
        server.ca_file = server.path / "tls/ca.pem"
        return server

    return start


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "certificates")


def trusting(ca_file, certificate=None):
    context = ssl.create_default_context(cafile=ca_file)
    if certificate:
        context.load_cert_chain(certificate.pem, certificate.key)
    return context


def serial_of(server, ca_file):
    """Of the certificate that the server shows now."""
    with TlsClient(server.tls_port, trusting(ca_file)) as client:
        return client.tls.getpeercert()["serialNumber"]


def test_the_servers_own_certificate_serves_mosquittos_commands(start_tls):
    server = start_tls(shards=2)
    channel = server.add_channel()
    publisher, subscriber = server.add_publisher(channel), server.add_subscriber(channel)
    words = ("--cafile", str(server.ca_file), "-p", str(server.tls_port))
    received = MosquittoSub(server, subscriber, channel.subscribe_field(1), more=words)
    answer = mosquitto_pub(server, publisher, channel.publish, "field1=7", "-q", "1", *words)
    assert answer.returncode == 0, answer.stderr
    assert received.receives().text == "7"
    received.ends()


def test_clients_fetch_the_authority_and_trust_the_server_by_name(start_server):
    http, https = free_port(), free_port()
    server = start_server("--http-port", http, "--https-port", https,
                          "--tls-names", "greenhouse.example")  # fmt: skip
    ca_file = server.path / "fetched.pem"
    with urllib.request.urlopen(f"http://127.0.0.1:{http}/ca.pem", timeout=30) as answer:
        ca_file.write_bytes(answer.read())
    for name in ("localhost", "127.0.0.1", socket.gethostname(), "greenhouse.example"):
        url = f"https://{name}:{https}/channels/public.json"
        done = subprocess.run(
            ["curl", "-sS", "--cacert", ca_file, "--resolve", f"{name}:{https}:127.0.0.1", url],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        assert '"channels":[]' in done.stdout, done.stderr


def test_a_client_moves_to_its_shard_with_its_tls(start_tls):
    server = start_tls(shards=4)
    channel = server.add_channel()
    context = trusting(server.ca_file)
    for _ in range(8):
        device = server.add_publisher(channel)
        with TlsClient(server.tls_port, context) as client:
            assert client.connects(device) == 0


@pytest.mark.parametrize("version", ["1_2", "1_3"])
def test_tls_1_2_and_1_3_are_spoken(start_tls, version):
    server = start_tls()
    answer = openssl("s_client", "-connect", f"127.0.0.1:{server.tls_port}", f"-tls{version}",
                     "-CAfile", server.ca_file, "-verify_return_error")  # fmt: skip
    assert f"New, TLSv{version.replace('_', '.')}" in answer.stdout
    assert "Verify return code: 0 (ok)" in answer.stdout


@pytest.mark.parametrize("compat", [(), ("--tls-compat",)], ids=["strict", "compatible"])
def test_tls_1_1_is_not_spoken(start_tls, compat):
    server = start_tls(*compat)
    openssl("s_client", "-connect", f"127.0.0.1:{server.tls_port}", "-tls1_1",
            "-cipher", "ALL:@SECLEVEL=0")  # fmt: skip
    wait_until(lambda: "does not speak TLS 1.2 or 1.3" in server.log, "the reason in the log")


def test_sessions_are_resumed_on_every_shard_and_after_a_reload(start_tls, authority):
    given = authority.issues("server")
    server = start_tls("--tls-cert", given.pem, "--tls-key", given.key, shards=4)
    context = trusting(authority.pem)
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # whose ticket comes with the handshake
    with TlsClient(server.tls_port, context) as client:
        session = client.tls.session
    for _ in range(8):
        with TlsClient(server.tls_port, context, session) as client:
            assert client.tls.session_reused
    first = serial_of(server, authority.pem)
    authority.issues("server")
    wait_until(lambda: serial_of(server, authority.pem) != first, "the new certificate")
    with TlsClient(server.tls_port, context, session) as client:
        assert client.tls.session_reused


def test_s_client_resumes_its_session(start_tls, tmp_path):
    server = start_tls(shards=4)
    words = ("s_client", "-connect", f"127.0.0.1:{server.tls_port}", "-tls1_2")
    assert "New, TLSv1.2" in openssl(*words, "-sess_out", tmp_path / "session").stdout
    assert "Reused, TLSv1.2" in openssl(*words, "-sess_in", tmp_path / "session").stdout


def test_a_hangup_signal_brings_a_new_certificate_and_leaves_connections(start_tls, authority):
    given = authority.issues("server")
    server = start_tls("--tls-cert", given.pem, "--tls-key", given.key)
    device = server.add_publisher(server.add_channel())
    first = serial_of(server, authority.pem)
    with TlsClient(server.tls_port, trusting(authority.pem)) as client:
        assert client.connects(device) == 0
        authority.issues("server")
        os.kill(server.pid, signal.SIGHUP)
        wait_until(lambda: serial_of(server, authority.pem) != first, "the new certificate")
        client.pings()


@pytest.fixture
def certified(start_tls, authority):
    """A server with a certificate by configuration, `given`."""
    given = authority.issues("server")
    server = start_tls("--tls-cert", given.pem, "--tls-key", given.key)
    server.given = given
    return server


def test_an_expired_certificate_is_kept_out(certified, authority):
    first = serial_of(certified, authority.pem)
    authority.issues("server", days=-1)
    os.kill(certified.pid, signal.SIGHUP)
    wait_until(lambda: f"{certified.given.pem} has expired" in certified.log, "the file's name")
    assert serial_of(certified, authority.pem) == first


@pytest.mark.parametrize("which", ["pem", "key"])
def test_an_unreadable_certificate_is_kept_out(certified, authority, which):
    first = serial_of(certified, authority.pem)
    broken = getattr(certified.given, which)
    broken.write_text("no certificate, no key")
    wait_until(lambda: "TLS goes on with what it had" in certified.log, "the reason in the log")
    assert str(broken) in certified.log
    assert serial_of(certified, authority.pem) == first


def test_an_expired_certificate_ends_the_start(folder, authority):
    given = authority.issues("server", days=-1)
    answer = run("serve", "--data", folder.path, "--mqtt-port", "0", "--mqtts-port", free_port(),
                 "--tls-cert", given.pem, "--tls-key", given.key)  # fmt: skip
    assert answer.returncode not in (0, 2)
    assert f"{given.pem} has expired" in answer.stderr


def test_plain_mqtt_on_the_tls_port_is_named_in_the_log(start_tls):
    server = start_tls()
    with RawClient(server.tls_port) as client:
        client.sends(connect("plain"))
        client.is_closed()
    wait_until(lambda: "speaks MQTT without TLS" in server.log, "the reason in the log")


@pytest.mark.parametrize(
    ("first", "reason"),
    [(b"\x16\x03\x01\x02\x00\x01", "speaks TLS on a port for plain MQTT"),
     (b"GET /mqtt HTTP/1.1\r\n", "speaks HTTP on a port for MQTT")],
)  # fmt: skip
def test_tls_and_http_on_the_plain_port_are_named_in_the_log(start_server, first, reason):
    server = start_server()
    with RawClient(server.port) as client:
        client.sends(first)
        client.is_closed()
    wait_until(lambda: reason in server.log, "the reason in the log")


def test_a_client_that_distrusts_the_server_is_named_in_the_log(start_tls, authority):
    server = start_tls()
    with pytest.raises(ssl.SSLCertVerificationError):
        TlsClient(server.tls_port, trusting(authority.pem))
    wait_until(lambda: "does not trust the authority" in server.log, "the reason in the log")


def test_silence_in_the_handshake_ends_with_the_connect_timeout(start_tls):
    server = start_tls("--connect-timeout", "100ms")
    with RawClient(server.tls_port) as client:
        client.sends(b"\x16\x03\x01")
        client.is_closed()


@pytest.fixture
def start_with_identity(start_tls, authority):
    def start(which):
        return start_tls(
            "--tls-client-ca", authority.pem, "--tls-client-certificates", which,
            "--tls-certificate-identity", shards=2,
        )  # fmt: skip

    return start


def connects_certified(server, authority, common_name, client_id):
    """CONNECT without user name and password; returns the CONNACK's code."""
    certificate = authority.issues(common_name)
    with TlsClient(server.tls_port, trusting(server.ca_file, certificate)) as client:
        return client.connects(Guest(client_id))


def test_a_devices_certificate_stands_for_its_password(start_with_identity, authority):
    server = start_with_identity("required")
    channel = server.add_channel()
    device, other = server.add_publisher(channel), server.add_publisher(channel)
    assert connects_certified(server, authority, device.client_id, device.client_id) == 0
    assert connects_certified(server, authority, device.client_id, other.client_id) == 5
    assert connects_certified(server, authority, "nobody", device.client_id) == 5


def test_a_required_certificate_is_missed(start_with_identity):
    server = start_with_identity("required")
    context = trusting(server.ca_file)
    with TlsClient(server.tls_port, context) as client, pytest.raises(ssl.SSLError):
        client.tls.recv(1)
    wait_until(lambda: "requires one" in server.log, "the reason in the log")


def test_without_an_optional_certificate_the_password_counts(start_with_identity):
    server = start_with_identity("optional")
    device = server.add_publisher(server.add_channel())
    with TlsClient(server.tls_port, trusting(server.ca_file)) as client:
        assert client.connects(device) == 0


def test_bytes_of_many_records_come_through(start_tls):
    server = start_tls("--general-topics", "bulk", "--anonymous", "--packet-bytes-max", "1MiB")
    payload = bytes(range(256)) * 2_000
    context = trusting(server.ca_file)
    with TlsClient(server.tls_port, context) as client:
        assert client.connects(Guest("guest")) == 0
        client.subscribes("bulk")
        client.publishes("bulk", payload)
        assert client.receives().payload == payload


def test_a_tls_port_in_use_is_refused_with_its_option(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run("serve", "--data", folder.path, "--bind", "127.0.0.1", "--mqtt-port", "0",
                     "--mqtts-port", port)  # fmt: skip
    assert answer.returncode not in (0, 2)
    assert "mqtts-port: cannot listen" in answer.stderr
    assert str(port) in answer.stderr
