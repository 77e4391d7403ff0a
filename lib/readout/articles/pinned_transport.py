"""Connections to the very address that was checked, so that no name leads elsewhere a moment later."""

import contextlib
import ssl
import urllib.request
from functools import cache

import httpx

from readout.articles import public_hosts as guard
from readout.errors import UserError


class Pinned(httpx.BaseTransport):
    """Connects to the very address that was checked; Host, server name and certificate are held to the name."""

    def __init__(self) -> None:
        # No connection is kept: it would be found again by its address, whatever name its certificate bears.
        self._inner = httpx.HTTPTransport(verify=trusted(), limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        proxies = urllib.request.getproxies()
        if (proxies.get(request.url.scheme) or proxies.get("all")) and not urllib.request.proxy_bypass(host):
            raise UserError(
                "would be asked for through a proxy, which may lead into your own network; "
                "allow that with private = true, or --private"
            )
        try:
            addresses = guard.public(host, request.url.port or (443 if request.url.scheme == "https" else 80))
        except OSError as problem:
            raise httpx.ConnectError(str(problem)) from None
        for address in addresses[:-1]:
            with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return self._inner.handle_request(_moved(request, address, host))
        return self._inner.handle_request(_moved(request, addresses[-1], host))

    def close(self) -> None:
        self._inner.close()


def _moved(request: httpx.Request, address: str, host: str) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )


@cache
def trusted() -> ssl.SSLContext:
    """The certificates to trust, read once: that takes 20 ms, more than all else in a request."""
    return httpx.create_ssl_context()
