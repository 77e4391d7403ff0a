"""Exports of Nexis, Factiva and ProQuest: one text that holds many articles, each with its labelled credits.

The forms were learned from public programs that read them (LexisNexisTools, tm.plugin.factiva, pq_parser).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from readout.articles.credits import Content, Metadata, find_date, hash_input, tidy_author

NUMBERED = re.compile(r"\s*(?:[0-9]+ of [0-9]+ DOCUMENTS?|Document [0-9]+ of [0-9]+)\s*")
END = re.compile(r"\s*End of Document\s*", re.IGNORECASE)
LENGTH = re.compile(r"length:\s*[0-9,]+\s+words?\s*", re.IGNORECASE)
ANCHOR = re.compile(rf"{LENGTH.pattern}|headline:.*", re.IGNORECASE)  # the length is left out at times
HEADER_LABEL = re.compile(
    r"(?P<label>section|length|headline|byline|dateline|highlight|series|title|edition|body):\s*(?P<rest>.*)|body",
    re.IGNORECASE,
)
# After the text: labels in capitals, or in the newer form one of few words alone on its line.
TAIL = re.compile(
    r"(?:LOAD-DATE|LANGUAGE|PUBLICATION-TYPE|DOCUMENT-TYPE|JOURNAL[- ]CODE|SUBJECT|GEOGRAPHIC|GRAPHICS?|PERSON|COMPANY"
    r"|ORGANIZATION|INDUSTRY|TICKER|CITY|STATE|COUNTRY|URL|DISTRIBUTION|CORRECTION-DATE|CORRECTION|UPDATE|NOTES?|SERIES"
    r"|TYPE|DATELINE|PUB-TYPE):.*|Load-Date:.*|(?:Classification|Graphic|Notes|Correction)"
)
COPYRIGHT = re.compile(r"(?:copyright|©|\(c\)).*|all rights reserved\.?", re.IGNORECASE)
CREDIT_END = re.compile(r"English|(?:copyright|©|\(c\)).*|all rights reserved\.?", re.IGNORECASE)

WORDS = re.compile(r"(?:WC\s+)?[0-9,]+ words\s*")
FACTIVA_END = re.compile(r"(?:AN\s+)?Document [A-Za-z0-9]{8,}\s*")
FACTIVA_TAG = re.compile(
    r"(?P<label>SE|HD|CR|BY|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN)(?:\s+(?P<rest>.*))?"
)
AUTHOR_LINE = re.compile(r"(?i:by )\S.*|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*){1,3}")
CLOCK = re.compile(r"[0-2]?[0-9]:[0-5][0-9].{0,12}")

RULE = re.compile(r"\s*_{20,}\s*")
PROQUEST_NUMBER = re.compile(r"\s*Document [0-9]+ of [0-9]+\s*")
PROQUEST_LABEL = re.compile(
    r"(?P<label>(?:Author|Publication info|Abstract|Links|Full text|Subject|Location|People|Company / organization"
    r"|Title|Publication title|Publication year|Publication date|Publisher|Place of publication|Country of publication"
    r"|Publication subject|Source type|Language of publication|Document type|ProQuest document ID|Document URL"
    r"|Copyright|Last updated|Database|Pages|Section|Year|Volume|Issue|ISSN|Credit|Document feature"
    r"|Identifier / keyword|Classification|Business indexing term|Supplement|Correction|Illustration)(?=:)"
    r"|(?-i:FULL TEXT|DETAILS|ABSTRACT(?: \(ENGLISH\))?|LINKS)(?=$)):?\s?(?P<rest>.*)",  # of PDF and Word files
    re.IGNORECASE,
)
PROQUEST_END = re.compile(r"Database:.*")


def split_export(text: str) -> list[Content]:
    """Return the articles of a text that is an export of Nexis, Factiva or ProQuest; none for any other text."""
    lines = [line.rstrip() for line in text.replace("\u00a0", " ").split("\n")]
    if any(map(LENGTH.fullmatch, lines)) and any(
        NUMBERED.fullmatch(line) or END.fullmatch(line) or line.startswith(("LOAD-DATE:", "Load-Date:"))
        for line in lines
    ):
        return [_parse_nexis(part) for part in _split_nexis(lines)]
    if any(map(WORDS.fullmatch, lines)) and any(map(FACTIVA_END.fullmatch, lines)):
        return [_parse_factiva(part) for part in _split_behind(lines, FACTIVA_END)]
    labels = {match["label"].lower() for line in lines if (match := PROQUEST_LABEL.fullmatch(line))}
    if "full text" in labels and labels & {"proquest document id", "publication info", "publication title"}:
        return [_parse_proquest(part) for part in _split_proquest(lines)]
    return []


def may_be_export(start: str) -> bool:
    """Whether a text with this start may be an export: whether it is worth the while to read all of it."""
    return bool(
        re.search(r"(?im)^\s*(?:length:|[0-9]+ of [0-9]+ documents?$|document [0-9]+ of |full text(?::|$))", start)
    ) or (any(map(WORDS.fullmatch, map(str.rstrip, start.split("\n")))))


# --- Nexis


def _split_nexis(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each document: by their numbers in the older form, by their ends in the newer one."""
    if any(map(NUMBERED.fullmatch, lines)):
        yield from _split_before(lines, NUMBERED)
    else:
        yield from (part for part in _split_behind(lines, END) if any(map(LENGTH.fullmatch, part)))


