"""All analyses over one article: one object that is its tables, its JSON and its picture."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

import readout
from readout.analyses import attribution, keywords, sentiment, stance
from readout.analyses.acts import acts as find_acts
from readout.analyses.keyphrases import keyphrases
from readout.analyses.timeline import timeline
from readout.articles.article import Article, read
from readout.articles.redaction import add_evidence_text, check_show_text, redact_article, redact_tables
from readout.errors import UserError
from readout.evidence.cards import finding_cards, overview
from readout.evidence.statements import rank_speakers
from readout.nlp import user_file
from readout.nlp.actors import name_forms
from readout.nlp.document import Document, parse
from readout.nlp.reader import reader_version
from readout.resources import table

SCHEMA = 1
TABLES = (
    *("articles", "sentences", "actors", "names", "attributions", "attitudes", "targets", "ties", "leanings"),
    *("toward", "acts", "timeline", "keywords"),
)
# Their rows are sentences or lie in one: the JSON gives them a place of their own.
_PLACED = ("sentences", "acts", "timeline")
# The packages whose versions can change a figure.
PACKAGES = ("nltk", "textblob", "simplemma", "pandas", "numpy", "onnxruntime", "tokenizers", "python-dateutil")


class Analysis(Mapping[str, Any]):
    """What Readout finds in one article. Its tables and its JSON are two views of the same rows.

    It is a mapping of the JSON contract (`found["stance"]["ties"]`), each of its tables is an attribute
    (`found.ties`, a DataFrame), and a notebook shows it as five cards. Every table but `articles` has `start` and
    `end`, the offsets of the first evidence of a row in `found.article.text`; lists of `[start, end]` hold all of it,
    and `text` has it in words (missing where `show_text` does not allow them).

    Attributes:
        article: The `Article`.
        show_text: How much of the article's text may be passed on: "full", "excerpts" or "none".
        articles: The article, one row: `title`, `published`, `outlet`, `deck`, `byline`, `url`, `language`, `words`,
            `sha256`, and the means over its sentences: `polarity`, `subjectivity`, `author`, `quoted`.
        sentences: `polarity` (-1 negative to +1 positive), `subjectivity` (0 to 1), `voice` ("author" or the
            speaker), `words` (that made the polarity), `hedges`.
        actors: `id`, `name`, `kind` (person, organisation, place, group, issue), `aliases`, `mentions`, `rules`.
        names: Forms that stand for an actor: `form`, `actor`, `rule`, `why`, `count`, `mentions`.
        attributions: Who says what: `speaker`, `source`, `source_kind`, `cue`, `content`, `direct`, `kind`,
            `nested`, `hedges`.
        attitudes: Stands on something that are no speech; columns as in `attributions`.
        targets: The tone towards each actor: `target`, `label`, `negative`, `neutral`, `positive` (probabilities),
            `low`, `high` (-1 to +1), `evidence`.
        ties: Who is for or against whom: `source`, `target`, `label` (opposes, supports), `confidence` (0 to 1),
            `by`, `evidence`, `acts`.
        leanings: What may be a tie, but is too often wrong for one, likeliest first; columns as in `ties`.
        toward: The stance towards what was asked: `target`, `source`, `label`, `against`, `neutral`, `favor`,
            `evidence`.
        acts: `source`, `target`, `act` (PLOVER root code), `sign` (-1, 0, +1), `cue`, `modality`, `negated`, `by`,
            `on`.
        timeline: Acts whose sentence gives a date: `date` (ISO), `said` (its words), and the columns of `acts`.
        keywords: `phrase`, `score` (0 to 1, higher is better), `count`, `spread` (0 to 1), `mentions`.

    Example:
        >>> import readout
        >>> found = readout.analyze(readout.read(""))
        >>> sorted(found.keywords["phrase"].head(3))
        ['Iraq', 'US', 'embassy']
        >>> next(row["count"] for row in found["keywords"] if row["phrase"] == "US")
        11
    """

    articles: pd.DataFrame
    sentences: pd.DataFrame
    actors: pd.DataFrame
    names: pd.DataFrame
    attributions: pd.DataFrame
    attitudes: pd.DataFrame
    targets: pd.DataFrame
    ties: pd.DataFrame
    leanings: pd.DataFrame
    toward: pd.DataFrame
    acts: pd.DataFrame
    timeline: pd.DataFrame
    keywords: pd.DataFrame

    def __init__(
        self,
        document: Document,
        tables: Mapping[str, pd.DataFrame],
        *,
        show_text: str = "full",
        provenance: Mapping[str, Any] | None = None,
    ) -> None:
        self.article, self.show_text = document.article, check_show_text(show_text)
        self._document = document
        self._provenance = dict(provenance or {})
        for name, frame in redact_tables(tables, show_text).items():
            setattr(self, name, self._with_text(name, frame))
        about = redact_article(self.article.as_dict(), show_text)
        row = {"title": about["title"], "published": about["published"], "outlet": about["source"]}
        row |= {key: about[key] for key in ("deck", "byline", "url", "language", "words", "sha256")}
        self.articles = pd.DataFrame([row | sentiment.overall_tone(self.sentences)])

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order of the contract."""
        return {name: getattr(self, name) for name in TABLES}

    def _with_text(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        return add_evidence_text(name, frame, self.article, self.show_text)

    # The further tables that a report shows: made when they are first asked for.

    @cached_property
    def speakers(self) -> pd.DataFrame:
        """Who is quoted or reported: `speaker`, `passages`, `direct`, `words`, `share` (0 to 1), most words first."""
        return pd.DataFrame(rank_speakers(self.article, self["attributions"]))

    @cached_property
    def by_voice(self) -> pd.DataFrame:
        """The tone of each voice: `voice`, `sentences`, `polarity`, `subjectivity`, `hedged`, `share` (of them)."""
        return self._with_text("by_voice", sentiment.by_voice(self.sentences))

    @cached_property
    def lexicon_words(self) -> pd.DataFrame:
        """The words that made the tone: `words`, `polarity` (-1 to +1), `count`, strongest first."""
        return self._with_text("lexicon_words", sentiment.lexicon_words(self.sentences))

    @cached_property
    def spoken(self) -> pd.DataFrame:
        """How each voice speaks of each actor: `voice`, `target`, and the columns of `targets` but `low` and `high`."""
        frame = sentiment.spoken_targets(self._document, list(self.sentences["voice"]), self.attributions)
        return self._with_text("spoken", frame)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """What each word adds to the tone towards the first five: `target`, `word`, `contribution`, `value` …"""
        frame = sentiment.contributions(self._document, self.targets, top=5)
        return self._with_text("contributions", frame)

    @cached_property
    def collocations(self) -> pd.DataFrame:
        """Words that come together more often than chance has it: `words`, `score` (log-likelihood ratio), `count`."""
        return self._with_text("collocations", keywords.collocations(self._document, top=50))

    @cached_property
    def together(self) -> pd.DataFrame:
        """Which actors stand in a sentence with which keyphrases: `actor`, `phrase`, `count`, `score`, `evidence`."""
        return self._with_text("together", keywords.together(self._document, self.keywords, top=8))

    def mentions_of(self, actor: str) -> pd.DataFrame:
        """Return each sentence that names an actor, in the order of the text.

        Args:
            actor: Its name, as in the table `actors`.

        Returns:
            One row a sentence: `sentence` (its number, from 1), `voice` ("author" or the speaker), the tone towards
            the actor there as in `targets`, `mentions` (where it is named), `start`, `end`, `text`.

        Raises:
            UserError: The article has no actor of this name.
        """
        frame = sentiment.sentence_tones(self._document, actor, list(self.sentences["voice"]))
        return self._with_text("mentions_of", frame)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the JSON contract as text; `readout analyze` prints it so."""
        return json.dumps(self._contract, ensure_ascii=False, indent=indent, allow_nan=False)

    @cached_property
    def _contract(self) -> dict[str, Any]:
        rows = {
            name: _records(frame, placed=name in _PLACED) for name, frame in self.tables.items() if name != "articles"
        }
        return {
            "schema": SCHEMA,
            "article": redact_article(self.article.as_dict(), self.show_text),
            **{name: rows[name] for name in TABLES[1:6]},
            "sentiment": {**sentiment.overall_tone(self.sentences), "targets": rows["targets"]},
            "stance": {name: rows[name] for name in ("ties", "leanings", "toward", "acts", "timeline")},
            "keywords": rows["keywords"],
            "provenance": self._provenance,
        }

    def __getitem__(self, key: str) -> Any:
        return self._contract[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._contract)

    def __len__(self) -> int:
        return len(self._contract)

    def __repr__(self) -> str:
        return overview(self.article, self, measured())

    def _repr_html_(self) -> str:
        cards = finding_cards(self.article, self, measured(), linked=False, show_text=self.show_text)
        return cards._repr_html_()


def analyze(
    article: Article | str | Path, *, aliases: str = "", targets: Sequence[str] | str = (), show_text: str = "full"
) -> Analysis:
    """Find the tone, the stance and the keywords of an article.

    Args:
        article: What `readout.read` returned, or what it takes: a path, an address, "" for the bundled one.
        aliases: The path of a user's own file of names and corrections (tab-separated: what, words, name, kind).
        targets: Names or phrases towards which stance is sought; a text is one of them.
        show_text: How much of the article's text may be passed on: "full", "excerpts" (the evidence only) or
            "none". With "none", a source in the article's own words keeps the first four.

    Returns:
        An `Analysis`: tables as attributes, and a mapping of the JSON contract.

    Raises:
        UserError: The article or the file of aliases cannot be read, `targets` is neither text nor a list of texts,
            or `show_text` is none of the three.

    Example:
        >>> import readout
        >>> found = readout.analyze("", targets=["US troops"])
        >>> found["stance"]["ties"][0]["label"]
        'opposes'
    """
    if not isinstance(article, Article):
        article = read(article)
    targets = _as_list(targets)
    corrections, doc = user_file.read_corrections(aliases), parse(article, user_file=aliases)
    found = attribution.all_attributions(doc)
    attributions, reassigned = attribution.corrected_speakers(article, found, corrections)
    is_speech = attributions["kind"].isin(attribution.VOICES)
    speech, attitudes = attributions[is_speech], attributions[~is_speech]
    quoted = attribution.with_quoted_pronouns(doc, attributions)
    acts = find_acts(quoted)
    pairs, rejected = stance.corrected_pairs(stance.judge_stances(quoted, acts, attributions), corrections)
    tables = {
        "sentences": sentiment.sentences(doc, speech),
        "actors": doc.actors,
        "names": name_forms(doc),
        "attributions": _at_first_span(speech),
        "attitudes": _at_first_span(attitudes),
        "targets": sentiment.targets(doc, speech),
        "ties": stance.ties(doc, pairs),
        "leanings": stance.leanings(doc, pairs),
        "toward": stance.toward(quoted, targets, attributions, pairs),
        "acts": acts,
        "timeline": timeline(doc, acts),
        "keywords": keyphrases(doc),
    }
    applied = user_file.sort_corrections(corrections, [*doc.applied, *reassigned, *rejected])
    return Analysis(doc, tables, show_text=show_text, provenance=_provenance(aliases, targets, applied))


def kwic(
    story: Article | Analysis, phrase: str = "", *, width: int = 60, order: str = "position", show_text: str = "full"
) -> pd.DataFrame:
    """List each place where a word or phrase stands, with the text around it (keyword in context).

    Args:
        story: An `Article`; or an `Analysis`, whose `show_text` counts, and whose best keyphrase is taken, in all
            its forms, where no phrase is given.
        phrase: What to look for; upper and lower case are one, and `*` stands for any letters ("sanction*").
        width: How many characters stand on each side.
        order: Sorts the lines: "position" in the text, "left" by the words before, "right" by those after.
        show_text: "full"; "excerpts" for no word of another sentence, "none" for no word but the phrase.

    Returns:
        One row a place: `left`, `keyword`, `right`, and `start, end` of the keyword.

    Raises:
        UserError: `order` or `show_text` is none of the three.

    Example:
        >>> import readout
        >>> readout.kwic(readout.read(""), "militias", width=8)[["left", "right"]].values.tolist()
        [['-backed ', ' that ke'], ['own the ', ', and mi']]
    """
    if isinstance(story, Article):
        return keywords.keyword_in_context(story, phrase, width=width, order=order, show_text=show_text)
    places: str | list[Any] = phrase or next((row["mentions"] for row in story["keywords"]), [])
    return keywords.keyword_in_context(story.article, places, width=width, order=order, show_text=story.show_text)


def measured() -> pd.DataFrame:
    """Return how often results are right: on real articles read by hand, and on labelled texts that trained nothing.

    Returns:
        One row a measure: `analysis` (tone, stance, acts, actors, attribution, keywords, syntax), `measure` (in
        words), `figure` (0 to 1, higher is better), `n` (how many it was measured on), `data` (what these are), `low`
        and `high` (the range of the figure in 90 of 100 samples of such articles; not a number where not counted),
        `role` (the figures that reports put into sentences: "right", "found" or "leanings"; else empty).

    Example:
        >>> import readout
        >>> readout.measured().columns.tolist()
        ['analysis', 'measure', 'figure', 'n', 'data', 'low', 'high', 'role']
    """
    frame = pd.DataFrame(table("measured"))
    numbers = {name: pd.to_numeric(frame[name]) for name in ("figure", "low", "high")}
    return frame.assign(n=frame["n"].astype(int), **numbers)


def corrections(found: Mapping[str, Any]) -> pd.DataFrame:
    """Return what the user's own file asked for, and whether it matched anything.

    Args:
        found: An `Analysis`.

    Returns:
        One row a correction: `correction` (in words), `applied` ("yes", or "no: nothing in the article matches").

    Example:
        >>> import readout
        >>> noted = {"applied": ["“Bluff House” names Bluff"], "unmatched": []}
        >>> readout.corrections({"provenance": {"corrections": noted}}).values.tolist()
        [['“Bluff House” names Bluff', 'yes']]
    """
    lists = found["provenance"]["corrections"]
    rows = [(words, "yes") for words in lists["applied"]]
    rows += [(words, "no: nothing in the article matches") for words in lists["unmatched"]]
    return pd.DataFrame(rows, columns=["correction", "applied"])


def _as_list(targets: Sequence[str] | str) -> list[str]:
    """The targets as a list: a text is one, as papermill and a slip of the hand give it."""
    listed = [targets] if isinstance(targets, str) else targets
    if not isinstance(listed, Sequence) or not all(isinstance(target, str) for target in listed):
        raise UserError(f'targets: {targets!r} is not a list of names; give a list such as ["one", "two"]')
    return [target for target in listed if target.strip()]


def _at_first_span(frame: pd.DataFrame) -> pd.DataFrame:
    """Attributions whose `end` is that of the first part of their content, as of all evidence."""
    return frame.assign(end=[content[0][1] for content in frame["content"]]).reset_index(drop=True)


def _records(frame: pd.DataFrame, *, placed: bool) -> list[dict[str, Any]]:
    """The rows as JSON types, without `text`, and without `start, end` unless the contract gives them a place."""
    left_out = ("text",) if placed else ("start", "end", "text")
    names = [str(name) for name in frame.columns if name not in left_out]
    columns = [
        [None if isinstance(value, float) and value != value else value for value in frame[name].tolist()]
        for name in names
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _provenance(aliases: str, targets: Sequence[str], applied: Mapping[str, list[str]]) -> dict[str, Any]:
    """What the figures rest on beside the article: versions, models, parameters, the user's own file."""
    return {
        "readout": readout.__version__,
        "models": {"lexicon": "TextBlob", "reader": reader_version()},
        "parameters": {"aliases": Path(aliases).name, "targets": list(targets)},
        "corrections": {"sha256": user_file.hash_corrections(aliases), **applied},
        "python": ".".join(platform.python_version_tuple()[:2]),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }
