"""Secrets in addresses: `${READOUT_SECRET_NAME}` stands for what the environment holds, and alone is written down."""

import contextlib
import ctypes
import re
import sys
from collections.abc import Mapping
from urllib.parse import quote

from readout.articles.addresses import SECRET_WORDS, is_secret_parameter
from readout.errors import UserError

SECRET_PREFIX = "READOUT_SECRET_"
# Of variables: those of the mail server, of addresses, and of the stores that runs are copied to.
_SECRET_PREFIXES = ("READOUT_SMTP_", SECRET_PREFIX, "AWS_", "AZURE_", "GOOGLE_", "GCP_", "GCS_", "S3_", "FSSPEC_")
_SECRET_NAMES = re.compile(rf"{SECRET_WORDS.pattern}|(?:^|_)(?:key|pat|pw|pwd|pass|auth)$", re.IGNORECASE)
_PR_SET_DUMPABLE = 4
# Who copies over these says who is asked for; what a server of the web takes for a user may be a token.
_PLAIN_USER = re.compile(r"(?:sftp|ssh|ftp|ftps|smb|hdfs|webhdfs)://[a-z_][a-z0-9_.-]{0,31}@")
_STANDS = re.compile(r"\$\{([^{}]*)\}")
_LEAST = 8  # characters: what is shorter would be found in words that are none of it
SECRETS_ELSEWHERE = "secrets come from the environment only"


def check_address(address: str) -> None:
    """Raise UserError for an address that holds a secret, or names one in a way that nobody could fill in."""
    refuse_login(address)
    for name, value in re.findall(r"[?&;]([^=&;#]*)=([^&;#]*)", address):
        if value and not _STANDS.search(value) and is_secret_parameter(name, value):
            raise UserError(f"{SECRETS_ELSEWHERE}; write ${{{SECRET_PREFIX}NAME}} there, and set that variable")
    start = re.match(r"[^/]*://[^/?#]*", address)
    for match in _STANDS.finditer(address):
        if not re.fullmatch(f"{SECRET_PREFIX}[A-Z0-9_]+", match[1]) or match.start() < (start.end() if start else 0):
            raise UserError(f"{match[0]} stands for no secret; write ${{{SECRET_PREFIX}NAME}}, after the host")


def refuse_login(text: str) -> None:
    """Raise UserError for a text with an address that holds a user, a password, or a token as one of these."""
    if _has_login(_PLAIN_USER.sub("://", text)):
        raise UserError(f"{SECRETS_ELSEWHERE}; delete user and password from the address")


def bare_address(address: str) -> str:
    """Return the address without user, password and query: what may be said of one that `check_address` refuses."""
    return re.split(r"[?&;#]", re.sub(r"(?<=://)[^/?#]*@", "", address))[0]


def look_up_secrets(address: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets that an address names, by what stands for them.

    Raises UserError where one is not in the environment, or too short to be kept apart from other words.
    """
    secrets = {}
    for name in _STANDS.findall(address):
        value = environ.get(name, "")
        if len(value) < _LEAST:
            wrong = f"is shorter than {_LEAST} characters" if value else "is not set"
            raise UserError(f"{name} {wrong}; set it to what stands there in the address")
        secrets[f"${{{name}}}"] = value
    return secrets


def fill_secrets(address: str, secrets: Mapping[str, str]) -> str:
    """Return the address with the secrets in it, as it is sent."""
    for stands, value in secrets.items():
        address = address.replace(stands, quote(value, safe=""))
    return address


def environ_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what is secret in an environment, by its names: passwords and keys, and what object stores go by."""
    return {
        name: value
        for name, value in environ.items()
        if name.startswith(_SECRET_PREFIXES) or _SECRET_NAMES.search(name) or _has_login(value)
    }


def hide_environment() -> None:
    """Let no other process of this user read the environment of this one in /proc. Linux only; root still may."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _has_login(text: str) -> bool:
    return bool(re.search(r"://[^/?#\\\s]*@", text))
