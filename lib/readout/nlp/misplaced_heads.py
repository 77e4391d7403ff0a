"""Words that the parser hangs too far away, hung where their relation and the words beside them say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from readout.nlp.tokens import grammar

if TYPE_CHECKING:
    from readout.nlp.trees import Word

SUBJECTS = ("nsubj", "nsubj:pass")
SIDE_BY_SIDE = (*SUBJECTS, "nmod", "nmod:poss", "obl")


def mend_heads(words: list[Word]) -> list[Word]:
    """The words with the heads that their relations ask for."""
    for find in HEAD_REPAIRS:
        for place in range(len(words)):
            moved = find(words, words[place])
            if moved and moved.place not in _places_upwards(words, moved.head):
                words[moved.place] = moved
    return words


def _places_upwards(words: Sequence[Word], place: int) -> Iterator[int]:
    while place >= 0:
        yield place
        place = words[place].head


def _relative_clause(words: Sequence[Word], word: Word) -> Word | None:
    """ "The engineer, who met Iran, said …": the clause hangs on the noun before its pronoun."""
    verb = words[word.head]
    nearer = verb.relation in ("advcl", "parataxis") or (verb.relation == "ccomp" and verb.place < verb.head)
    before = words[max(word.place - 2, 0) : word.place]
    nouns = [w for w in before if w.text != ","][-1:]
    if word.tag not in ("WP", "WDT") or word.relation not in SUBJECTS or not nearer or not nouns:
        return None
    noun = nouns[0]
    while noun.relation == "flat":
        noun = words[noun.head]
    return replace(verb, head=noun.place, relation="acl:relcl") if noun.tag[:2] == "NN" else None


def _object_before_verb(words: Sequence[Word], word: Word) -> Word | None:
    """ "who met Iran, said that France had won": what stands behind a verb is its object, not one's further on."""
    first = word.place
    while first and words[first - 1].head == word.place:
        first -= 1
    verb = words[first - 1] if first else None
    if not verb or verb.tag[:2] != "VB" or word.relation != "obj" or word.head < word.place:
        return None
    taken = any(w.head == verb.place and w.relation == "obj" for w in words[first:])
    return None if taken else replace(word, head=verb.place)


def _object_of_control(words: Sequence[Word], word: Word) -> Word | None:
    """ "urged Iran to stop": an infinitive has no subject; who stands there is the object of the verb before."""
    verb = words[word.head]
    between = verb.head < word.place < verb.place
    if word.relation != "nsubj" or verb.relation not in ("xcomp", "ccomp") or verb.tag != "VB" or not between:
        return None
    control = words[verb.head].lemma in grammar("control")
    aux = any(w.head == verb.place and w.tag in ("MD", "IN") for w in words)
    return replace(word, head=verb.head, relation="obj") if control and not aux else None


def _clause_behind_cue(words: Sequence[Word], word: Word) -> Word | None:
    """ "said that A had lost, adding that B had won": what "that" opens hangs on the verb right before it."""
    verb = words[word.place - 1] if word.place else None
    clause = words[word.head]
    if not verb or verb.tag[:2] != "VB" or word.text.lower() != "that" or word.relation != "mark":
        return None
    own = any(w.head == verb.place and w.relation == "ccomp" for w in words)
    nearer = (
        clause.place > word.place and clause.relation in ("ccomp", "conj", "parataxis", "advcl") and not own
    )
    return replace(clause, head=verb.place, relation="ccomp") if nearer else None


def _second_subject(words: Sequence[Word], word: Word) -> Word | None:
    """ "X was arrested, a source told us": a second subject behind a verb is that of the verb right behind it."""
    verb, after = words[word.head], words[word.place + 1 : word.place + 2]
    if (
        word.relation not in SUBJECTS
        or verb.place > word.place
        or not after
        or after[0].tag not in ("VBD", "VBZ")
    ):
        return None
    taken = any(w.head == after[0].place and w.relation in SUBJECTS for w in words)
    first = any(w.head == verb.place and w.relation in SUBJECTS and w.place < verb.place for w in words)
    return replace(word, head=after[0].place, relation="nsubj") if first and not taken else None


