"""What is done, planned or fought over: the treaty, the attacks, the reform, as targets of stance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readout.nlp.gazetteer import actor_nouns, sided_verbs, stop_words
from readout.nlp.names import Mention
from readout.nlp.trees import Tree, Word

# What stands before a noun and tells nothing of it.
NO_PART = ("DT", "PDT", "CD", "DATE", "JJS", "JJR", "RB", "``", "''", ",")
RECENT = 20  # an issue further back than this many others with its noun is no longer what "the deal" means


@dataclass(frozen=True)
class Naming:
    """One naming of an issue; `whole` is its name with what it is of, `words` what tells it from others."""

    mention: Mention
    whole: str
    words: frozenset[str]
    acted: bool


def issues(trees: Sequence[Tree], found: Sequence[Mention]) -> dict[str, list[Mention]]:
    """The issues by name, each with its mentions: those named twice, and those acted for or against.

    An issue is a noun phrase whose head the table of nominals lists as one, definite or with a modifier; "the
    deal" is the last deal before it, and "the trade deal" that with the same words. `found` are the mentions
    of actors, which an issue's do not overlap.
    """
    taken = {at for m in found for at in (m.start, m.end - 1)}
    known: dict[str, list[tuple[frozenset[str], str]]] = {}
    groups: dict[str, list[Naming]] = {}
    for one in (one for tree in trees for one in _namings(tree, taken)):
        alike = known.setdefault(one.mention.head, [])
        same = (
            name
            for words, name in alike[: -RECENT - 1 : -1]
            if one.words <= words or (words and words <= one.words)
        )
        name = next(same, "") or (one.whole if one.mention.name in groups else one.mention.name)
        alike.append((one.words, name))
        groups.setdefault(name, []).append(one)
    kept = {name: group for name, group in groups.items() if _counts(group)}
    return {name: [one.mention for one in group] for name, group in kept.items()}


def _counts(group: Sequence[Naming]) -> bool:
    """Whether there is something to be for or against: named twice and told from others, or acted on."""
    told = any(one.words for one in group)
    return any(one.acted for one in group) or (len(group) > 1 and told)


def _namings(tree: Tree, taken: set[int]) -> Iterator[Naming]:
    for noun in tree.words:
        if (
            noun.tag not in ("NN", "NNS")
            or actor_nouns().get(noun.text.lower()) != "issue"
            or noun.start in taken
        ):
            continue
        row = [w for w in tree.phrase(noun) if w.place <= noun.place]
        owner = next((w.place for w in reversed(row) if w.tag in ("POS", "PRP$")), -1)
        definite = owner >= 0 or any(w.text.lower() in ("the", "this", "these", "that", "those") for w in row)
        row = [w for w in row if w.place > owner and w.tag not in NO_PART]
        while len(row) > 1 and row[0].text in stop_words():
            row = row[1:]
        about = _about(tree, noun)
        words = frozenset(w.text.lower() for w in (*row[:-1], *about) if w.tag != "HYPH")
        if (definite or words) and row:
            own = [w for w in row if w.start not in taken and w.end - 1 not in taken]
            start = next((w.start for w in own if all(o in own for o in row[row.index(w) :])), noun.start)
            name = tree.reading.text[row[0].start - tree.start : noun.end - tree.start]
            name = name if row[0].tag.startswith("NNP") or row[0].place > 1 else name[:1].lower() + name[1:]
            mention = Mention(start, noun.end, name, "issue", "noun phrase", nominal=True, head=noun.lemma)
            whole = (
                name
                + tree.reading.text[noun.end - tree.start : max(w.end for w in (noun, *about)) - tree.start]
            )
            yield Naming(mention, whole, words, _acted(tree, noun))


def _about(tree: Tree, noun: Word) -> list[Word]:
    """What it is of: the "withdrawal of soldiers" is not that "from the treaty"; "attacks" are one campaign."""
    if noun.tag != "NN":
        return []
    tails = (
        one for one in tree.children(noun, "nmod") if tree.preposition(one) in ("of", "from", "on", "against")
    )
    return [one for one in tails if one.place > noun.place and one.text.lower() not in stop_words()]


def _acted(tree: Tree, noun: Word) -> bool:
    """Whether a verb of an act for or against something has it as its object: "rejected the deal"."""
    verb = tree.head(noun)
    borne = noun.relation in ("obj", "nsubj:pass")
    return borne and verb is not None and verb.tag.startswith("VB") and verb.lemma in sided_verbs()
