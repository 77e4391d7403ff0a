"""Which addresses are the user's own network, also where they are public."""

import socket
from types import SimpleNamespace

import pytest

from readout.articles import guard
from readout.articles.guard import OwnNetworkError, public_addresses

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
