"""Words and subword tokens of a sentence: where they stand, their dictionary form, how they are capitalised.

Words are those of Universal Dependencies English; tokens are the pieces of words that the encoder reads.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

import simplemma
from nltk.tokenize import NLTKWordTokenizer
from textblob.en import lexicon

from readout.resources import table, values

Span = tuple[int, int]

# One character for one, so that offsets stay: tokenizers know straight quotes only.
STRAIGHT = str.maketrans("‘’‛“”„", "'''\"\"\"")
COMPOUND = re.compile(r"(?<=[^\W\d_])-(?=[^\W_])|(?<=\w\.)-(?=[^\W\d_])|(?<=\d)-(?=[^\W\d_])|(?<!\S)[-–—](?=[A-Z])")
LOWER, CAPITAL, CAPITALS, MIXED = range(4)


def straighten(text: str) -> str:
    """Return the text with straight quotes and without lone surrogates, character for character."""
    return text.encode("utf-8", "replace").decode("utf-8").translate(STRAIGHT)


def split_words(text: str) -> list[Span]:
    """Return where the words of one sentence stand, cut as Universal Dependencies English cuts them.

    Contractions are two words ("do|n’t"), a possessor's ending is one ("Iran|’s"), and so is each part of a
    compound ("Iran|-|backed") but for those with a prefix ("anti-ship"); a dash before a name is one ("-|Marion").
    """
    text = straighten(text)
    spans: list[Span] = []
    for start, end in NLTKWordTokenizer().span_tokenize(text):
        first = start
        for hyphen in COMPOUND.finditer(text, start, end):
            if text[first : hyphen.start()].lower() not in grammar("prefix"):
                spans += [(first, hyphen.start()), (hyphen.start(), hyphen.end())]
                first = hyphen.end()
        spans.append((first, end))
    return [(start, end) for start, end in spans if text[start:end].strip()]


def lemmatize(word: str, tag: str) -> str:
    """Return the dictionary form of a word with a Penn tag, in lower case (simplemma); a name stays as it is."""
    if tag.startswith("NNP"):
        return word
    form: str = simplemma.lemmatize(straighten(word).lower(), "en").lower()
    is_same = tag == "VBZ" and form == word.lower()
    if tag.startswith("VB") and (form not in lexicon or is_same or form.endswith(("ing", "ed"))):
        # simplemma gives "thanke" for "thanked", and leaves "warning" alone, which is a noun too, and "misleads"
        stem = re.sub(r"(?:ing|ed|(?<=[sxz])es|(?<=[cs]h)es|s)$", "", re.sub(r"ies$", "ys", word.lower()))
        stems = [verb for verb in (stem, stem + "e") if len(verb) > 2 and verb in lexicon]
        form = re.sub(r"(?<=\w\w\w)s$", "", form) if is_same else form  # "gaslights", which nobody knows
        return min(stems, key=lambda verb: not lexicon[verb].startswith("VB"), default=form)
    return form


@cache
def grammar(name: str) -> frozenset[str]:
    """Return one of the closed sets of words in `grammar.tsv`: "control", "date", "part" …"""
    return frozenset(next(values(row["words"]) for row in table("grammar") if row["set"] == name))


def letter_cases(text: str, tokens: Sequence[Span]) -> list[int]:
    """Return how each token is written: 0 no capital, 1 a first capital, 2 all capitals, 3 capitals inside.

    The vocabulary knows lower-case letters only; this gives the encoder back what that loses ("US", "us").
    """
    return [_letter_case(text[start:end]) for start, end in tokens]


def _letter_case(piece: str) -> int:
    if piece == piece.lower():
        return LOWER
    if piece.isupper() and len(piece) > 1:
        return CAPITALS
    return CAPITAL if piece[:1].isupper() and piece[1:].lower() == piece[1:] else MIXED


def tokens_within(span: Span, tokens: Sequence[Span]) -> Span:
    """Return the range of tokens that overlap a span of characters; an empty range where none does.

    `tokens` ascend; the first and the last are the special tokens that open and close a sentence.
    """
    end = len(tokens) - 1
    first = bisect_right(tokens, span[0], 1, end, key=lambda token: token[1])
    last = bisect_left(tokens, span[1], 1, end, key=lambda token: token[0])
    return first, max(last, first)


def first_tokens(words: Sequence[Span], tokens: Sequence[Span]) -> list[int]:
    """Return the first token of each word; of a token that holds two words, the second takes the next token."""
    firsts = []
    for start, end in words:
        first, last = tokens_within((start, end), tokens)
        begun = first < last and tokens[first][0] < start and first + 1 < last
        firsts.append(first + 1 if begun else first if first < last else 0)
    return firsts
