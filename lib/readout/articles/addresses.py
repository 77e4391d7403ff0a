"""Addresses that can be shown: without user and password, and without the values of parameters that are secret."""

import base64
import html
import re
from collections.abc import Iterator, Mapping
from html.entities import html5
from urllib.parse import unquote, unquote_plus

SECRET_WORDS = re.compile(
    r"passw|passphrase|passcode|token|secret|credential|signature|bearer|jwt|api[_-]?key|auth[_-]?key|session[_-]?id",
    re.IGNORECASE,
)
_SECRET_NAMES = frozenset(("key", "auth", "pass", "pwd", "sig", "hmac", "sid", "pw", "authorization"))
_LEAST = 8  # characters of a secret: what is shorter would be found in words that are none of it
_LOGIN = re.compile(r"(?<=://)[^/?#\\\s]*@")
# The value may hold a question mark, unless a parameter of its own begins there.
_PARAMETER = re.compile(r"(?<=[?&;#])([^?=&;#\s]+)=([^?&;#\s]+(?:\?[^?=&;#\s]*(?=[&;#\s]|$))*)")


def is_secret_parameter(name: str, value: str) -> bool:
    """Return whether a parameter of an address is secret by its name: `access_token`, or `key` with a digit in it."""
    name, value = _decode(name), _decode(value)
    return bool(
        SECRET_WORDS.search(name)
        or (name.casefold() in _SECRET_NAMES and len(value) >= _LEAST and re.search("[0-9]", value))
    )


def shown_address(text: str) -> str:
    """Return the text with each address in it without user and password, and with `(name)` for each secret value."""
    return _PARAMETER.sub(_shown_parameter, _LOGIN.sub("", text)) if "://" in text else text


def find_secrets(address: str) -> dict[str, str]:
    """Return the secrets in an address, by what stands for them in texts; those of less than 8 characters left out."""
    secrets = {f"({name})": unquote(value) for name, value in _secret_parts(address)}
    return {stands: value for stands, value in secrets.items() if len(value) >= _LEAST}


def mask_secrets(text: str, secrets: Mapping[str, str]) -> str:
    """Return the text without the secrets, in whatever encoding of addresses, HTML or JSON they stand in it."""
    for stands, value in secrets.items():
        # Most texts are settled by one look for the letters and digits of a secret, which few encoders touch.
        plain = max(re.findall("[a-z0-9]+", value.casefold()), key=len, default="")
        if plain in f"{text} {_decode(text)}".casefold():
            form = re.compile("".join(map(_forms, value)), re.IGNORECASE)
            text = stands.join(form.split(text))
    return text


def _secret_parts(address: str) -> Iterator[tuple[str, str]]:
    """The name and value of each secret of an address; a user without a password is one: tokens are given so."""
    if login := _LOGIN.search(address):
        user, _, password = login[0][:-1].partition(":")
        yield ("password", password) if password else ("user", user)
        yield "login", base64.b64encode(unquote(login[0][:-1]).encode()).decode()  # as it is sent
    for name, value in _PARAMETER.findall(address):
        if is_secret_parameter(name, value):
            yield _decode(name), value


def _shown_parameter(match: re.Match[str]) -> str:
    name, value = match.groups()
    is_stand_in = re.fullmatch(r"\$\{[A-Z0-9_]+\}|\(.*\)", value)
    return match[0] if is_stand_in or not is_secret_parameter(name, value) else f"{name}=({_decode(name)})"


def _decode(text: str) -> str:
    """The text of a part of an address, which may have been encoded twice."""
    return unquote_plus(unquote_plus(html.unescape(text)))


def _forms(character: str) -> str:
    """A pattern of what a character can be written as; upper and lower case are not told apart."""
    code, escape = ord(character), r"(?:%|&#0*37;|\\u0025)(?:25)*"  # it may have been encoded again and again
    percent = "".join(f"{escape}{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    forms = [
        percent,
        rf"&#(?:0*{code}|x0*{code:x});?",
        rf"(?:\\+|{escape})u{code:04x}",
    ]  # %u00e9: JavaScript's escape()
    forms += [rf"\\x{code:02x}", rf"{escape}{code:02x}"] if code < 256 else []
    forms += [re.escape(f"&{name}") for name, value in html5.items() if value == character]
    forms += [rf"\\*{re.escape(character)}"]  # last, as others begin with it
    if character == " ":
        forms += [_forms("+")]
    return f"(?:{'|'.join(forms)})"
