"""The labelled sentences that train the reader: as examples of one shape, then as rows of numbers."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from tokenizers import Tokenizer

from readout.nlp.reader import STANCES, TONES
from readout.nlp.tokens import STRAIGHT, Span, first_tokens, letter_cases, split_words, tokens_within
from training.gold_format import Gold, read_folder
from training.labelled_rows import labelled

OWN, ACTS, CORPUS = (Path(__file__).parent / name for name in ("data", "acts.tsv", "corpus"))
FEW = 4  # pairs without a tie that are taken of one sentence
KINDS = {"p": "person", "o": "organisation", "l": "place", "n": "nationality", "g": "organisation"}
NAMES = ("person", "organisation", "place", "event", "other")
NOMINALS = ("person", "organisation", "place", "nationality", "weapon", "platform")
BIO = {
    "names": ["O", *(f"{p}-{k}" for k in NAMES for p in "BI")],
    "nominal": ["O", *(f"{p}-{k}" for k in NOMINALS for p in "BI")],
}
MERGED = frozenset(["nsubj:pass", "obl:agent", "nmod:poss", "compound:prt", "acl:relcl"])
PAIR = re.compile(r"\[([12]) ([^\[\]]+)\]")
MARKED = re.compile(r"\[(\d+) ([polngi]) ([^\[\]]+)\]")
LONGEST = 160  # tokens of a sentence that training reads; the reader itself has no such limit


@dataclass
class Example:
    """One sentence with whatever is known of it; `task` is what it trains.

    tone: (spans of the target, label); stance: (spans of a, spans of b, label); entities: (start, end, type);
    words, tags, heads (-1 the root) and relations: one for each word.
    """

    text: str
    task: str
    tone: list[tuple[list[Span], str]] = field(default_factory=list)
    stance: list[tuple[list[Span], list[Span], str]] = field(default_factory=list)
    entities: list[tuple[int, int, str]] = field(default_factory=list)
    words: list[Span] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)


def read_tone(path: Path) -> list[Example]:
    """NewsMTSC: one example a sentence, with all its targets; rows that stand twice count once."""
    return _by_sentence("target-sentiment", path, "tone", ("target",))


def read_stance(path: Path) -> list[Example]:
    """Park, Pan and Joo 2021: one example a sentence, with all its pairs; rows that stand twice count once."""
    return _by_sentence("directed-stance", path, "stance", ("a", "b"))


def _by_sentence(task: str, path: Path, name: str, spans: Sequence[str]) -> list[Example]:
    examples: dict[str, Example] = {}
    for row in labelled(task, path):
        items = getattr(examples.setdefault(row.given["text"], Example(row.given["text"], name)), name)
        item = (*([row.given[span]] for span in spans), row.gold["label"])
        if item not in items:
            items.append(item)
    return list(examples.values())


def read_mentions(path: Path, scheme: str) -> list[Example]:
    """The sentences of one scheme ("names" or "nominal") with their words."""
    return [
        Example(row.given["text"], scheme, entities=row.gold["entities"], words=split_words(row.given["text"]))
        for row in labelled("mentions", path)
        if row.given["scheme"] == scheme
    ]


def read_syntax(path: Path) -> list[Example]:
    """CoNLL-U: words by their place in the text, Penn tags, heads and relations (subtypes merged but five)."""
    return [
        Example(
            row.given["text"],
            "syntax",
            words=list(row.given["words"]),
            tags=list(row.gold["tags"]),
            heads=[head - 1 for head in row.gold["heads"]],
            relations=[name if name in MERGED else name.split(":")[0] for name in row.gold["relations"]],
        )
        for row in labelled("syntax", path)
    ]


def read_own(folder: Path = OWN, part: int | None = None, *, parts: int = 5, files: str = "*.tsv") -> list[Example]:
    """Our own sentences: all ties and nominal groups of each; every fifth is held out as part 0.

    `part` None gives all, 0 the held-out fifth, 1 the rest; of the `files` those count that list ties.
    """
    examples = []
    for path in sorted(folder.glob(files)):
        head, *lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")]
        for number, line in enumerate(lines if head.startswith("sentence\tties\t") else ()):
            if part is None or (number % parts == 0) == (part == 0):
                examples.append(_own(line))
    return examples


def _own(line: str) -> Example:
    marked, ties, _ = line.split("\t")
    text, places = _unmark(MARKED, marked)
    spans, entities = defaultdict(list), []
    for match, span in places:
        spans[match[1]].append(span)
        if match[2] in KINDS:
            entities.append((*span, KINDS[match[2]]))
    labels = {}
    for tie in ties.split():
        source, sign, target = re.fullmatch(r"(\d+)([-+])(\d+)", tie).groups()
        labels[source, target] = "supports" if sign == "+" else "opposes"
    example = Example(text, "own", entities=entities, words=split_words(text))
    ids = list(spans)
    for n, a in enumerate(ids):
        for b in ids[n + 1 :]:
            given = [f"a_{labels[a, b]}_b"] if (a, b) in labels else []
            given += [f"b_{labels[b, a]}_a"] if (b, a) in labels else []
            example.stance.append((spans[a], spans[b], given[0] if given else "none"))
    return example


def read_corpus(folder: Path = CORPUS, part: str = "train") -> list[Example]:
    """The sentences of the annotated articles of one part: ties, pairs that are none, and tones.

    A pair of actors that a sentence mentions is labelled if the sentence says their tie, if it only looks as if, or if
    the article has no tie of the two at all (of such pairs the first few of a sentence); arguable pairs are left out. A
    sentence in which a speaker is not mentioned, but whose words it is, is given once more with "X said: " before it.
    """
    return [example for gold in read_folder(folder) if gold.part == part for example in _examples_of_article(gold)]


def _examples_of_article(gold: Gold) -> Iterator[Example]:
    for sentence in gold.article.sentences:
        spans: dict[str, list[Span]] = defaultdict(list)
        for mention in gold.mentions:
            if sentence.start <= mention.start and mention.end <= sentence.end:
                spans[mention.key].append((mention.start - sentence.start, mention.end - sentence.start))
        tones = {
            row.actor: row.tone
            for row in gold.tones
            if sentence.start <= row.place[0] < sentence.end and row.actor in spans
        }
        place = sentence.start, sentence.end
        example = Example(sentence.text, "corpus", words=split_words(sentence.text))
        example.tone = [(spans[key], tone) for key, tone in tones.items()]
        example.stance = [
            (spans[a], spans[b], label) for a, b in combinations(spans, 2) if (label := _pair_label(gold, a, b, place))
        ]
        example.stance = _few(example.stance)
        if example.tone or example.stance:
            yield example
        yield from _examples_of_speakers(gold, sentence.text, place, spans)


def _examples_of_speakers(gold: Gold, text: str, place: Span, spans: dict[str, list[Span]]) -> Iterator[Example]:
    """The sentence with "X said: " before it, where it is X's words and does not mention X."""
    for said in gold.attributions:
        speakers = [key for key in said.speakers if key in gold.actors]
        inside = any(start < place[1] and place[0] < end for start, end in said.content)
        if not inside or len(speakers) != 1 or speakers[0] in spans:
            continue
        lead = f"{gold.actors[speakers[0]].name} said: "
        moved = {k: [(s + len(lead), e + len(lead)) for s, e in some] for k, some in spans.items()}
        pairs = [
            ([(0, len(lead) - 7)], moved[key], label)
            for key in spans
            if (label := _pair_label(gold, speakers[0], key, place))
        ]
        if pairs:
            yield Example(lead + text, "corpus", stance=_few(pairs), words=split_words(lead + text))


