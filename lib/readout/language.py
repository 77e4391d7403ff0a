"""Words, phrases and clauses with offsets: what the rules stand on until a trained parser does."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import simplemma
from nltk.chunk import RegexpParser
from nltk.tokenize import NLTKWordTokenizer
from nltk.tree import Tree
from textblob.en import tag as pattern_tag

# One character for one, so that offsets stay: the tokenizer and the tagger know straight quotes only.
STRAIGHT = str.maketrans("‘’‛“”„", "'''\"\"\"")

GRAMMAR = r"""
NP: {<PDT>?<DT|PRP\$><JJ.*|VBN|VBG|CD|NN.*>*<NN.*>}
    {<JJ.*|CD|NN.*>*<JJ.*><VBN><NN.*>+}
    {<JJ.*|CD|NN.*>*<NN.*>}
    {<PRP|EX>}
VP: {<MD|TO|RB.*|VB.*>*<VB.*><RP>*}
"""
SUBORDINATORS = frozenset(
    "that if as while though although because since unless whether after before until when where so than".split()
)
PARTICLES = frozenset("up out off down back away".split())
BE = frozenset("be am is are was were been being 's 're".split())


@dataclass(frozen=True)
class Word:
    """One token: `text` stands at `[start, end)`; `tag` is a Penn tag, `lemma` lower-case but for names."""

    start: int
    end: int
    text: str
    tag: str
    lemma: str


@dataclass(frozen=True)
class Chunk:
    """A noun phrase ("NP"), a verb group ("VP": "has not vowed to expel") or one other word (kind: its tag)."""

    kind: str
    words: tuple[Word, ...]

    @property
    def start(self) -> int:
        """Where its first word starts."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.words[-1].end

    @property
    def head(self) -> Word:
        """The last noun of a noun phrase, the last verb of a verb group ("expel" in "vowed to expel")."""
        return next((w for w in reversed(self.words) if w.tag[:2] in ("NN", "VB", "PR")), self.words[-1])


@dataclass(frozen=True)
class Clause:
    """A verb group with its grammatical subject and what follows it: ("obj" | preposition, noun phrase)."""

    verb: Chunk
    subject: Chunk | None
    arguments: tuple[tuple[str, Chunk], ...]

    @property
    def passive(self) -> bool:
        """Whether a form of "be" governs a participle: "was condemned", not "was condemning"."""
        before = [w.text.lower() for w in self.verb.words if w.start < self.verb.head.start]
        return bool(BE & set(before)) and self.verb.head.tag in ("VBN", "VBD")


@lru_cache(maxsize=4096)
def words(text: str, offset: int = 0) -> tuple[Word, ...]:
    """The words of one sentence, tagged (TextBlob's lexicon tagger) and lemmatised (simplemma).

    `offset` is where the sentence starts in its article, so that positions are positions in the article.
    """
    plain = text.translate(STRAIGHT)
    spans = list(NLTKWordTokenizer().span_tokenize(plain))
    tokens = [plain[start:end].replace(" ", "") for start, end in spans]
    if not tokens:
        return ()
    tagged = pattern_tag(" ".join(tokens), tokenize=False)
    tags = [tag for _, tag in tagged] if len(tagged) == len(tokens) else ["NN"] * len(tokens)
    tags = [_mended(i, tokens, tags) for i in range(len(tokens))]
    return tuple(
        Word(offset + start, offset + end, text[start:end], tag, _lemma(token, tag))
        for (start, end), token, tag in zip(spans, tokens, tags, strict=True)
    )


@lru_cache(maxsize=4096)
def chunks(text: str, offset: int = 0) -> tuple[Chunk, ...]:
    """The words of one sentence grouped into noun phrases, verb groups and single words, in order."""
    tree = _chunker().parse([(word, word.tag) for word in words(text, offset)]) if text.strip() else ()
    return tuple(
        Chunk(node.label(), tuple(word for word, _ in node.leaves()))
        if isinstance(node, Tree)
        else Chunk(node[1], (node[0],))
        for node in tree
    )


def noun_phrases(text: str, offset: int = 0) -> list[Chunk]:
    """The base noun phrases of one sentence; pronouns are left out."""
    return [c for c in chunks(text, offset) if c.kind == "NP" and c.head.tag != "PRP" and c.head.tag != "EX"]


@lru_cache(maxsize=4096)
def clauses(text: str, offset: int = 0) -> tuple[Clause, ...]:
    """The verb groups of one sentence, each with its subject and arguments, found by their order.

    The subject is the last noun phrase before the verb that hangs on no preposition; a relative pronoun
    stands for the noun phrase before it; an infinitive or a coordinated verb shares the subject before it.
    """
    row = chunks(text, offset)
    found: list[Clause] = []
    for i, chunk in enumerate(row):
        if chunk.kind == "VP":
            subject = _subject(row, i, found[-1] if found else None)
            found.append(Clause(chunk, subject, tuple(_arguments(row, i))))
    return tuple(found)


