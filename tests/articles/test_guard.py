"""Which addresses are the user's own network, also where they are public; and that no form of one is dialled."""

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address
from types import SimpleNamespace

import pytest

from readout.articles import guard
from readout.articles.fetch import get
from readout.articles.guard import OwnNetworkError, public_addresses
from support.web_server import PUBLIC, Answers, World, serving

INTERFACES = {
    "eth0": [
        SimpleNamespace(family=socket.AF_INET, address="81.2.69.10", netmask="255.255.255.0"),
        SimpleNamespace(family=socket.AF_INET6, address="2a02:810:1:2::5%eth0", netmask="ffff:ffff:ffff:ffff::"),
        SimpleNamespace(family=17, address="00:11:22:33:44:55", netmask=None),
    ],
    "tun0": [
        SimpleNamespace(family=socket.AF_INET, address="45.83.1.9", netmask="128.0.0.0"),
        SimpleNamespace(family=socket.AF_INET6, address="2a07:1::9", netmask=None),
    ],
}


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("psutil.net_if_addrs", lambda: INTERFACES)


@pytest.mark.parametrize(
    "address",
    [
        *("81.2.69.10", "81.2.69.254", "::ffff:81.2.69.1", "64:ff9b::5102:4501", "2002:5102:4501::1"),
        *("2a02:810:1:2::5", "2a02:810:1:2:ffff::1", "45.83.1.9", "2a07:1::9"),
        *("192.0.0.192", "168.63.129.16", "161.26.0.10", "166.9.1.1", "100.100.100.200", "169.254.169.254"),
        *("2001:0:5102:4501::1", "2a00:1450:4001:80b:0:5efe:a9fe:a9fe", "192.88.99.1", "240.0.0.1"),
    ],
)
def test_this_machine_its_neighbours_and_clouds_are_refused(address: str) -> None:
    with pytest.raises(OwnNetworkError, match="leads to an address of your own network"):
        public_addresses(address, 80)


@pytest.mark.parametrize(
    "address", ["81.2.70.1", "45.83.1.10", "2a02:810:1:3::1", "2a07:1::a", "93.184.216.34", "168.63.129.17"]
)
def test_others_are_not(address: str) -> None:
    assert public_addresses(address, 80) == [address]


def test_the_networks_of_this_machine() -> None:
    assert list(map(str, guard.own_networks())) == [
        *("81.2.69.0/24", "2a02:810:1:2::/64", "45.83.1.9/32", "2a07:1::9/128")
    ]


# --- as whatever they are written

NAMES = {
    **dict.fromkeys(("router", "10.0.0.1.nip.example", "kubernetes.default.svc", "rebind.example."), "10.0.0.1"),
    **dict.fromkeys(("metadata.google.internal", "169-254-169-254.sslip.example"), "169.254.169.254"),
    **dict.fromkeys(("localhost", "localhost.", "any.localhost", "xn--lclhost-cxa.example"), "127.0.0.1"),
    **{"six.example": "fd00::1", "mapped.example": "::ffff:10.0.0.1", "zone.example": "fe80::1%lo"},
}


def forms(inner: str) -> Iterator[str]:
    """A host in the forms that some program or other takes for this address."""
    number, (a, b, c, d) = int(IPv4Address(inner)), map(int, inner.split("."))
    high, low = number >> 16, number & 0xFFFF
    yield from (inner, f"{inner}.", f"{number}", f"0x{number:x}", f"0X{number:X}", f"0{number:o}")
    yield from (f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"000{a:o}.0{b:o}.0{c:o}.00{d:o}")
    yield from (f"{a}.{b}.{low}", f"{a}.{number & 0xFFFFFF}", f"0x{a:x}.0{b:o}.{low}", f"{a}.{b}.{c}.0x{d:x}")
    yield inner.translate({ord("0") + n: 0xFF10 + n for n in range(10)})  # full width
    yield inner.translate({ord("1") + n: 0x2460 + n for n in range(9)})  # in circles
    yield from (inner.replace(".", dot) for dot in "。．｡")
    yield "".join(f"%{ord(character):02x}" for character in inner)
    yield inner.replace(".", "%2e")
    yield from (f"[::ffff:{inner}]", f"[0:0:0:0:0:FFFF:{high:X}:{low:X}]", f"[::{inner}]", f"[::ffff:0:{inner}]")
    yield from (f"[64:ff9b::{inner}]", f"[2002:{high:x}:{low:x}::1]", f"[2a00:1450:4001:80b::5efe:{inner}]")
    yield f"[2001:0:{high:x}:{low:x}::1]"