def _pair_label(gold: Gold, a: str, b: str, place: Span) -> str:
    """The stance between two actors that a sentence at a place says, "none", or "" where nothing can be told."""
    found, elsewhere = [], False
    for source, target, name in ((a, b, "a_{}_b"), (b, a, "b_{}_a")):
        for label in ("opposes", "supports"):
            tie = source, label, target
            if tie in gold.arguable:
                return ""
            places = gold.ties.get(tie)
            if places and any(start < place[1] and place[0] < end for start, end in places):
                found.append(name.format(label))
            elsewhere |= places is not None
    return found[0] if found else "" if elsewhere else "none"


def _few(pairs: list) -> list:
    """All ties, and of the pairs without one the first few."""
    none = [pair for pair in pairs if pair[-1] == "none"]
    return [pair for pair in pairs if pair[-1] != "none"] + none[:FEW]


def read_acts(path: Path = ACTS) -> Iterator[tuple[str, str, Span, Span]]:
    """Our own sentences with an act: its code, the text, the places of who does it and to whom."""
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith(("# ", "act\t")):
            act, marked = line.split("\t")
            text, places = _unmark(PAIR, marked)
            spans = {match[1]: span for match, span in places}
            yield act, text, spans["1"], spans["2"]


def _unmark(mark: re.Pattern[str], marked: str) -> tuple[str, list[tuple[re.Match[str], Span]]]:
    """The text without its marks, and each mark with the place of its words, the last of its groups."""
    text, at, places = "", 0, []
    for match in mark.finditer(marked):
        text += marked[at : match.start()]
        places.append((match, (len(text), len(text) + len(match[match.lastindex]))))
        text, at = text + match[match.lastindex], match.end()
    return text + marked[at:], places


