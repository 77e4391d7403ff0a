"""An article with its sentences parsed and the actors in it: what every analysis takes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from readout.articles.article import Article
from readout.nlp.actors import actor_row, correct_actors, find_actors
from readout.nlp.pronouns import resolve_pronouns
from readout.nlp.target_search import find_phrase
from readout.nlp.tokens import Span, grammar
from readout.nlp.trees import Tree, Word, parse_sentences
from readout.nlp.user_file import Correction, read_corrections


@dataclass(frozen=True, eq=False)
class Document:
    """An article, its sentences as trees and the actors in it, all made once by `parse`.

    `trees` are in the order of `article.sentences`; `actors` is the table of `actors.find_actors` as the user's
    file corrects it; `applied` are the rows of that file that changed an actor. `known_pronouns` are the actors of
    pronouns by where they begin, where they are known already.
    """

    article: Article
    trees: tuple[Tree, ...]
    actors: pd.DataFrame
    applied: tuple[Correction, ...] = ()
    known_pronouns: Mapping[int, str] | None = None

    def actor_of(self, tree: Tree, noun: Word) -> str | None:
        """The actor that a noun names or is a title of, or a pronoun stands for where that is clear."""
        if noun.tag in ("PRP", "PRP$"):
            return self.pronouns.get(noun.start)
        return self._named(tree, noun, issues=False)

    def issue_of(self, tree: Tree, noun: Word) -> str | None:
        """The issue that a noun names: a policy, a deed, a thing acted on."""
        return self._named(tree, noun, issues=True)

    def actors_before(self, tree: Tree, noun: Word) -> list[str]:
        """The actors named in a phrase before its head ("the US warning")."""
        first = tree.phrase(noun)[0]
        near = self._near(first.start, noun.end)
        return [name for s, e, name in near if first.start <= s and e <= noun.start and self.kind(name) != "issue"]

    def named_persons(self, start: int, end: int) -> list[tuple[int, str]]:
        """The persons named between two places of the text, in order, each with where."""
        return [(at, name) for at, _, name in self._near(start, end) if self.kind(name) == "person"]

    def kind(self, name: str) -> str:
        """The kind of an actor, "" for a name that is none."""
        return str(self._kinds.get(name, ""))

    @cached_property
    def pronouns(self) -> Mapping[int, str]:
        """The actor for each pronoun that has a clear one, by where it begins (see `pronouns.resolve_pronouns`)."""
        return resolve_pronouns(self) if self.known_pronouns is None else self.known_pronouns

    @cached_property
    def mentions(self) -> dict[str, list[Span]]:
        """Where each actor is named, by its name."""
        rows = zip(self.actors["name"], self.actors["mentions"], strict=True)
        return {name: [(start, end) for start, end in spans] for name, spans in rows}

    @cached_property
    def opens(self) -> list[int]:
        """Where each sentence starts, in order."""
        return [tree.start for tree in self.trees]

    def sentence_at(self, place: int) -> int:
        """The number of the last sentence that starts at or before this place of the text; -1 for none."""
        return bisect_right(self.opens, place) - 1

    def tree_at(self, place: int) -> Tree:
        """The last sentence that starts at or before this place of the text."""
        return self.trees[self.sentence_at(place)]

    def tones(self, spans: Sequence[Sequence[int]]) -> dict[int, dict[str, float]]:
        """The model's tone towards what stands at these places, for each sentence (by number) that has any."""
        places = sorted({self.sentence_at(start) for start, _ in spans})
        local = {k: self.trees[k].local_spans(spans) for k in places if k >= 0}
        return {k: self.trees[k].reading.tone(*inside) for k, inside in local.items() if inside}

    def with_issue(self, phrase: str) -> Document | None:
        """The document with a phrase among its actors, as an issue; None if the article does not speak of it."""
        places = find_phrase(self, phrase)
        if not places:
            return None
        row = actor_row(self.article, phrase, "issue", [(start, end, "name") for start, end in places])
        return replace(self, actors=pd.concat([self.actors, pd.DataFrame([row])], ignore_index=True))

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return dict(zip(self.actors["name"], self.actors["kind"], strict=True))

    @cached_property
    def _spans(self) -> list[tuple[int, int, str]]:
        return sorted((start, end, name) for name, spans in self.mentions.items() for start, end in spans)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self._spans]

    def _named(self, tree: Tree, noun: Word, *, issues: bool) -> str | None:
        beside = [w for w in tree.children(noun, "appos") if w.place > noun.place]
        close = [w for w in beside if not any(one.text == "," for one in tree.words[noun.place : w.place])]
        inner = [w for w in tree.phrase(noun) if w.place > noun.place]
        # in "IRGC Commander X" it is X, in "the IRGC, an army," the IRGC
        row = [noun] if issues else [*close, noun, *inner, *beside, *tree.children(noun, "flat")]
        if noun.lemma in grammar("settlement"):  # "the town of Eastport"
            row += [one for one in tree.children(noun, "nmod") if tree.preposition(one) == "of"]
        for word in row:
            for start, end, name in self._near(word.start, word.end):
                if start <= word.start and word.end <= end and (self.kind(name) == "issue") == issues:
                    return name
        return None

    def _near(self, start: int, end: int) -> list[tuple[int, int, str]]:
        # mentions hardly overlap, so that one of those that overlap the span is at most three before it
        first = max(bisect_right(self._starts, start) - 3, 0)
        return [span for span in self._spans[first : bisect_left(self._starts, end)] if span[1] > start]


def parse(article: Article, *, user_file: str = "") -> Document:
    """The article as a document: its sentences read, its actors found and corrected by the user's own file.

    `user_file` is the path of that file (see `user_file.read_corrections`), "" for none. Raises UserError if
    it cannot be read.
    """
    rows = read_corrections(user_file)
    trees = parse_sentences(article)
    frame, applied = correct_actors(article, find_actors(article, trees, rows), rows)
    return Document(article, trees, frame, tuple(applied))
