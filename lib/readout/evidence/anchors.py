"""The ids of what a page shows, made alike where an item stands and where a link leads to it."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

_KEYS = {"tie": ("source", "label", "target"), "target": ("target",), "speaker": ("speaker",)}


def anchor(kind: str, row: Mapping[str, Any]) -> str:
    """The id of a row: its kind, its names as words, and a digest of them, so that no two names share one.

    `kind` is tie, target or speaker.
    """
    names = [str(row[key]) if isinstance(row[key], str) else "" for key in _KEYS[kind]]
    words = "-".join(re.findall("[a-z0-9]+", " ".join(names).lower()))[:40].strip("-")
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return "-".join(part for part in (kind, words, digest) if part)


def sentence(number: int) -> str:
    """The id of a sentence of the article's text, counted from 1."""
    return f"s{number}"


def figure(name: str) -> str:
    """The id of a figure or a table that bears a name."""
    return f"figure-{name}"
