"""The lines of a file or page, sorted into headline, deck, credits and paragraphs of prose."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from functools import cache
from itertools import pairwise, takewhile

from readout.articles.credits import Metadata, parse_credit, split_dateline
from readout.articles.sentences import CLOSERS
from readout.resources import table, values

PAGE_HEAD = re.compile(
    r"(?:page|pp?\.|pg\.?)\s*[0-9]{1,4}(?:\s*(?:of|/)\s*[0-9]{1,4})?|[-–—\[(]\s*[0-9]{1,4}\s*[-–—\])]", re.IGNORECASE
)
PAGE_NUMBER = re.compile(  # where it cuts a sentence in two
    r"[0-9]{1,4}|.{0,60}\s[|•·]\s*(?:page\s+)?[0-9]{1,4}|[0-9]{1,4}\s*[|•·]\s.{0,60}", re.IGNORECASE
)
RUNNING_HEAD = re.compile(r"(?:[A-Z][\w.'’-]*\s){1,5}[0-9]{1,4}|[0-9]{1,4}(?:\s[A-Z][\w.'’-]*){1,5}")  # the same
SPEAKER = re.compile(r"[A-Z][A-Z .'’-]+:\s")
DOTTED = re.compile(r"(?:[A-Z]\.){2,}")


def split_head(text: str, given: Metadata) -> tuple[Metadata, str]:
    """Return headline, deck and credits (`given` values win), and the body: paragraphs parted by one blank line.

    `text` is clean. Where blank lines part the body, the lines between them are joined. Where there are none,
    each line is a paragraph, unless the text is hard-wrapped: some line breaks off within a sentence where
    the next word would have made it longer than the longest line. Lines that the table of residue
    lists are dropped, and so are repetitions of the headline and the deck.
    """
    lines = _without_residue(_without_page_heads(text.split("\n")))
    head, start = _read_head(lines, given)
    head, lines = _take_late_credits(head, lines[start:])
    paragraphs = [p for p in _paragraphs(lines) if not _is_same(p, head.title) and not _is_same(p, head.deck)]
    if paragraphs:
        is_talk = any(SPEAKER.match(paragraph) for paragraph in paragraphs[1:])  # there "LIND: Yes." is no dateline
        credits, paragraphs[0] = split_dateline(paragraphs[0], has_colon=not is_talk)
        head = head.filled_from(credits)
    return head, "\n\n".join(filter(None, paragraphs))


def _take_late_credits(head: Metadata, lines: Sequence[str]) -> tuple[Metadata, list[str]]:
    """Takes lines with a source or an author out of the body; a date alone may head a part of it."""
    kept = []
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        credit = parse_credit(line) if _stands_alone(before, line, after) else None
        has_name = credit is not None and (credit.source or credit.byline)
        if credit and has_name:
            head = head.filled_from(replace(credit, published=None))
        if not has_name and not (credit and _is_residue(line)):
            kept.append(line)
    return head, kept


# --- headline and deck


def _read_head(lines: Sequence[str], given: Metadata) -> tuple[Metadata, int]:
    """What stands before the prose, and the number of the line where the prose starts."""
    head, number = given, 0
    while number < len(lines):
        line, size = lines[number], 1
        if credit := parse_credit(line):
            head = head.filled_from(credit)
        elif line and not _is_same(line, head.title) and not _is_same(line, head.deck):
            block = _block_from(lines, number, head.title)
            if head.title is None:
                size = _headline_size(block)
                head = replace(head, title=" ".join(block[:size]) or None)
            elif head.deck is None and _is_deck(lines, number, block, head.title):
                size = len(block)
                head = replace(head, deck=" ".join(block))
            else:
                break
            if not size:
                break
        number += size
    return head, number


def _block_from(lines: Sequence[str], number: int, title: str | None) -> Sequence[str]:
    """The lines from `number` on, up to a blank line, a credit or the headline."""
    end = number
    while end < len(lines) and lines[end] and not parse_credit(lines[end]) and not _is_same(lines[end], title):
        end += 1
    return lines[number:end]


def _headline_size(block: Sequence[str]) -> int:
    """How many lines of a block are a headline: all of them, the first, or none."""
    if len(block) <= 3 and is_headline(" ".join(block)):
        return len(block)
    capitals = list(takewhile(str.isupper, block))  # "SHIPPERS FEAR HARM" right above the text
    if len(capitals) < len(block) and len(" ".join(capitals).split()) > 2:
        return len(capitals) if is_headline(" ".join(capitals)) else 0
    if len(block) == 1 or block[1][:1].islower() or _is_wrapped(block):
        return 0
    return int(is_headline(block[0]))


def is_headline(line: str) -> bool:
    """Whether a line may be a headline: short, and not the end of a sentence."""
    ending = line.rstrip(CLOSERS)
    short = len(line) <= 200 and len(line.split()) <= 30 and any(map(str.isalpha, line))
    if re.search(r"…$|\.\s?\.\s?\.$", ending):
        return short and len(line.split()) <= 20
    return short and (ending[-1:] not in (".", ":", ";", ",") or bool(DOTTED.search(ending[-12:])))


def _is_deck(lines: Sequence[str], number: int, block: Sequence[str], title: str) -> bool:
    """Whether a block under the headline is a deck: credits or the headline follow, or it does not end a sentence."""
    text = " ".join(block)
    following = [line for line in lines[number + len(block) :] if line][:20]
    prose = any(not parse_credit(line) and not _is_same(line, title) for line in following)
    if not prose or len(text.split()) > 60:
        return False
    credited = bool(parse_credit(following[0])) or _is_same(following[0], title)
    return credited or (len(text.split()) >= 5 and is_headline(text) and text.rstrip(CLOSERS)[-1:] not in ("?", "!"))


def _is_same(line: str, other: str | None) -> bool:
    return other is not None and _bare(line) == _bare(other)


def _bare(line: str) -> str:
    return " ".join(line.casefold().split()).strip(" .\"'“”‘’")


# --- residue of the page ("Share this", "Advertisement")


def _without_residue(lines: Sequence[str]) -> list[str]:
    kept = []
    before = ""
    for line, after in pairwise([*lines, ""]):
        alone = line and _stands_alone(before, line, after)
        if alone and not parse_credit(line) and _is_residue(line):
            before = ""
        else:
            kept.append(line)
            before = line
    return kept


@cache
def _residue_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"], re.IGNORECASE) for row in table("residue"))


def _is_residue(line: str) -> bool:
    return len(line) <= 1000 and any(pattern.fullmatch(line) for pattern in _residue_patterns())


def _stands_alone(before: str, line: str, after: str) -> bool:
    """Whether a line is no part of a sentence that its neighbours begin or go on with."""
    begun = _is_open(before) and not parse_credit(before) and line[:1].islower()
    return not begun and not (_is_open(line) and after[:1].islower())


def _is_open(line: str) -> bool:
    """Whether a line ends within a sentence."""
    return bool(line) and line.rstrip(CLOSERS)[-1:] not in (".", "?", "!", "…", ":")


# --- paragraphs


def _paragraphs(lines: Sequence[str]) -> list[str]:
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", "\n".join(lines).strip("\n"))]
    if len(blocks) > 1:
        return [join_lines(block) for block in _join_divided(blocks)]
    lines = blocks[0]
    if not _is_wrapped(lines):
        return lines
    paragraphs, width = [[lines[0]]], max(map(len, lines))
    for before, line in pairwise(lines):
        if _is_forced(before, line, width) or _is_divided(before, line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [join_lines(paragraph) for paragraph in paragraphs]


def _join_divided(blocks: Sequence[list[str]]) -> list[list[str]]:
    """The blocks, those whole that part a word: "criti-", a blank line, "cised"."""
    kept: list[list[str]] = []
    for block in blocks:
        if kept and _is_divided(kept[-1][-1], block[0]):
            kept[-1] = [*kept[-1], *block]
        else:
            kept.append(block)
    return kept


def _without_page_heads(lines: Sequence[str]) -> list[str]:
    """The lines without numbers of pages and the heads beside them; a paragraph that one had cut in two is whole."""
    kept: list[str] = []
    n = 0
    while n < len(lines):
        last = next((line for line in reversed(kept[-3:]) if line), "")
        end = _end_of_page_head(lines, n, is_alone=not kept or not kept[-1], is_open=_is_open(last))
        following = next((m for m in range(end, min(end + 3, len(lines))) if lines[m]), end)
        if end == n:
            kept.append(lines[n])
            n += 1
        elif _is_open(last) and following < len(lines) and lines[following][:1].islower():
            while not kept[-1]:
                kept.pop()
            n = following
        else:
            n = end
    return kept


def _end_of_page_head(lines: Sequence[str], n: int, *, is_alone: bool, is_open: bool) -> int:
    """Where the head of a page that begins in a line ends; the line itself where none does."""
    end = n
    while is_alone and end < len(lines) and lines[end] and end - n < 4 and len(lines[end].split()) <= 15:
        end += 1
    is_block = end > n and (end == len(lines) or not lines[end])
    for stop in (end, n + 1) if is_block else (n + 1,):
        following = next((line for line in lines[stop : stop + 3] if line), "")
        goes_on = is_open and following[:1].islower()
        patterns = [PAGE_HEAD, *([PAGE_NUMBER] if goes_on else []), *([RUNNING_HEAD] if goes_on and is_block else [])]
        # "Harwick Times" above "Page 3" may be the end of a text, but not within a sentence.
        if any(pattern.fullmatch(line) for pattern in patterns for line in lines[n : stop if is_open else n + 1]):
            return stop
    return n


def _is_divided(before: str, after: str) -> bool:
    """Whether a word is divided between two lines: "criti-" and "cised"."""
    return bool(re.search(r"[a-z]-$", before) and re.match(r"[a-z]", after))


def join_lines(lines: Sequence[str]) -> str:
    """Return the lines as one, divided words whole: "criti-" and "cised", but "well-" and "known" keep the hyphen."""
    joined = " ".join(lines)
    if not re.search(r"[a-z]- [a-z]", joined):
        return joined
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", joined)}
    return re.sub(r"([^\W\d_]+)- (?!(?:and|or|to)\b)([a-z]+)", lambda match: _join_word(match, words), joined)


def _join_word(match: re.Match[str], words: Set[str]) -> str:
    first, second = match.groups()
    whole = f"{first}{second}"
    if whole.casefold() in words or whole.casefold() in _common_words():
        return whole
    is_compound = {first.casefold(), second} <= _common_words()
    return f"{first}-{second}" if is_compound else whole


@cache
def _common_words() -> frozenset[str]:
    return frozenset(word for row in table("frequencies") for word in values(row["words"]))


def mark_indents(text: str) -> str:
    """Return a text in which a blank line parts what its indents part, where no blank lines do.

    Each paragraph begins deeper than the line before it, which ends a sentence or is the very first.
    """
    lines = text.replace("\u3000", "  ").expandtabs(4).strip("\n").split("\n")
    if any(not line.strip() for line in lines[2:-1]) or len(lines) < 4:
        return text
    parted = [lines[0]]
    for n, (before, line) in enumerate(pairwise(lines)):
        deeper = len(line) - len(line.lstrip()) >= len(before) - len(before.lstrip()) + 2
        if deeper and (not _is_open(before.rstrip()) or not n):
            parted.append("")
        parted.append(line)
    return "\n".join(parted)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether a line breaks off within a sentence for no other reason than its length."""
    width = max(map(len, lines))
    pairs = pairwise(lines)
    return any(_is_open(before) and _is_forced(before, line, width) for before, line in pairs)


def _is_forced(before: str, line: str, width: int) -> bool:
    return len(before) + 1 + len(line.partition(" ")[0]) > width