def disguises(inner: str) -> Iterator[str]:
    """Addresses that some read as one of paper.example, and others as one of this address."""
    other = "paper.example"
    yield from (f"http://{other}@{inner}/", f"http://{other}:80@{inner}:22/", f"http://a:b@{other}@{inner}/")
    yield from (f"HTTP://{inner}/", f"http:{inner}/", f"http:/{inner}/", f"http:///{inner}/", f"http:\\\\{inner}\\")
    yield from (f"http://{inner}\\@{other}/", f"http://{other}\\@{inner}/", f"http://{inner}#@{other}/")
    yield from (f"http://{inner}?@{other}/", f"http://{inner}%00.{other}/", f"http://{inner}%2f.{other}/")
    yield from (f"http://{inner}\t.{other}/", f"http://{inner} .{other}/", f"http://{other}%0d%0aHost:%20{inner}/")
    yield from (
        f"http://{other}:80#@{inner}/",
        f" http://{inner}/",
        f"http://{inner}:6379/",
        f"https://{inner}:2375/v1",
    )


SCHEMES = (
    *(
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "ftp://10.0.0.1/",
        "gopher://10.0.0.1:6379/_x",
        "ws://10.0.0.1/",
    ),
    *("dict://10.0.0.1/", "ldap://10.0.0.1/", "unix:///run/docker.sock", "jar:http://10.0.0.1/!/a", "http+unix://a/"),
)
ALWAYS = ["127.0.0.1", "10.0.0.1", "169.254.169.254"]
OTHERS = "172.16.254.1 192.168.1.1 100.64.0.1 0.0.0.0 168.63.129.16 192.0.0.192 224.0.0.1 255.255.255.255 198.18.0.1"
SIX = ":: ::1 fe80::1 fe80::1%25lo fd00::1 ff02::1 fec0::1 100::1 64:ff9b:1::a00:1 3fff::1 ::ffff:7f00:1"
ADDRESSES = [
    *(f"http://{form}/" for inner in ALWAYS for form in forms(inner)),
    *(f"http://{inner}/" for inner in OTHERS.split()),
    *(f"http://[{inner}]/" for inner in SIX.split()),
    *disguises("10.0.0.1"),
    *(f"http://{name}/" for name in NAMES),
    *("http://LOCALHOST/", "http://ⓛocalhost/", "http://local\u00adhost/", "http://ｌｏｃａｌｈｏｓｔ/"),
    *SCHEMES,
]


class Redirects(Answers):
    """Leads to the address of that number."""

    def _to(self, value: str) -> None:
        self.answer(status=302, Location=ADDRESSES[int(value)].encode("utf-8").decode("latin-1"))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("NO_PROXY", "*")
    with serving(Redirects) as server:
        world = World(server, monkeypatch)
        world.names |= {name: [[inner]] for name, inner in NAMES.items()}
        yield world


def dialled(world: World, address: str) -> list[str]:
    world.dialled.clear()
    with pytest.raises(ValueError, match=r"\A[^\n]+\Z"):
        get(address, tries=1)
    return world.dialled


def test_no_form_of_an_address_is_dialled(world: World) -> None:
    assert len(ADDRESSES) == len(set(ADDRESSES)) >= 120
    assert {address for address in ADDRESSES if {*dialled(world, address)} - {PUBLIC}} == set()


def test_nor_is_one_that_a_server_leads_to(world: World) -> None:
    for address in (*SCHEMES, *disguises("10.0.0.1")):
        assert {*dialled(world, f"http://paper.example/to/{ADDRESSES.index(address)}")} == {PUBLIC}, address


@pytest.mark.parametrize("inner", ["10.0.0.1", "::1", "fe80::1%lo", "::ffff:10.0.0.1", "64:ff9b::a00:1"])
def test_nor_is_a_name_that_leads_there_among_others(world: World, inner: str) -> None:
    world.names["paper.example"] = [[PUBLIC, inner]]
    assert dialled(world, "http://paper.example/") == []
