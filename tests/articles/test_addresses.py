"""What of an address may be shown, and secrets taken out of texts in whatever encoding they stand there."""

import html
import json
from urllib.parse import quote, quote_plus

import pytest

from readout.articles.addresses import find_secrets, mask_secrets, shown_address

VALUE = "a!b/c(d)e-F1234 xyz&é\"<'~*+%"
BROWSER = quote(VALUE, safe="!'()*-._~")  # as encodeURIComponent writes it
STANDS = {"${S}": VALUE}
HTML = html.escape(VALUE)


@pytest.mark.parametrize(
    "form",
    [
        VALUE,
        BROWSER,
        quote(VALUE),
        quote(VALUE, safe=""),
        quote_plus(VALUE),
        BROWSER.lower(),
        VALUE.upper().replace("É", "é"),
        quote(BROWSER),
        quote(quote(quote(VALUE))),
        html.escape(BROWSER),
        HTML,
        HTML.replace("&#x27;", "&#39;"),
        "".join(character if character.isalnum() else f"&#{ord(character)};" for character in VALUE),
        "".join(character if character.isalnum() else f"&#x{ord(character):X};" for character in VALUE),
        json.dumps(VALUE),
        json.dumps(VALUE).replace("/", "\\/"),
        VALUE.replace("/", "\\/").replace("<", "\\u003c").replace("&", "\\x26"),
        quote(VALUE, encoding="latin-1"),
        json.dumps(json.dumps(VALUE))[3:-3],
        "".join(f"&#{ord(character)};" for character in VALUE),
        "".join(f"%{byte:02X}" for byte in VALUE.encode()),
        quote(VALUE).replace("%C3%A9", "%u00E9"),  # as JavaScript's escape() writes it
        VALUE.replace("&", "&amp;").replace("!", "&excl;").replace("/", "&sol;").replace("(", "&lpar;"),
    ],
)
def test_a_secret_is_taken_out_in_whatever_encoding_it_stands(form: str) -> None:
    masked = mask_secrets(f"It was at http://h/?key={form.strip(chr(34))} today.", STANDS)
    assert masked == "It was at http://h/?key=${S} today."


@pytest.mark.parametrize("text", ["", "a!b/c(d)e-F1234", "No word of it: 1234 xyz.", quote(VALUE[:-2])])
def test_other_text_stays(text: str) -> None:
    assert mask_secrets(text, STANDS) == text


def test_a_long_text_is_looked_through_in_good_time() -> None:
    text = "% &#x27; \\u003c " * 100_000
    assert mask_secrets(text, STANDS) == text


@pytest.mark.parametrize(
    ("address", "shown", "secrets"),
    [
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c", {}),
        ("https://example.org/?page=2;key=politics&sid=3", None, {}),
        ("http://ana:s3cretPassw0rd@h:80/p", "http://h:80/p", {"(password)": "s3cretPassw0rd"}),
        ("http://ana:s3cret%40Pass@h/p@q", "http://h/p@q", {"(password)": "s3cret@Pass"}),
        ("https://ghp_T0kenAsUser1234@h/feed", "https://h/feed", {"(user)": "ghp_T0kenAsUser1234"}),
        ("http://me:pw@h/", "http://h/", {}),
        ("http://me@evil\\@h/", "http://evil\\@h/", {}),
        (
            "http://h/?access_token=abcd1234&x=1",
            "http://h/?access_token=(access_token)&x=1",
            {"(access_token)": "abcd1234"},
        ),
        (
            "http://h/?a=1&access%5Ftoken=ab%2Fcd1234",
            "http://h/?a=1&access%5Ftoken=(access_token)",
            {"(access_token)": "ab/cd1234"},
        ),
        ("http://h/p;v=x?API-Key=k?k#token=t", "http://h/p;v=x?API-Key=(API-Key)#token=(token)", {}),
        ("http://h/?X-Amz-Signature=0f0f0f0f", "http://h/?X-Amz-Signature=(X-Amz-Signature)", None),
        ("http://h/?sig=ab%2B12345678%3D&sv=2020", "http://h/?sig=(sig)&sv=2020", {"(sig)": "ab+12345678="}),
        ("http://h/?token=${READOUT_SECRET_A}", "http://h/?token=${READOUT_SECRET_A}", None),
        ("notes about ana:pw@h?token=1.txt", "notes about ana:pw@h?token=1.txt", {}),
    ],
)
def test_what_of_an_address_is_shown(address: str, shown: str | None, secrets: dict[str, str] | None) -> None:
    assert shown_address(address) == (shown or address)
    assert shown_address(shown or address) == (shown or address)
    if secrets is not None and "://" in address:
        assert {name: value for name, value in find_secrets(address).items() if name != "(login)"} == secrets