def _parse_nexis(lines: Sequence[str]) -> Content:
    length = next((n for n, line in enumerate(lines) if ANCHOR.fullmatch(line)), 0)
    first = next((n for n, line in enumerate(lines[:length]) if HEADER_LABEL.fullmatch(line)), length)
    fields, start = _read_nexis_labels(lines, first)
    end = next((n for n in range(start, len(lines)) if TAIL.fullmatch(lines[n])), len(lines))
    while end > start and (not lines[end - 1].strip() or COPYRIGHT.fullmatch(lines[end - 1].strip())):
        end -= 1
    source, published, title = _read_nexis_head(lines[:first])
    metadata = Metadata(
        title=fields.get("headline") or fields.get("title") or title,
        deck=fields.get("highlight"),
        published=published,
        source=source,
    )
    by = tidy_author(fields.get("byline", ""))
    return _make_content(metadata.filled_from(Metadata(byline=by.byline)), lines[start:end], lines)


def _read_nexis_labels(lines: Sequence[str], number: int) -> tuple[dict[str, str], int]:
    """The labelled fields from a line on, and the line where the text begins: where no label follows."""
    fields: dict[str, str] = {}
    while number < len(lines):
        match = HEADER_LABEL.fullmatch(lines[number])
        if match is None and lines[number].strip():
            break
        number += 1
        if match is None:
            continue
        label, value = (match["label"] or "body").lower(), [match["rest"] or ""]
        if label == "body":
            return fields, number
        while number < len(lines) and lines[number].strip() and not HEADER_LABEL.fullmatch(lines[number]):
            if label == "length":
                return fields, number
            value.append(lines[number])
            number += 1
        fields.setdefault(label, " ".join(" ".join(value).split()))
    return fields, number


def _read_nexis_head(lines: Sequence[str]) -> tuple[str | None, date | None, str | None]:
    """Outlet, day and headline from the lines above the labels.

    In the older form the outlet stands above the day and the headline, where it has no label, below them, at the
    left edge; in the newer one the headline stands above the outlet.
    """
    kept = [line for line in lines if line.strip() and not COPYRIGHT.fullmatch(line.strip())]
    kept = [line for line in kept if not NUMBERED.fullmatch(line)]
    day = next((n for n in range(len(kept) - 1, -1, -1) if find_date(kept[n][:80])), None)
    if day is None:
        return None, None, kept[-1].strip() if kept else None
    outlet = kept[day - 1].strip() if day else ""
    below = [line.strip() for line in kept[day + 1 :] if not line[0].isspace()]
    above = kept[day - 2].strip() if day > 1 and not kept[day - 2][0].isspace() else None
    source = re.sub(r"\s*\([^()]*\)$|\s+-\s+[\w ]*Edition$", "", outlet) or None
    return source, find_date(kept[day]), above or " ".join(below) or None


# --- Factiva