def _subject(row: Sequence[Chunk], verb: int, before: Clause | None) -> Chunk | None:
    shared = before.subject if before else None
    if row[verb].words[0].tag == "TO":
        asked = [np for role, np in before.arguments if role in ("obj", "on")] if before else []
        return asked[-1] if asked else shared
    opener = row[verb - 1].kind if verb else ""
    if opener in ("CC", ",", "RB") and before and (opener != "," or row[verb].words[-1].tag == "VBG"):
        return shared
    if row[verb].words[0].tag == "VBG" and opener == "NP":
        return row[verb - 1]
    free: list[int] = []
    for i in range(verb - 1, -1, -1):
        chunk = row[i]
        text = chunk.words[0].text.lower()
        if chunk.kind in ("WP", "WDT") or (text == "that" and i and row[i - 1].kind == "NP" and not free):
            return row[free[0]] if free else next((c for c in reversed(row[:i]) if c.kind == "NP"), None)
        if chunk.kind == "VP" and chunk.words[0].tag == "VBG" and (not i or row[i - 1].kind == ","):
            return None  # "closing the embassy takes …": the gerund is the subject
        if chunk.kind == "VP" or (text in SUBORDINATORS and chunk.kind == "IN" and free):
            break
        if chunk.kind == "NP" and not _governed(row, i):
            free.append(i)
    if not free:
        return shared
    # "X, the leader of Y, said": the noun phrase between commas names X again
    if len(free) > 1 and row[verb - 1].kind == "," and free[0] and row[free[0] - 1].kind == ",":
        return row[free[1]]
    return row[free[0]]


def _governed(row: Sequence[Chunk], i: int) -> bool:
    """Whether a noun phrase hangs on a preposition, on a possessor that does, or is a possessor itself."""
    if i + 1 < len(row) and row[i + 1].kind == "POS":
        return True
    while i > 1 and row[i - 1].kind == "POS":
        i -= 2
    if i > 1 and row[i - 1].kind == "CC" and row[i - 2].kind == "NP":
        return _governed(row, i - 2)
    text = row[i - 1].words[0].text.lower() if i else ""
    subordinate = text in SUBORDINATORS and text not in ("after", "before", "since", "until", "as")
    return i > 0 and row[i - 1].kind in ("IN", "TO") and not subordinate and not _opens_clause(row, i)


def _opens_clause(row: Sequence[Chunk], i: int) -> bool:
    """Whether this noun phrase, after "as", "after", "and" or a comma, is the subject of a new clause."""
    text = row[i - 1].words[0].text.lower()
    following = next((c for c in row[i + 1 :] if c.kind != "RB"), None)
    finite = following is not None and following.kind == "VP" and following.words[0].tag not in ("TO", "VBG")
    return finite and (text in SUBORDINATORS or row[i - 1].kind in (",", "CC"))


def _arguments(row: Sequence[Chunk], verb: int) -> Iterator[tuple[str, Chunk]]:
    role = "obj"
    for i in range(verb + 1, len(row)):
        chunk = row[i]
        if chunk.kind == "NP":
            if row[i - 1].kind in (",", "CC", "IN") and _opens_clause(row, i):
                return
            possessor = i + 1 < len(row) and row[i + 1].kind == "POS"
            if not possessor:
                yield role, chunk
                role = role if role != "obj" else "next"
            if i + 1 < len(row) and row[i + 1].kind == "CC" and role == "next":
                role = "obj"
        elif chunk.kind in ("IN", "TO"):
            if i == verb + 1 and chunk.words[0].text in PARTICLES:
                continue
            role = chunk.words[0].text.lower()
            if role in SUBORDINATORS and role not in ("after", "before", "since", "as"):
                return
        elif chunk.kind in ("VP", "WP", "WDT", "WRB", ":", "."):
            return


@cache
def _chunker() -> Any:
    return RegexpParser(GRAMMAR)


def _mended(i: int, tokens: list[str], tags: list[str]) -> str:
    """The lexicon's tag, put right where the words around it show that it cannot be."""
    token, tag = tokens[i], tags[i]
    before = tags[i - 1] if i else ""
    after = tags[i + 1] if i + 1 < len(tags) else "."
    if token.isupper() and len(token) > 1 and token.isalpha() and tag not in ("CD",):
        return "NNP"
    if token.lower() in ("following", "including", "according", "regarding") and not before.startswith("VB"):
        return "IN"
    if token == "of" and before == "NNP" and after == "NNP":
        return "NNP"  # "Secretary of State", "Government of Iraq": one name
    if re.fullmatch(r"[a-z]{1,3}-[A-Z]\w+", token):
        return "NNP"
    if tag == "NN" and before == "TO" and token.islower() and after[:2] in ("DT", "PR", "JJ", "NN", "VB"):
        return "VB"
    if "-" in token and tag.startswith(("VB", "RB")):
        return "JJ"
    if token[:1].isupper() and i and tag[:2] in ("VB", "JJ") and before.startswith("NNP"):
        return "NNP"
    if tag.startswith("VB") and before in ("DT", "PRP$", "POS") and not after.startswith(("NN", "JJ", "VBN")):
        return "NN"
    if token == "'" and i and tokens[i - 1].endswith("s") and after[:2] in ("NN", "JJ", "VB"):
        return "POS"
    return tag


def _lemma(token: str, tag: str) -> str:
    if tag.startswith("NNP"):
        return token
    lemma: str = simplemma.lemmatize(token.lower(), "en")
    return lemma.lower()
