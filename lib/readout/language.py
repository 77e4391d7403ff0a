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


def tokens(text: str) -> list[tuple[int, int]]:
    """Where the words of one sentence stand, cut as Universal Dependencies English cuts them.

    Contractions are two words ("do|n’t"), a possessor's ending is one ("Iran|’s"), and so is each part of a
    compound ("Iran|-|backed") but for those with a prefix ("anti-ship").
    """
    plain = text.encode("utf-8", "replace").decode("utf-8").translate(STRAIGHT)
    found: list[tuple[int, int]] = []
    for start, end in NLTKWordTokenizer().span_tokenize(plain):
        first = start
        for hyphen in COMPOUND.finditer(plain, start, end):
            if plain[first : hyphen.start()].lower() not in grammar("prefix"):
                found += [(first, hyphen.start()), (hyphen.start(), hyphen.end())]
                first = hyphen.end()
        found.append((first, end))
    return [(start, end) for start, end in found if plain[start:end].strip()]


def lemma(word: str, tag: str) -> str:
    """The dictionary form of a word with a Penn tag, in lower case (simplemma); a name stays as it is."""
    if tag.startswith("NNP"):
        return word
    plain = word.encode("utf-8", "replace").decode("utf-8").translate(STRAIGHT).lower()
    form: str = simplemma.lemmatize(plain, "en").lower()
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
