"""The machine: what its cores do, what a process has used, free ports, files that may be open."""

import os
import resource
import socket
import subprocess
from itertools import count
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_ports = count(20_000 + os.getpid() % 8_000)


def free_port():
    """A port below those that the kernel gives to clients, so that none of them takes it."""
    while True:
        port = 20_000 + (next(_ports) - 20_000) % 12_000
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def busy_seconds(cores):
    """How long these cores have worked for whomever, the hypervisor's other guests included."""
    spent = 0
    for line in Path("/proc/stat").read_text().splitlines():
        name, *times = line.split()
        if name in {f"cpu{core}" for core in cores}:
            user, nice, kernel, _idle, _waiting, irq, softirq, steal = map(int, times[:8])
            spent += user + nice + kernel + irq + softirq + steal
    return spent / TICKS_PER_S


def cpu_seconds(pid):
    """What all threads of a process have used."""
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / TICKS_PER_S


def children_cpu_seconds():
    """What our children have used that have ended and been waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def resident_bytes(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def allow_open_files():
    """For the brokers, which inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def make_certificate(folder):
    """The same for all brokers: a self-signed one with a P-256 key. Returns it and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "30", "-subj", "/CN=localhost", "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
