"""What an article could be about: its actors and its noun phrases, each with all its places."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from readout.nlp.document import Document
from readout.nlp.gazetteer import stop_words
from readout.nlp.tokens import Span, lemmatize
from readout.nlp.trees import Tree, Word
from readout.resources import table, values

LONGEST = 4  # words of a phrase
PARTS = frozenset(["NN", "NNS", "NNP", "NNPS", "JJ", "VBN", "VBG", "FW"])
COMMON = 5.0  # Zipf value from which an adjective says little ("a new law")
RAREST = 3.5  # Zipf value of all words that the table does not list
Key = tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """A candidate: its words in dictionary form and lower case, where it stands, and the actor it names if any."""

    words: Key
    spans: tuple[Span, ...]
    actor: str = ""


def phrases(doc: Document) -> list[Phrase]:
    """Every actor, and every noun phrase of up to four words outside their names, in no order of merit.

    Stop words, pronouns, numbers and dates are part of none. A phrase comes beside the shorter ones in it
    ("rocket attack", "attack"), unless the shorter stands mostly or only for the longer: then its places count
    for that. A bare noun counts for the only name that ends in it ("the embassy", "US embassy").
    """
    every = ((name, doc.kind(name), sorted(places)) for name, places in doc.mentions.items())
    names = {
        name: (kind, places) for name, kind, places in every if kind != "issue"
    }  # an issue is a noun phrase like others
    found, described = _nouns(doc, sorted(span for _, spans in names.values() for span in spans))
    _join(found, described)
    _join_names(found, names)
    named = (Phrase(_words(name), tuple(spans), name) for name, (_, spans) in names.items())
    return [*named, *(Phrase(key, tuple(spans)) for key, spans in found.items())]


def zipf(word: str) -> float:
    """How common a word is: log10 of how often it comes in a billion words (`frequencies.tsv`)."""
    return _frequencies().get(word, RAREST)


def is_stop(word: Word) -> bool:
    """Whether it makes no phrase by itself; "US" in capitals does."""
    return word.text.lower() in stop_words() and not (word.text.isupper() and len(word.text) > 1)


def _words(name: str) -> Key:
    return tuple(lemmatize(word, "NNS") if word.islower() else word.lower() for word in name.split())


def _nouns(doc: Document, taken: Sequence[Span]) -> tuple[dict[Key, list[Span]], set[Key]]:
    """The noun phrases by their words, and those that an adjective opens: of these a common one must come twice."""
    found: dict[Key, list[Span]] = {}
    described: set[Key] = set()
    for tree in doc.trees:
        for part in _parts(tree, taken):
            key = tuple(word.lemma.lower() for word in part if word.text != "-")
            found.setdefault(key, []).append((part[0].start, part[-1].end))
            if not part[0].tag.startswith("NN"):
                described.add(key)
    plain = {key for key in described if len(found[key]) == 1 and zipf(key[0]) >= COMMON}
    return {key: spans for key, spans in found.items() if key not in plain}, described


def _parts(tree: Tree, taken: Sequence[Span]) -> Iterator[Sequence[Word]]:
    """All stretches of the noun phrases that end in a noun; a word with a hyphen stays whole."""
    for head in tree.nouns():
        if not _is_taken(head, taken):
            for run in _runs(tree.phrase(head), taken):
                yield from _stretches(run)


def _stretches(run: Sequence[Word]) -> Iterator[Sequence[Word]]:
    hyphens = {at for at, word in enumerate(run) if word.text == "-"}
    for last, noun in enumerate(run):
        if noun.tag.startswith("NN") and last + 1 not in hyphens:
            for first in range(max(last - LONGEST + 1, 0), last + 1):
                if not {first, first - 1} & hyphens:
                    yield run[first : last + 1]


def _runs(phrase: Sequence[Word], taken: Sequence[Span]) -> Iterator[list[Word]]:
    """A noun phrase cut at all that can be no part of a keyphrase, names of actors among it."""
    run: list[Word] = []
    for word in phrase:
        joins = word.text == "-" and bool(run)
        if joins or (_may_stand(word) and not _is_taken(word, taken)):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _may_stand(word: Word) -> bool:
    return len(word.text) > 1 and word.text[0].isalpha() and word.tag in PARTS and not is_stop(word)


def _is_taken(word: Word, spans: Sequence[Span]) -> bool:
    at = bisect_right(spans, (word.start, word.end)) - 1
    near = spans[max(at - 1, 0) : at + 2]
    return any(start <= word.start < end for start, end in near)


def _join(found: dict[Key, list[Span]], described: set[Key]) -> None:
    """Gives the places of a shorter phrase to the longer that it stands for.

    It does if the longer makes up half of its places, or if there is no other with that ending, it came first, and
    more than an adjective makes it longer.
    """
    longer: dict[Key, list[Key]] = {}
    for key in found:
        for first in range(1, len(key)):
            longer.setdefault(key[first:], []).append(key)
    for key in sorted(longer, key=len):
        spans = found.get(key, [])
        often = [one for one in longer[key] if len(found[one]) >= max(2, len(spans) / 2)]
        full = max(often or longer[key], key=lambda one: (len(found[one]), len(one)))
        only = full not in described and all(full[-len(one) :] == one for one in longer[key])
        if spans and (often or (only and found[full][0][1] == spans[0][1])):
            found[full] = sorted({*found[full], *_outside(found.pop(key), found[full])})


def _join_names(found: dict[Key, list[Span]], names: dict[str, tuple[str, list[Span]]]) -> None:
    """Gives the places of a bare noun to the only name that ends in it, where that came first."""
    ending: dict[str, list[str]] = {}
    for name, (kind, _) in names.items():
        if kind != "person" and " " in name:
            ending.setdefault(name.lower().split()[-1], []).append(name)
    for noun, (first, *others) in ending.items():
        spans = found.get((noun,), [])
        if spans and not others and names[first][1][0] < spans[0]:
            names[first] = (names[first][0], sorted({*names[first][1], *found.pop((noun,))}))


def _outside(spans: Sequence[Span], wider: Sequence[Span]) -> list[Span]:
    """Those spans that do not end where one of the wider ones ends."""
    ends = {end for _, end in wider}
    return [span for span in spans if span[1] not in ends]


@cache
def _frequencies() -> dict[str, float]:
    return {word: float(row["zipf"]) for row in table("frequencies") for word in values(row["words"])}