def _oblique_of_cue(words: Sequence[Word], word: Word) -> Word | None:
    """ "“It is over,” X wrote, according to Y": what stands outside a quotation hangs on its cue."""
    inner = words[word.head]
    if word.relation != "obl" or inner.relation != "ccomp":
        return None
    cue = words[inner.head]
    opened = any(w.tag == "``" for w in words[cue.place : word.place])
    behind = inner.place < cue.place < word.place
    before = cue.place < word.place < inner.place and any(
        w.tag == "``" for w in words[word.place : inner.place]
    )
    return replace(word, head=cue.place) if (behind or before) and not opened else None


def _negation(words: Sequence[Word], word: Word) -> Word | None:
    """ "said that it had not": a "not" denies the verb right before it, none further before."""
    verb = words[word.place - 1] if word.place else word
    if word.lemma != "not" or verb.tag[:2] not in ("VB", "MD") or not -1 < word.head < verb.place:
        return None
    return replace(word, head=verb.head if verb.relation in ("aux", "cop") else verb.place)


def _circumstance(words: Sequence[Word], word: Word) -> Word | None:
    """ "Though X left, it said no": what opens with "though" is not what is said."""
    clause = words[word.head]
    aside = word.relation == "mark" and word.text.lower() in grammar("circumstance")
    said = clause.relation == "ccomp" and clause.place < clause.head
    return replace(clause, relation="advcl") if aside and said else None


def _first_of_two_nouns(words: Sequence[Word], word: Word) -> Word | None:
    """ "the foreign minister won", "Washington state’s": of two nouns side by side the second is the head."""
    after = words[word.place + 1] if word.place + 1 < len(words) else word
    same = (after.head, after.relation) == (word.head, word.relation)
    nouns = after is not word and word.tag[:2] == after.tag[:2] == "NN" and word.relation in SIDE_BY_SIDE
    own = any(w.head == after.place and w.relation == "case" and w.tag != "POS" for w in words)
    own = own or (word.text.islower() and not after.text.islower())  # "the miner Vale SA"
    return replace(word, head=after.place, relation="compound") if same and nouns and not own else None


def _possessive(words: Sequence[Word], word: Word) -> Word | None:
    """ "Washington state’s": the ending hangs on the possessor that it follows."""
    owner = words[word.place - 1] if word.place else word
    return replace(word, head=owner.place) if word.tag == "POS" and owner.relation == "nmod:poss" else None


def _second_part(words: Sequence[Word], word: Word) -> Word | None:
    """ "Vale SA": what no comma sets off is part of the name before it."""
    name = words[word.place - 1] if word.place else word
    both = word.relation == "appos" and word.head == name.place and word.tag == name.tag == "NNP"
    return replace(word, relation="flat") if both else None


def _clause_around_cue(words: Sequence[Word], word: Word) -> Word | None:
    """ "a move which X said could hurt": what describes is what X says."""
    clause = words[word.head]
    between = words[word.place + 1 : clause.place]
    cues = [w for w in between if w.tag in ("VBD", "VBZ", "VBP") and w.relation in ("parataxis", "advcl")]
    opens = word.text.lower() in ("which", "that", "who") and word.relation in SUBJECTS
    told = [cue for cue in cues if any(w.head == cue.place and w.relation in SUBJECTS for w in between)]
    fits = opens and clause.relation == "acl:relcl" and told
    return replace(clause, head=told[-1].place, relation="ccomp") if fits else None


HEAD_REPAIRS = (
    _relative_clause,
    _object_before_verb,
    _object_of_control,
    _clause_behind_cue,
    _second_subject,
    _oblique_of_cue,
    _negation,
    _circumstance,
    _first_of_two_nouns,
    _possessive,
    _second_part,
    _clause_around_cue,
)
