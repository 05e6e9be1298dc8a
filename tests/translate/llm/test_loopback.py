"""The text of pages is given to a server of this machine alone, whatever an address says."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import ModelError, UsageError
from dragoman.translate import Translator
from dragoman.translate.llm import chosen, loopback
from dragoman.translate.llm.loopback import Address, NotThisMachine, connected
from dragoman.translate.llm.server import Server
from tests.support.llm_server import scripted
from tests.support.no_network import forget_attempts
from tests.support.places import ROOT

ELSEWHERE = [
    "http://192.0.2.1:8080",
    "http://[2001:db8::1]:8080",
    "http://[::ffff:192.0.2.1]:8080",
    "http://0.0.0.0:8080",
    "http://[::]:8080",
    "http://10.0.0.5:8080",
    "http://169.254.1.1:8080",
    "http://128.0.0.1:8080",
    "http://example.org:8080",
    "http://localhost.example.org:8080",
    "http://127.0.0.1.nip.example:8080",
    "http://127.0.0.1@192.0.2.1:8080",
    "http://:secret@127.0.0.1:8080",
    "http://2130706433:8080",
    "http://0x7f000001:8080",
    "http://127.1:8080",
    "http://llm.local:8080",
    "http://ⓛocalhost:8080",
    "https://127.0.0.1:8080",
    "ftp://127.0.0.1:8080",
    "unix:/run/llm.sock",
    "http://127.0.0.1",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:8080/?to=http://192.0.2.1",
    "http://[127.0.0.1:8080",
    "http://",
    "8080",
    "http://[::1%evil.example]:8080",
    "http://[::1%25lo]:8080",
    "http://127.0.0.1:8080/путь",
    "http://127.0.0.1:8080/a b",
    "http://127.0.0.1:8080/\x7f",
]
HERE = {
    "http://127.0.0.1:8080": ("127.0.0.1",),
    "127.0.0.1:8080": ("127.0.0.1",),
    "http://127.8.9.1:8080/": ("127.8.9.1",),
    "http://[::1]:8080/v1": ("::1",),
    "http://[::ffff:127.0.0.1]:8080": ("127.0.0.1",),
    "http://LocalHost:8080/v1/": ("127.0.0.1", "::1"),
}


@pytest.fixture
def asked_of_the_system() -> Iterator[list[str]]:
    """What sockets were told to do, and names that were looked up."""
    seen: list[str] = []
    watching = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event.startswith(("socket.connect", "socket.send", "socket.get")):
            seen.append(f"{event} {arguments[1:] or arguments}")

    sys.addaudithook(hook)
    yield seen
    watching = False


@pytest.mark.parametrize("address", ELSEWHERE)
def test_any_other_address_is_refused_and_nothing_is_asked_for(
    address: str, monkeypatch: pytest.MonkeyPatch, asked_of_the_system: list[str]
) -> None:
    monkeypatch.setenv(chosen.ADDRESS, address)
    with pytest.raises(UsageError, match="is no address of a language model's server"):
        Translator.open("az", "en", "llm")
    assert asked_of_the_system == []


@pytest.mark.parametrize("address", HERE)
def test_addresses_of_this_machine_are_taken(address: str) -> None:
    parsed = Address.parse(address)
    assert (parsed.hosts, parsed.port, parsed.path) == (HERE[address], 8080, "")


def test_a_socket_that_leads_elsewhere_is_never_connected(asked_of_the_system: list[str]) -> None:
    for host in ("192.0.2.1", "2001:db8::1", "example.org", "::1%evil.example"):
        with pytest.raises(NotThisMachine):
            connected(host, 80, 1)
    assert asked_of_the_system == []


def test_what_is_looked_for_would_be_seen(asked_of_the_system: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as plain:
        plain.connect(server.getsockname())
    assert any(each.startswith("socket.connect") for each in asked_of_the_system)
    assert forget_attempts() == []


def test_nothing_is_written_where_the_peer_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As it would be where the system's own tables send loopback elsewhere."""

    class Diverted(socket.socket):
        def getpeername(self) -> Any:
            return ("192.0.2.1", 80)

    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            taken, _ = listener.accept()
            with taken:
                got.append(taken.recv(100))

        thread = threading.Thread(target=listen)
        thread.start()
        monkeypatch.setattr(loopback.socket, "socket", Diverted)
        server = Server(Address(("127.0.0.1",), listener.getsockname()[1]))
        with pytest.raises(ModelError, match="nothing was sent"):
            server.ask("/v1/chat/completions", {"messages": []})
        thread.join(60)
    assert got == [b""]


def test_a_redirect_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    def moved(_path: str, _content: dict[str, Any]) -> Any:
        return 307, b'{"choices": []}'

    with scripted(moved) as server:
        monkeypatch.setenv(chosen.ADDRESS, server.address)
        with (
            Translator.open("az", "en", "llm") as translator,
            pytest.raises(ModelError, match="HTTP status 307"),
        ):
            translator.translate(["Məhkəmə iclası təxirə saldı."])
    assert len(server.questions) == 1


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with scripted(lambda _path, _content: "1. The court postponed the hearing.") as server:
        monkeypatch.setenv(chosen.ADDRESS, server.address.replace("127.0.0.1", "localhost"))
        with Translator.open("az", "en", "llm") as translator:
            (output,) = translator.translate(["Məhkəmə iclası təxirə saldı."])
    assert output.text == "The court postponed the hearing."


NETWORK = """
ip link set lo up && ip link add out0 type veth peer name out1 || exit 77
for end in out0 out1; do echo 1 > /proc/sys/net/ipv6/conf/$end/disable_ipv6; done
ip addr add 192.0.2.1/24 dev out0 && ip link set out0 up && ip link set out1 up || exit 77
ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:01 dev out0 || exit 77  # so that nothing is asked first
exec "$@"
"""
SENT = """
import socket
from pathlib import Path
from dragoman.translate.llm import loopback

def sent():
    (line,) = [each for each in Path("/proc/net/dev").read_text().splitlines() if "out0" in each]
    return int(line.split(":")[1].split()[9])

before = sent()
plain = socket.socket()
plain.settimeout(0.2)
try: plain.connect(("192.0.2.9", 80))
except OSError: pass
plain.close()
assert sent() > before, "a packet that leaves would not be seen"
before = sent()
try: loopback.connected("192.0.2.9", 80, 0.2)
except loopback.NotThisMachine: pass
loopback.is_loopback = lambda host: True  # and with that guard gone, what the socket is bound to
try: loopback.connected("192.0.2.9", 80, 0.2)
except OSError: pass
assert sent() == before, "a packet left"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has namespaces")
def test_no_packet_leaves_in_a_network_that_leads_somewhere(tmp_path: Path) -> None:
    if not (shutil.which("unshare") and shutil.which("ip")):
        pytest.skip("needs unshare and ip, of util-linux and iproute2")
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    script = tmp_path / "network.sh"
    script.write_text(NETWORK, encoding="utf-8")
    isolated = ["unshare", *user, "--net", "--", "sh", str(script)]
    if subprocess.run([*isolated, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs leave to make a network namespace with an interface")
    done = subprocess.run(
        [*isolated, sys.executable, "-c", SENT], capture_output=True, text=True, check=False,
        timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