@dataclass(frozen=True)
class Labels:
    """The names of tags and relations, in the order of their numbers."""

    tags: list[str]
    relations: list[str]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Labels":
        """Those that the examples use, sorted."""
        return cls(
            sorted({tag for example in examples for tag in example.tags}),
            sorted({relation for example in examples for relation in example.relations}),
        )


@dataclass
class Row:
    """One example as numbers; `tone` and `stance` hold token ranges and a label: its number, or a share for each."""

    task: str
    ids: list[int]
    cases: list[int]
    words: list[int]
    bio: list[int]
    tags: list[int]
    heads: list[int]
    relations: list[int]
    tone: list[tuple[list[Span], int | list[float]]]
    stance: list[tuple[list[Span], list[Span], int | list[float]]]
    entities: list[list[Span]]


class Numbering:
    """Turns examples into rows."""

    def __init__(self, base: Path, labels: Labels) -> None:
        self.tokenizer, self.labels = load_tokenizer(base), labels
        self._tags = {tag: n for n, tag in enumerate(labels.tags)}
        self._relations = {relation: n for n, relation in enumerate(labels.relations)}

    def row(self, example: Example) -> Row:
        """One example; what lies behind the longest length is left out."""
        coded = self.tokenizer.encode(example.text.translate(STRAIGHT))
        offsets = coded.offsets[:LONGEST]
        words = first_tokens(example.words, offsets)
        # up to the first word that has no token
        size = next((n for n, token in enumerate(words) if not 0 < token < len(offsets) - 1), len(words))
        tree = bool(example.heads) and all(head < size for head in example.heads[:size])
        bio = _bio(example)[:size] if example.task in ("names", "nominal", "own") else []
        return Row(
            example.task,
            coded.ids[:LONGEST],
            letter_cases(example.text, offsets),
            words[:size],
            bio,
            [self._tags.get(tag, 0) for tag in example.tags[:size]] if tree else [],
            [head + 1 for head in example.heads[:size]] if tree else [],
            [self._relations.get(name, 0) for name in example.relations[:size]] if tree else [],
            [(r, TONES.index(label)) for spans, label in example.tone if (r := _ranges(spans, offsets))],
            [
                (r, q, STANCES.index(label))
                for a, b, label in example.stance
                if (r := _ranges(a, offsets)) and (q := _ranges(b, offsets))
            ],
            [r for *span, _ in example.entities if (r := _ranges([tuple(span)], offsets))],
        )


def load_tokenizer(base: Path) -> Tokenizer:
    """The tokenizer of the base encoder, without padding and truncation."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _ranges(spans: Sequence[Span], offsets: Sequence[Span]) -> list[Span]:
    ranges = [tokens_within(span, offsets) for span in spans]
    return [r for r in ranges if r[0] < r[1]]


def _bio(example: Example) -> list[int]:
    """The label of each word; a "the" or "a" before one of our own marks belongs to it, as in re3d."""
    names = BIO["names" if example.task == "names" else "nominal"]
    numbers = [0] * len(example.words)
    for start, end, kind in example.entities:
        inside = [n for n, (s, e) in enumerate(example.words) if s < end and e > start]
        if example.task == "own" and inside and inside[0] > 0:
            before = example.text[slice(*example.words[inside[0] - 1])].lower()
            inside = [inside[0] - 1, *inside] if before in ("the", "a", "an") else inside
        for i, n in enumerate(inside):
            numbers[n] = names.index(f"{'I' if i else 'B'}-{kind}")
    return numbers


def batches(rows: Sequence[Row], size: int, seed: int | None = None) -> Iterator[list[Row]]:
    """The rows in batches of like length; with a seed shuffled, without it in order of length."""
    chance = random.Random(seed)
    order = list(range(len(rows)))
    if seed is not None:
        chance.shuffle(order)
    order.sort(key=lambda n: len(rows[n].ids) // (4 if seed is not None else 1))
    groups = [order[n : n + size] for n in range(0, len(order), size)]
    if seed is not None:
        chance.shuffle(groups)
    for group in groups:
        yield [rows[n] for n in group]
