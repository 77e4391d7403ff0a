"""Outlets: in which paper, station or agency an article appeared, by its credit or its address."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from readout.articles.files import find_file, read_list
from readout.errors import UserError

UNKNOWN = "unknown outlet"
# "READOUT WIRE (written for this project)", "Washington column. Written for the Readout project …"
_NOTE = re.compile(r"[\s.,;(\[–—-]*\b(?:specially )?(?:written|produced|prepared) (?:for|by)\b.*$", re.I | re.S)
# "Harwick Post (Reuters)", "Harwick Post/AP", "Harwick Post via AFP": who wrote it is not where it appeared
_WIRE = re.compile(
    r"(?<=\w)(?:\s*[(\[/]\s*(?:via |with )?|\s+[–—-]\s+|\s+via\s+)"
    r"(?:Reuters|(?:The )?Associated Press|AP|Agence France-Presse|AFP|dpa|UPI|Bloomberg|Xinhua|TASS|Kyodo|ANSA|EFE)"
    r"\s*[)\]]?$",
    re.IGNORECASE,
)
_MIRRORS = re.compile(r"^(?:www\d?|m|amp|mobile|edition)\.")


def name_outlets(
    credits: Sequence[str | None], urls: Sequence[str | None], own: Mapping[str, str] | None = None
) -> list[str]:
    """Name the outlet of each article.

    The user's own table decides first, by host and by credit; then the credit without notes ("written for …") and
    without the agency behind it ("(Reuters)"); then the credit that other articles of the same host have; then the
    host. Spellings that differ in capitals and punctuation only are one outlet, under the commonest spelling that is
    not all in capitals.
    """
    own = {_key(clean_credit(words)): name for words, name in (own or {}).items()}
    pairs = [(find_host(url), clean_credit(credit)) for url, credit in zip(urls, credits, strict=True)]
    of_host = defaultdict[str, Counter[str]](Counter)
    for host, credit in pairs:
        if host and credit:
            of_host[host][credit] += 1
    usual = {host: counts.most_common(1)[0][0] for host, counts in of_host.items()}
    names = [
        own.get(_key(host)) or own.get(_key(credit)) or credit or usual.get(host, host) or UNKNOWN
        for host, credit in pairs
    ]
    spellings: dict[str, str] = {}
    for name, _ in sorted(Counter(names).items(), key=lambda item: (item[0].isupper(), -item[1], item[0])):
        spellings.setdefault(_key(name), name)
    return [spellings[_key(name)] for name in names]


def clean_credit(credit: str | None) -> str:
    """Return a credit on one line without a note on for whom, or by which agency, it was written; "" for none."""
    line = " ".join(credit.split()) if isinstance(credit, str) else ""
    return _WIRE.sub("", _NOTE.sub("", line).strip(" .,;-–—"))


def find_host(url: str | None) -> str:
    """Return the host of an address without www and the like; "" for none."""
    try:
        return _MIRRORS.sub("", (urlsplit(url).hostname or "") if isinstance(url, str) else "")
    except ValueError:  # brackets that hold no address
        return ""


def read_outlet_names(path: str) -> dict[str, str]:
    """Read the user's own table of outlets: tab-separated, with the columns `words` (a host or a credit) and `outlet`.

    "" is no table. Raises UserError, with the line, for what is no such table.
    """
    if not path:
        return {}
    rows = csv.DictReader(
        (line for line in read_list(find_file(path)).splitlines() if not line.startswith("#")), delimiter="\t"
    )
    if not {"words", "outlet"} <= {*(rows.fieldnames or ())}:
        raise UserError(f"{path}: its first line lacks a column; name the columns words and outlet, with a tab")
    names = {}
    for row in rows:
        if not (row["words"] and row["outlet"]):
            raise UserError(
                f"{path}: the row “{row['words'] or row['outlet'] or ''}” is not complete; fill both columns"
            )
        names[row["words"].strip()] = row["outlet"].strip()
    return names


def _key(name: str) -> str:
    return re.sub(r"[^\w]+", "", re.sub(r"^the\s+", "", name.casefold()))
