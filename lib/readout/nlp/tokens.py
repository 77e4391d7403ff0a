"""Words of a sentence: where they stand, their dictionary form, and the closed sets that rules go by."""

import re
from functools import cache

import simplemma
from nltk.tokenize import NLTKWordTokenizer
from textblob.en import lexicon

from readout.resources import table, values

# One character for one, so that offsets stay: tokenizers know straight quotes only.
STRAIGHT = str.maketrans("‘’‛“”„", "'''\"\"\"")
COMPOUND = re.compile(r"(?<=[^\W\d_])-(?=[^\W_])|(?<=\w\.)-(?=[^\W\d_])|(?<=\d)-(?=[^\W\d_])")


def plain(text: str) -> str:
    """The text with straight quotes and without lone surrogates, character for character."""
    return text.encode("utf-8", "replace").decode("utf-8").translate(STRAIGHT)


def tokens(text: str) -> list[tuple[int, int]]:
    """Where the words of one sentence stand, cut as Universal Dependencies English cuts them.

    Contractions are two words ("do|n’t"), a possessor's ending is one ("Iran|’s"), and so is each part of a
    compound ("Iran|-|backed") but for those with a prefix ("anti-ship").
    """
    text = plain(text)
    found: list[tuple[int, int]] = []
    for start, end in NLTKWordTokenizer().span_tokenize(text):
        first = start
        for hyphen in COMPOUND.finditer(text, start, end):
            if text[first : hyphen.start()].lower() not in grammar("prefix"):
                found += [(first, hyphen.start()), (hyphen.start(), hyphen.end())]
                first = hyphen.end()
        found.append((first, end))
    return [(start, end) for start, end in found if text[start:end].strip()]


def lemma(word: str, tag: str) -> str:
    """The dictionary form of a word with a Penn tag, in lower case (simplemma); a name stays as it is."""
    if tag.startswith("NNP"):
        return word
    form: str = simplemma.lemmatize(plain(word).lower(), "en").lower()
    if tag.startswith("VB") and (form not in lexicon or form.endswith(("ing", "ed"))):
        # simplemma gives "thanke" for "thanked" and leaves "warning" alone, which is a noun too
        stem = re.sub(r"(?:ing|ed)$", "", word.lower())
        known = [one for one in (stem, stem + "e") if len(one) > 2 and one in lexicon]
        return next(iter(sorted(known, key=lambda one: not lexicon[one].startswith("VB"))), form)
    return form


@cache
def grammar(name: str) -> frozenset[str]:
    """One of the closed sets of words in `grammar.tsv`: "control", "date", "part" …"""
    return frozenset(next(values(row["words"]) for row in table("grammar") if row["set"] == name))
