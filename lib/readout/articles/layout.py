"""The lines of a file or page, sorted into headline, deck, credits and paragraphs of prose."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from readout.articles.credits import Head, credit, dateline
from readout.articles.sentences import CLOSERS
from readout.resources import table

DOTTED = re.compile(r"(?:[A-Z]\.){2,}")


def arrange(text: str, known: Head) -> tuple[Head, str]:
    """Headline, deck and credits (`known` values win), and the body: paragraphs parted by one blank line.

    `text` is tidy. Where blank lines part the body, the lines between them are joined. Where there are none,
    each line is a paragraph, unless the text is hard-wrapped: some line breaks off within a sentence where
    the next word would have made it longer than the longest line. Lines that the table of residue
    lists are dropped, and so are repetitions of the headline and the deck.
    """
    lines = _without_residue(text.split("\n"))
    head, start = _head(lines, known)
    head, lines = _late_credits(head, lines[start:])
    paragraphs = [p for p in _paragraphs(lines) if not _same(p, head.title) and not _same(p, head.deck)]
    if paragraphs:
        found, paragraphs[0] = dateline(paragraphs[0])
        head = head.filled(found)
    return head, "\n\n".join(filter(None, paragraphs))


def _without_residue(lines: list[str]) -> list[str]:
    kept = []
    before = ""
    for line, after in pairwise([*lines, ""]):
        if line and _alone(before, line, after) and not credit(line) and _residue(line):
            before = ""
        else:
            kept.append(line)
            before = line
    return kept


@cache
def _residues() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"], re.IGNORECASE) for row in table("residue"))


def _residue(line: str) -> bool:
    return len(line) <= 1000 and any(pattern.fullmatch(line) for pattern in _residues())


def _alone(before: str, line: str, after: str) -> bool:
    """Whether a line is no part of a sentence that its neighbours begin or go on with."""
    begun = _open(before) and not credit(before) and line[:1].islower()
    return not begun and not (_open(line) and after[:1].islower())


def _open(line: str) -> bool:
    """Whether a line ends within a sentence."""
    return bool(line) and line.rstrip(CLOSERS)[-1:] not in (".", "?", "!", "…", ":")


def _head(lines: Sequence[str], known: Head) -> tuple[Head, int]:
    """What stands before the prose, and the number of the line where the prose starts."""
    head, number = known, 0
    while number < len(lines):
        line, size = lines[number], 1
        found = credit(line)
        if found:
            head = head.filled(found)
        elif line and not _same(line, head.title) and not _same(line, head.deck):
            block = _block(lines, number, head.title)
            if head.title is None:
                size = _headline(block)
                head = head.filled(Head(title=" ".join(block[:size]) or None))
            elif head.deck is None and _is_deck(lines, number, block, head.title):
                size = len(block)
                head = head.filled(Head(deck=" ".join(block)))
            else:
                break
            if not size:
                break
        number += size
    return head, number


def _block(lines: Sequence[str], number: int, title: str | None) -> Sequence[str]:
    """The lines from `number` on, up to a blank line, a credit or the headline."""
    end = number
    while end < len(lines) and lines[end] and not credit(lines[end]) and not _same(lines[end], title):
        end += 1
    return lines[number:end]


def _headline(block: Sequence[str]) -> int:
    """How many lines of a block are a headline: all of them, the first, or none."""
    if len(block) <= 3 and _is_headline(" ".join(block)):
        return len(block)
    if len(block) == 1 or block[1][:1].islower() or _wrapped(block):
        return 0
    return int(_is_headline(block[0]))


def _is_headline(line: str) -> bool:
    ending = line.rstrip(CLOSERS)
    short = len(line) <= 200 and len(line.split()) <= 30 and any(map(str.isalpha, line))
    return short and (ending[-1:] not in (".", "…", ":", ";", ",") or bool(DOTTED.search(ending[-12:])))


def _is_deck(lines: Sequence[str], number: int, block: Sequence[str], title: str) -> bool:
    """Whether a block under the headline is a deck: credits or the headline follow, or it ends in no stop."""
    text = " ".join(block)
    following = [line for line in lines[number + len(block) :] if line][:20]
    prose = any(not credit(line) and not _same(line, title) for line in following)
    if not prose or len(text.split()) > 60:
        return False
    credited = bool(credit(following[0])) or _same(following[0], title)
    return credited or (len(text.split()) >= 5 and _is_headline(text))


def _late_credits(head: Head, lines: Sequence[str]) -> tuple[Head, list[str]]:
    """Takes lines with a source or an author out of the body; a date alone may head a part of it."""
    kept = []
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        found = credit(line) if _alone(before, line, after) else None
        named = found is not None and (found.source or found.byline)
        if found and named:
            head = head.filled(replace(found, published=None))
        if not named and not (found and _residue(line)):
            kept.append(line)
    return head, kept


def _same(line: str, other: str | None) -> bool:
    return other is not None and _bare(line) == _bare(other)


def _bare(line: str) -> str:
    return " ".join(line.casefold().split()).strip(" .\"'“”‘’")


def _paragraphs(lines: Sequence[str]) -> list[str]:
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", "\n".join(lines).strip("\n"))]
    if len(blocks) > 1:
        return [" ".join(block) for block in blocks]
    lines = blocks[0]
    if not _wrapped(lines):
        return lines
    paragraphs, width = [lines[0]], max(map(len, lines))
    for before, line in pairwise(lines):
        if _forced(before, line, width):
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
    return paragraphs


def _wrapped(lines: Sequence[str]) -> bool:
    """Whether some line breaks off within a sentence for no other reason than its length."""
    width = max(map(len, lines))
    pairs = pairwise(lines)
    return any(_open(before) and _forced(before, line, width) for before, line in pairs)


def _forced(before: str, line: str, width: int) -> bool:
    return len(before) + 1 + len(line.partition(" ")[0]) > width
