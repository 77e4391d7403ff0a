"""Words and phrases with offsets: what the rules stand on until a trained parser does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import simplemma
from nltk.chunk import RegexpParser
from nltk.tokenize import NLTKWordTokenizer
from nltk.tree import Tree
from textblob.en import lexicon
from textblob.en import tag as pattern_tag

from readout.resources import table, values

# One character for one, so that offsets stay: the tokenizer and the tagger know straight quotes only.
STRAIGHT = str.maketrans("‘’‛“”„", "'''\"\"\"")
# A "sentence" beyond this is a list or a page without full stops; parsing it would tell little and take long.
LONGEST = 3000

GRAMMAR = r"""
NP: {<PDT|DT>?<DT|PRP\$><JJ.*|VBN|VBG|CD>*<JJ.*|CD|NN.*>*<NN.*>}
    {<JJ.*|CD|NN.*>*<NN.*>}
    {<PRP|EX>}
VP: {<MD|TO|RB.*|VB.*>*<VB.*><RP>*}
"""


@dataclass(frozen=True)
class Word:
    """One token: `text` stands at `[start, end)`; `lemma` is lower-case but for names.

    `tag` is a Penn tag, or DATE for the names of days and months: no actors, whatever their capitals say.
    """

    start: int
    end: int
    text: str
    tag: str
    lemma: str


@dataclass(frozen=True)
class Chunk:
    """A noun phrase (kind NP), a verb group (VP: "has not vowed to expel") or one other word (its tag)."""

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

    @property
    def text(self) -> str:
        """Its first word in lower case: all there is of a preposition or a conjunction."""
        return self.words[0].text.lower()


@lru_cache(maxsize=16384)
def words(text: str, offset: int = 0) -> tuple[Word, ...]:
    """The words of one sentence, tagged (TextBlob's lexicon tagger) and lemmatised (simplemma).

    `offset` is where the sentence starts in its article, so that positions are positions in the article.
    Of a sentence of more than 3,000 characters only the beginning is read.
    """
    plain = text[:LONGEST].encode("utf-8", "replace").decode("utf-8").translate(STRAIGHT)
    spans = [(s, e) for s, e in NLTKWordTokenizer().span_tokenize(plain) if plain[s:e].strip()]
    tokens = ["".join(plain[start:end].split()) for start, end in spans]
    if not tokens:
        return ()
    tagged = pattern_tag(" ".join(tokens), tokenize=False)
    tags = [tag for _, tag in tagged] if len(tagged) == len(tokens) else ["NN"] * len(tokens)
    for i in range(len(tokens)):
        tags[i] = _by_form(i, tokens, tags)
        tags[i] = _by_place(i, tokens, tags)
    return tuple(
        Word(offset + start, offset + end, text[start:end], tag, _lemma(token, tag))
        for (start, end), token, tag in zip(spans, tokens, tags, strict=True)
    )


@lru_cache(maxsize=16384)
def chunks(text: str, offset: int = 0) -> tuple[Chunk, ...]:
    """The words of one sentence grouped into noun phrases, verb groups and single words, in order."""
    row = words(text, offset)
    tree = _chunker().parse([(word, word.tag) for word in row]) if row else ()
    found: list[Chunk] = []
    for node in tree:
        if isinstance(node, Tree):
            group = tuple(word for word, _ in node.leaves())
            found += _verb_groups(group) if node.label() == "VP" else [Chunk("NP", group)]
        else:
            found.append(Chunk(node[1], (node[0],)))
    return tuple(found)


def noun_phrases(text: str, offset: int = 0) -> list[Chunk]:
    """The base noun phrases of one sentence; pronouns are left out."""
    return [c for c in chunks(text, offset) if c.kind == "NP" and c.head.tag not in ("PRP", "EX")]


@cache
def grammar(name: str) -> frozenset[str]:
    """One of the closed sets of words in `grammar.tsv`: "be", "control", "adverbial" …"""
    return frozenset(next(values(row["words"]) for row in table("grammar") if row["set"] == name))


def _verb_groups(row: tuple[Word, ...]) -> Iterator[Chunk]:
    """One group, or two where a finite verb follows a full one: "will hold | is another matter"."""
    first, full = 0, False
    for i, word in enumerate(row):
        carried = row[i - 1].tag in ("TO", "MD", "RB") or row[i - 1].lemma in grammar("auxiliary")
        told = word.tag in ("VBD", "VBZ") and not carried  # "asked not to be named | said"
        if full and (told or (word.text.lower() in grammar("finite") and row[i - 1].tag != "TO")):
            yield Chunk("VP", row[first:i])
            first, full = i, False
        full = full or (word.tag.startswith("VB") and word.lemma not in grammar("auxiliary"))
    yield Chunk("VP", row[first:])


@cache
def _chunker() -> Any:
    return RegexpParser(GRAMMAR)


def _by_form(i: int, tokens: list[str], tags: list[str]) -> str:
    """The lexicon's tag, put right where the spelling of the word shows that it cannot be."""
    token, tag, before = tokens[i], tags[i], tags[i - 1] if i else ""
    after = tags[i + 1] if i + 1 < len(tags) else "."
    if token in grammar("date") and tag != "MD" and (i or after == "CD"):
        return "DATE" if token not in ("May", "March") or before == "IN" or after == "CD" else tag
    if token.isupper() and len(token) > 1 and token.isalpha() and tag != "CD":
        return "NNP"
    if re.fullmatch(r"[a-z]{1,3}-[A-Z]\w+", token):
        return "NNP"  # "al-Kadhimi"
    if not any(map(str.isalnum, token)) and tag[:2] in ("NN", "VB", "JJ"):
        return ":"
    if token.lower() in ("following", "including", "according", "regarding") and not before.startswith("VB"):
        return "IN"
    acting = token == "acting" and after == "NNP" and tokens[i - 1].lower() not in grammar("be")
    if token == "armed" or acting or ("-" in token and tag.startswith(("VB", "RB"))):
        return "JJ"
    if token == "of" and before == "NNP" and after == "NNP":
        return "NNP"  # "Secretary of State", "Government of Iraq": one name
    if token == "'" and i and tokens[i - 1].endswith("s") and after[:2] in ("NN", "JJ", "VB"):
        return "POS"
    return "NN" if token == "general" and before == "NN" else tag


def _by_place(i: int, tokens: list[str], tags: list[str]) -> str:
    """The tag, put right where the words around it show that it cannot be."""
    token, tag, before = tokens[i], tags[i], tags[i - 1] if i else ""
    after = [*tags[i + 1 : i + 3], ".", "."]
    following = tokens[i + 1].lower() if i + 1 < len(tokens) else ""
    verbal = after[0] in ("VBD", "VBZ", "MD")
    if (
        token.islower()
        and tag in ("NN", "NNS")
        and (_governor(i, tokens, tags) or (before == "WP" and tag == "NNS"))
    ):
        return "VB" if before != "WP" else "VBZ"
    if tag == "NNS" and token.islower() and before in ("NN", "NNP") and following in grammar("object"):
        return "VBZ"  # "the government sets a timetable"
    if tag == "NN" and before == "TO" and token.islower() and after[0][:2] in ("DT", "PR", "JJ", "NN", "VB"):
        return "VB"
    gerund = tokens[i - 1].lower() in grammar("be") if i else after[0] in ("DT", "PRP$")
    if tag == "NN" and gerund and re.fullmatch(r"\w{3,}ing", token):
        return "VBG"  # "was hearing talk", "Closing the embassy takes …"
    if tag == "VBN" and before == "WDT" and tags[max(i - 2, 0)] == "IN" and after[0][:2] == "NN":
        return "JJ"  # "videos in which masked men threatened X"
    if tag == "VB" and i and tokens[i - 1].lower() in grammar("be"):
        return "JJ"  # "is close to"
    if tag == "VBZ" and before == "NN" and tags[max(i - 2, 0)] == "IN" and after[0] in ("IN", ",", "."):
        return "NNS"  # "in phone calls that"
    if tag == "VB" and before.startswith("VB") and tokens[i - 1].lower() not in grammar("bare"):
        return "NN"  # "hearing talk of"
    if token[:1].isupper() and i and tag[:2] in ("VB", "JJ") and before.startswith("NNP"):
        return "NNP"
    if tag.startswith("VB") and before in ("DT", "PRP$", "POS"):
        keeps = tag in ("VBN", "VBG") and after[0].startswith(("NN", "JJ", "VBN"))
        return tag if keeps else "NN"
    if token == "one" and before in ("DT", "JJ"):
        return "NN"
    if token.lower() in grammar("quantifier") or tag in ("CD", "JJS"):
        who = following in ("of", "who", "whose")
        verbal = (after[1] if after[0] == "RB" else after[0]) in ("VBD", "VBZ", "VBP", "VBN", "MD")
        return "NN" if who or (verbal and before not in ("DT", "IN")) else tag
    if tag == "JJ" and before.startswith("NN") and verbal:
        return "NN"  # "the US military said"
    if tag == "JJ" and before in ("DT", "JJ") and "DT" in tags[max(i - 2, 0) : i]:
        ends = after[0] not in ("JJ", "JJR", "JJS", "VBN", "VBG", "CD", '"') and not after[0].startswith("NN")
        return "NN" if ends and not (after[0] in (",", "CC") and after[1] == "JJ") else tag
    return tag


def _governor(i: int, tokens: list[str], tags: list[str]) -> bool:
    """Whether a modal, or "did not", before this word makes it a verb: "could still strike"."""
    j = i - 1
    while j > 0 and tags[j] == "RB":
        j -= 1
    denied = j < i - 1 and j >= 0 and tokens[j].lower() in ("do", "does", "did")
    return j >= 0 and (tags[j] == "MD" or denied)


def _lemma(token: str, tag: str) -> str:
    if tag.startswith("NNP"):
        return token
    lemma: str = simplemma.lemmatize(token.lower(), "en").lower()
    if tag.startswith("VB") and (lemma not in lexicon or lemma.endswith(("ing", "ed"))):
        # simplemma gives "thanke" for "thanked" and leaves "warning" alone, which is a noun too
        stem = re.sub(r"(?:ing|ed)$", "", token.lower())
        known = [form for form in (stem, stem + "e") if len(form) > 2 and form in lexicon]
        return next(iter(sorted(known, key=lambda form: not lexicon[form].startswith("VB"))), lemma)
    return lemma
