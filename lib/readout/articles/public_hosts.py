"""Where a host's name leads: its addresses, refused where one lies in the user's own network."""

import ipaddress
import socket

from readout.errors import UserError

_UNICAST = ipaddress.ip_network("2000::/3")  # all that is given out of IPv6 so far
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class OwnNetwork(UserError):
    """What leads into the user's own network without leave."""


def public(host: str, port: int) -> list[str]:
    """The addresses of a host in the order to try them, by one look-up; numbers of any form are looked up too.

    Raises OwnNetwork where one of them is not of the public internet, and OSError or UnicodeError where there are
    none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        if not _is_public(ipaddress.ip_address(address)):
            raise OwnNetwork(
                f"leads to an address of your own network ({address}); "
                "allow that with private = true, or --private"
            )
    return addresses


def _is_public(address: Address) -> bool:
    inner = _inner(address)
    if inner:
        return _is_public(inner)
    if address.version == 6 and address not in _UNICAST:
        return False
    return address.is_global and not address.is_multicast


def _inner(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 address stands for, by mapping, 6to4 or NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
