"""What is done, planned or fought over: the treaty, the attacks, the reform, as targets of stance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readout.nlp.gazetteer import actor_nouns, sided_verbs, stop_words
from readout.nlp.names import Mention, opens_law, text_of_row
from readout.nlp.tokens import grammar
from readout.nlp.trees import Tree, Word, join_hyphens

# What stands before a noun and tells nothing of it.
NO_PART = ("DT", "PDT", "CD", "DATE", "JJS", "JJR", "RB", "``", "''", ",")
RECENT = 20  # an issue further back than this many others with its noun is no longer what "the deal" means


@dataclass(frozen=True)
class IssueMention:
    """One naming of an issue; `whole` is its name with what it is of, `words` what tells it from others.

    `acted` says that a verb of an act for or against something has it as its object, or that it has a name.
    """

    mention: Mention
    whole: str
    words: frozenset[str]
    acted: bool


def find_issues(trees: Sequence[Tree], actors: Sequence[Mention]) -> dict[str, list[Mention]]:
    """Return the issues by name, each with its mentions: those named twice, and those acted for or against.

    An issue is a noun phrase whose head the table of nominals lists as one, definite or with a modifier; "the
    deal" is the last deal before it, and "the trade deal" that with the same words. `actors` are the mentions
    of actors, which an issue's do not overlap.
    """
    taken = {at for mention in actors for at in (mention.start, mention.end - 1)}
    recent: dict[str, list[tuple[frozenset[str], str]]] = {}
    groups: dict[str, list[IssueMention]] = {}
    known: set[str] = set()
    for issue in (issue for tree in trees for issue in _mentions(tree, taken, known)):
        before = recent.setdefault(issue.mention.head, [])
        name = _earlier_name(issue, before[-RECENT:])
        name = name or (issue.whole if issue.mention.name in groups else issue.mention.name)
        before.append((issue.words, name))
        groups.setdefault(name, []).append(issue)
    return {name: [issue.mention for issue in group] for name, group in groups.items() if _counts(group)}


def _earlier_name(issue: IssueMention, before: Sequence[tuple[frozenset[str], str]]) -> str:
    """The name of the last issue before that can be the same: all words of one are words of the other."""
    for words, name in reversed(before):
        if issue.words <= words or (words and words <= issue.words):
            return name
    return ""


def _counts(group: Sequence[IssueMention]) -> bool:
    """Whether there is something to be for or against: acted on, or named twice and told from others."""
    return any(issue.acted for issue in group) or (len(group) > 1 and any(issue.words for issue in group))


def _mentions(tree: Tree, taken: set[int], known: set[str]) -> Iterator[IssueMention]:
    """The mentions of issues in a sentence, definite ones or such with a modifier; and bare ones of `known` nouns."""
    for noun in tree.words:
        issue = noun.tag in ("NN", "NNS", "NNP") and actor_nouns().get(noun.text.lower()) == "issue"
        part = noun.relation == "compound" and tree.words[max(noun.place - 1, 0)].end == noun.start  # "high-tax policy"
        if not issue or part or noun.start in taken or opens_law(tree, [noun], {}):
            continue
        row, definite = _modifiers(tree, noun)
        about = _about(tree, noun)
        words = frozenset(w.text.lower() for w in (*row[:-1], *about) if w.tag != "HYPH")
        acted = _is_acted_on(tree, noun)
        bare = acted and noun.tag == "NN" and not tree.children(noun)  # "opposes abortion"
        again = noun.tag == "NNS" and noun.lemma in known  # "settlements" behind "the Israeli settlements"
        if row and (definite or words):
            known.add(noun.lemma)
        if row and (definite or words or bare or again):
            name, end = _name(tree, row), max(w.end for w in (noun, *about))
            whole = name + tree.reading.text[noun.end - tree.start : end - tree.start]
            start = _free_start(row, taken)
            mention = Mention(start, noun.end, name, "issue", "noun phrase", nominal=True, head=noun.lemma)
            treaty = len(row) > 1 and all(w.text[:1].isupper() for w in row)  # "the Kyoto Protocol"
            yield IssueMention(mention, whole, words, treaty or acted)


def _modifiers(tree: Tree, noun: Word) -> tuple[list[Word], bool]:
    """The noun with its modifiers, and whether it is definite: "the new deal", "Iran’s deal"."""
    row = [w for w in tree.phrase(noun) if w.place <= noun.place]
    owner = next((w.place for w in reversed(row) if w.tag in ("POS", "PRP$")), -1)
    definite = owner >= 0 or any(w.text.lower() in grammar("definite") for w in row)
    parts = join_hyphens([w for w in row if w.place > owner])
    parts = [part for part in parts if len(part) > 1 or part[0].tag not in NO_PART]
    while len(parts) > 1 and len(parts[0]) == 1 and parts[0][0].text in stop_words():
        parts = parts[1:]
    return [word for part in parts for word in part], definite


def _name(tree: Tree, row: Sequence[Word]) -> str:
    """The words as they stand, without the capital of a first word that is no name."""
    name = text_of_row(tree, row)
    is_name = row[0].tag.startswith("NNP") or (len(row) > 1 and all(w.text[:1].isupper() for w in row))
    return name if is_name or row[0].place > 1 else name[:1].lower() + name[1:]


def _free_start(row: Sequence[Word], taken: set[int]) -> int:
    """Where the mention begins that overlaps no actor's: in "the US withdrawal" with "withdrawal"."""
    start = row[-1].start
    for word in reversed(row):
        if word.start in taken or word.end - 1 in taken:
            break
        start = word.start
    return start


def _about(tree: Tree, noun: Word) -> list[Word]:
    """What it is of: the "withdrawal of soldiers" is not that "from the treaty"; "attacks" are one campaign."""
    if noun.tag != "NN":
        return []
    tails = (n for n in tree.children(noun, "nmod") if tree.preposition(n) in ("of", "from", "on", "against"))
    return [n for n in tails if n.place > noun.place and n.text.lower() not in stop_words()]


def _is_acted_on(tree: Tree, noun: Word) -> bool:
    """Whether a verb of an act for or against something has it as its object: "rejected the deal"."""
    verb = tree.head(noun)
    if not verb or noun.relation not in ("obj", "nsubj:pass") or not verb.tag.startswith("VB"):
        return False
    return verb.lemma in sided_verbs() and not is_threatened(tree, noun)


def is_threatened(tree: Tree, noun: Word) -> bool:
    """Return whether a verb says that it may come: "threatened new tariffs", but not "threatened the deal"."""
    verb = tree.head(noun)
    threat = verb is not None and verb.lemma == "threaten" and actor_nouns().get(noun.text.lower()) == "issue"
    return threat and not _modifiers(tree, noun)[1]