def _parse_factiva(lines: Sequence[str]) -> Content:
    fields = _read_fields(lines, FACTIVA_TAG, is_once=True)
    if fields.keys() >= {"hd", "td"}:
        words = _join_fields(fields)
        metadata = Metadata(
            title=words["hd"],
            published=find_date(words.get("pd", "")),
            source=words.get("sn"),
            byline=tidy_author(words.get("by", "")).byline,
        )
        return _make_content(metadata, [*fields.get("lp", []), "", *fields["td"]], lines)
    at = next((n for n, line in enumerate(lines) if WORDS.fullmatch(line)), 0)
    above = [line.strip() for line in lines[:at] if line.strip()]
    is_byline = len(above) > 1 and bool(AUTHOR_LINE.fullmatch(above[-1]))
    by = tidy_author(above[-1]) if is_byline else Metadata()
    titles = above[:-1] if is_byline else above
    start = _end_of_credits(lines, at + 1)
    credits = [line.strip() for line in lines[at + 1 : start]]
    credits = [line for line in credits if line and not CLOCK.fullmatch(line)]
    day = next((n for n, line in enumerate(credits) if find_date(line)), None)
    metadata = Metadata(
        title=max(titles, key=len, default=None),
        published=find_date(credits[day]) if day is not None else None,
        source=credits[day + 1] if day is not None and day + 1 < len(credits) else None,
        byline=by.byline,
    )
    body = [line for line in lines[start:] if not FACTIVA_END.fullmatch(line)]
    return _make_content(metadata, body, lines)


def _end_of_credits(lines: Sequence[str], start: int) -> int:
    """The line where the text begins: behind language and copyright, else behind the first blank line after the day."""
    marks = [n for n in range(start, min(start + 24, len(lines))) if CREDIT_END.fullmatch(lines[n].strip())]
    if marks:
        return marks[-1] + 1
    day = next((n for n in range(start, len(lines)) if find_date(lines[n])), start)
    return next((n for n in range(day, len(lines)) if not lines[n].strip()), len(lines))


# --- ProQuest


def _split_proquest(lines: Sequence[str]) -> Iterator[list[str]]:
    if any(map(RULE.fullmatch, lines)):
        parts = _split_behind(lines, RULE)
    elif any(map(PROQUEST_NUMBER.fullmatch, lines)):
        parts = _split_before(lines, PROQUEST_NUMBER)
    else:
        parts = _split_behind(lines, PROQUEST_END)
    yield from (part for part in parts if any(map(PROQUEST_LABEL.fullmatch, part)))


def _parse_proquest(lines: Sequence[str]) -> Content:
    kept = [line for line in lines if not RULE.fullmatch(line) and not PROQUEST_NUMBER.fullmatch(line)]
    fields = _read_fields(kept, PROQUEST_LABEL)
    words = _join_fields(fields)
    source = words.get("publication title") or words.get("publication info") or ""
    # "Doe, Jane; Roe, John" as names are said
    names = (re.sub(r"^([^,]+), ([^,]+)$", r"\2 \1", name.strip()) for name in words.get("author", "").split(";"))
    metadata = Metadata(
        title=words.get("title") or next((line.strip() for line in fields[""] if line.strip()), None),
        published=find_date(words.get("publication date") or words.get("publication info") or ""),
        source=re.split(r"\s?[;:]", source)[0].strip() or None,
        byline=tidy_author("; ".join(names)).byline,
        url=words.get("document url"),
    )
    return _make_content(metadata, fields.get("full text", []), lines)


# --- lines


def _read_fields(lines: Sequence[str], labels: re.Pattern[str], *, is_once: bool = False) -> dict[str, list[str]]:
    """The lines behind each label, those before the first under ""; `is_once`: a label that comes again is none."""
    fields: dict[str, list[str]] = {"": []}
    label = ""
    for line in lines:
        match = labels.fullmatch(line)
        if match and not (is_once and match["label"].lower() in fields):
            label, line = match["label"].lower(), match["rest"] or ""
        fields.setdefault(label, []).append(line)
    return fields


def _join_fields(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {label: " ".join(" ".join(lines).split()) for label, lines in fields.items()}


def _make_content(metadata: Metadata, body: Sequence[str], lines: Sequence[str]) -> Content:
    return Content(metadata, "\n".join(body).strip("\n"), hash_input("\n".join(lines)))


def _split_before(lines: Sequence[str], mark: re.Pattern[str]) -> Iterator[list[str]]:
    """The lines from each mark to the next; those before the first belong to none."""
    starts = [n for n, line in enumerate(lines) if mark.fullmatch(line)]
    yield from (list(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True))


def _split_behind(lines: Sequence[str], mark: re.Pattern[str]) -> Iterator[list[str]]:
    """The lines up to each mark, and what follows the last one, where it has any words."""
    start = 0
    for n, line in enumerate(lines):
        if mark.fullmatch(line):
            if any(map(str.strip, lines[start:n])):
                yield list(lines[start : n + 1])
            start = n + 1
    if mark is RULE and any(map(str.strip, lines[start:])):
        yield list(lines[start:])
