"""Where a connection may lead: nowhere into the user's own network without leave, by whatever form of address."""

import ipaddress
import socket
import urllib.request
from collections.abc import Iterator

from readout.errors import UserError

_LEAVE = "allow that with private = true, or --private"
_UNICAST = ipaddress.ip_network("2000::/3")  # all that is given out of IPv6 so far
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Not of the public internet, whatever Python's table says (192.0.0.0/24: CVE-2024-4032), and where clouds answer their
# own machines: Oracle in 192.0.0.0/24, Azure at 168.63.129.16, IBM in the last two; most others at 169.254.169.254.
_CLOSED = [
    ipaddress.ip_network(network)
    for network in (
        *("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "161.26.0.0/16", "166.8.0.0/14"),
        "2001::/23",  # protocols: Teredo, which carries addresses of IPv4, and others
        "3fff::/20",  # for examples
    )
]
_WIDEST = {4: 16, 6: 48}  # prefixes of an own network: a tunnel may claim half the internet
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class OwnNetworkError(UserError):
    """What leads into the user's own network without leave."""


def public_addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host in the order to try them, by one look-up; numbers of any form are looked up too.

    Raises OwnNetworkError where one of them is not of the public internet, or is one of this machine's own addresses or
    of its neighbours', and OSError or UnicodeError where there are none.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    closed = [*_CLOSED, *own_networks()]
    for address in addresses:
        if not _is_public(ipaddress.ip_address(address), closed):
            raise OwnNetworkError(f"leads to an address of your own network ({address}); {_LEAVE}")
    return addresses


def refuse_proxy(scheme: str, host: str) -> None:
    """Raise OwnNetworkError where a proxy of the environment would be asked: it looks the name up itself."""
    proxies = urllib.request.getproxies()
    if (proxies.get(scheme) or proxies.get("all")) and not urllib.request.proxy_bypass(host):
        raise OwnNetworkError(f"would be asked for through a proxy, which may lead into your own network; {_LEAVE}")


def own_networks() -> Iterator[_Network]:
    """Yield the networks that this machine has an address in: its own public address leads past a firewall."""
    import psutil  # late: only addresses need it

    for interface in psutil.net_if_addrs().values():
        for about in interface:
            if about.family in (socket.AF_INET, socket.AF_INET6):
                address = ipaddress.ip_address(about.address.partition("%")[0])
                whole = address.max_prefixlen
                length = int(ipaddress.ip_address(about.netmask)).bit_count() if about.netmask else whole
                if length < _WIDEST[address.version]:
                    length = whole
                yield ipaddress.ip_network((address, length), strict=False)


def _is_public(address: _Address, closed: list[_Network]) -> bool:
    if any(address in network for network in closed if network.version == address.version):
        return False
    if inner := _inner_address(address):
        return _is_public(inner, closed)
    if address.version == 6 and address not in _UNICAST:
        return False
    return address.is_global and not address.is_multicast


def _inner_address(address: _Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, by mapping, 6to4, NAT64 or ISATAP."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    is_isatap = int(address) >> 32 & 0xFCFFFFFF == 0x5EFE
    if address in _NAT64 or is_isatap:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
