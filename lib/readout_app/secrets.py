"""Secrets in addresses: `${READOUT_SECRET_NAME}` stands for what the environment holds, and alone is written down."""

import re
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

from readout.errors import UserError

SECRET_PREFIX = "READOUT_SECRET_"
SECRET_WORDS = re.compile(r"passw|passphrase|passcode|token|secret|credential|api[_-]?key", re.IGNORECASE)
_STANDS = re.compile(r"\$\{([^{}]*)\}")
_LEAST = 8  # characters: what is shorter would be found in words that are none of it
SECRETS_ELSEWHERE = "secrets come from the environment only"


def check_address(address: str) -> None:
    """Raise UserError for an address that holds a secret, or names one in a way that nobody could fill in."""
    refuse_login(address)
    for name, value in re.findall(r"[?&;]([^=&;#]*)=([^&;#]*)", address):
        if SECRET_WORDS.search(name) and value and not _STANDS.search(value):
            raise UserError(
                f"{SECRETS_ELSEWHERE}; write ${{{SECRET_PREFIX}NAME}} there, and set that variable"
            )
    start = re.match(r"[^/]*://[^/?#]*", address)
    for match in _STANDS.finditer(address):
        if not re.fullmatch(f"{SECRET_PREFIX}[A-Z0-9_]+", match[1]) or match.start() < (
            start.end() if start else 0
        ):
            raise UserError(
                f"{match[0]} stands for no secret; write ${{{SECRET_PREFIX}NAME}}, after the host"
            )


def refuse_login(text: str) -> None:
    """Raise UserError for a text with an address that holds a user and a password."""
    if re.search(r"://[^/?#]*:[^/?#]*@", text):
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


def mask_secrets(text: str, secrets: Mapping[str, str]) -> str:
    """Return the text without the secrets, whether they stand in it as they are or as in an address."""
    for stands, value in secrets.items():
        for form in (value, quote(value, safe=""), quote(value), quote_plus(value)):
            for same in (form, re.sub("%..", lambda code: code[0].lower(), form)):
                text = text.replace(same, stands)
    return text
