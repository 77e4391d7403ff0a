"""Text that can be shown: cleaned, or on one line."""

import re
import unicodedata

_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
# Characters that no page may hold and no text needs: the last two of each plane, and 32 more (Unicode 23.7).
NONCHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(0x10000 * n - 2)}{chr(0x10000 * n - 1)}" for n in range(1, 18))
# Controls, soft hyphen, zero-width and bidirectional characters, surrogates, tags: none is seen, all break words.
UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    rf"\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e01ef{NONCHARACTERS}]"
)


def clean(text: str) -> str:
    """Return the text in NFC, without invisible characters, with plain single spaces and "\\n" for each line break.

    Quotation marks stay as they are written. Lines are trimmed; empty lines stay.
    """
    text = _LINE_BREAKS.sub("\n", text).replace("\u2029", "\n\n")
    text = UNSEEN.sub("", text)
    # Normalising a run of n combining marks takes n² steps; no language writes 32 of them.
    text = re.sub(r"[^\w\s\x00-\u02ff]{32,}", _without_marks, text)
    text = unicodedata.normalize("NFC", text)
    return re.sub(r" ?\n ?", "\n", re.sub(r"[^\S\n]+", " ", text)).strip()


def replace_surrogates(text: str) -> str:
    """Return the text with U+FFFD for each half of a character: no file, page or table can hold one. Offsets stay."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def one_line(value: object, *, limit: int | None = None) -> str:
    """Return the value as one line of printable characters, cut with "…" at `limit` characters."""
    text = str(value) if limit is None else str(value)[: 4 * limit]
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if limit is None or len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def _without_marks(run: re.Match[str]) -> str:
    return "".join(char for char in run[0] if not unicodedata.combining(char))
