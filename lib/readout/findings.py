"""What was found, in sentences: the cards that open a report."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from readout.captions import value, worst_and_best
from readout.marks import touching
from readout.markup import Html
from readout.resources import table
from readout.wording import (
    acts,
    agree,
    capital,
    certainty,
    count,
    is_plural,
    named,
    signed,
    tone,
)

SECTIONS = ("tone", "stance", "voices", "keywords", "article")
UNNAMED = "no source named"


def cards(found: Mapping[str, Any], sections: Collection[str] = SECTIONS, top: int = 10) -> Html:
    """Five findings to read in ten seconds; each leads to its section of the page, if the page has it.

    Only the first `top` actors are compared, as in the chart of the tone towards each.
    """
    made = (
        ("Overall tone", "tone", _tone(found)),
        ("Spoken of worst and best", "tone", _worst_and_best(found, top)),
        ("Strongest ties", "stance", _strongest(found)),
        ("Who speaks, and how much", "voices", _who_speaks(found)),
        ("Keyphrases", "keywords", _phrases(found)),
    )
    items = (
        Html('<li class="card"><h3>{}</h3>{}</li>\n').format(
            Html('<a href="#{}">{}</a>').format(section, title) if section in sections else title, body
        )
        for title, section, body in made
    )
    return Html('<ul class="cards">\n{}</ul>').format(Html("").join(items))


def tie(row: Mapping[str, Any], kinds: Mapping[str, str] | None = None) -> Html:
    """A tie as a sentence: "Iran-backed militias **oppose** the US: attacks, 3 passages, sure".

    `kinds` (actor's name to kind) helps to choose the form of the verb and the article.
    """
    source, verb, target = clause(row, kinds)
    against = "+1" if row["label"] == "opposes" else "-1"
    odd = {entry["act"] for entry in table("acts") if entry["sign"] == against}
    # condemning an attack on someone supports them: "supports: accusations" would say the reverse
    deeds = [deed for deed in row.get("acts", ()) if not deed["negated"] and deed["act"] not in odd]
    by = acts(deeds) or ("by what is said" if row.get("by") == "words" else "")
    basis = [by, count(len(row["evidence"]), "passage"), certainty(row["confidence"])]
    side = "hostile" if row["label"] == "opposes" else "friendly"
    return Html('{} <b class="{}">{}</b> {}: {}').format(
        source,
        side,
        verb,
        target,
        ", ".join(part for part in basis if part),
    )


def clause(row: Mapping[str, Any], kinds: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    """Subject, verb and object of a tie, as text: "Iran-backed militias", "oppose", "the US"."""
    kinds = kinds or {}
    source, target = str(row["source"]), str(row["target"])
    verb = agree(str(row["label"]).removesuffix("s"), is_plural(source, kinds.get(source, "")))
    return capital(named(source, kinds.get(source, ""))), verb, named(target, kinds.get(target, ""))


def speaker(row: Mapping[str, Any]) -> Html:
    """A passage by its speaker and its form: "**Analysts**, a vague source, reported"."""
    name = row["speaker"] if isinstance(row["speaker"], str) else UNNAMED  # a frame has NaN for None
    source = "a vague source, " if row.get("source_kind") == "vague" else ""
    return Html("<b>{}</b>, {}{}").format(capital(name), source, "quoted" if row["direct"] else "reported")


def held(row: Mapping[str, Any]) -> Html:
    """Where one stands towards what was asked: "The author towards Iran: **unsure**, 4 passages, ..."."""
    source = "the author" if row["source"] == "author" else named(str(row["source"]))
    side = {"against": "hostile", "favor": "friendly"}.get(str(row["label"]), "doubt")
    words = {"favor": "in favour"}.get(str(row["label"]), str(row["label"]))
    shares = f"against {row['against']:.2f}, neutral {row['neutral']:.2f}, in favour {row['favor']:.2f}"
    return Html('{} towards {}: <b class="{}">{}</b>, {} ({})').format(
        capital(source),
        named(str(row["target"])),
        side,
        words,
        count(len(row["evidence"]), "passage"),
        shares,
    )


def vague(found: Mapping[str, Any]) -> Html:
    """How many passages rest on a source that is unnamed or vague (`source_kind`), and which sources these are."""
    said = found["attributions"]
    bare = [one["speaker"] or UNNAMED for one in said if one["source_kind"] != "named"]
    if not said:
        return Html('<p class="none">No quotation and no reported speech was found.</p>')
    sources = ", ".join(f"“{one}”" if one != UNNAMED else one for one in dict.fromkeys(bare))
    which = f": {sources}" if bare else ""
    verb = "rests" if len(bare) == 1 else "rest"
    return Html("<p>{} of {} {} on a source without a name of its own{}.</p>").format(
        len(bare) or "None", count(len(said), "passage"), verb, which
    )


def speakers(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who is quoted or reported, most words first.

    Keys: speaker; passages; direct (passages with words in quotation marks); words; share (of the article's
    words, 0 to 1). Where no source is expressed the speaker is "no source named".
    """
    text, total = found["article"]["text"], max(found["article"]["words"], 1)
    said: dict[str, list[Mapping[str, Any]]] = {}
    for one in found["attributions"]:
        said.setdefault(one["speaker"] or UNNAMED, []).append(one)
    rows = []
    for speaker, passages in said.items():
        spans = touching((span for one in passages for span in one["content"]), 0, len(text))
        words = sum(len(re.findall(r"\w+(?:[’'.-]\w+)*", text[start:end])) for start, end in spans)
        direct = sum(bool(one["direct"]) for one in passages)
        counts = {"passages": len(passages), "direct": direct, "words": words}
        rows.append({"speaker": speaker, **counts, "share": min(words / total, 1.0)})
    return sorted(rows, key=lambda row: -row["words"])


def _tone(found: Mapping[str, Any]) -> Html:
    means = found["sentiment"]
    if means["polarity"] is None:
        return Html('<p class="lead">Nothing found</p>')
    quoted = sum(one["voice"] != "author" for one in found["sentences"])
    author = len(found["sentences"]) - quoted
    lines = [
        f"{whose}: {tone(means[key])} ({signed(means[key])}, {count(n, 'sentence')})."
        for whose, key, n in (
            ("The author’s own voice", "author", author),
            ("Quoted voices", "quoted", quoted),
        )
        if n
    ]
    lines += [] if quoted else ["No sentence is mainly a quoted voice."]
    return Html(
        '<p class="lead">{} <span class="value">{}</span> <small>from −1 to +1</small></p><p>{}</p>'
    ).format(capital(tone(means["polarity"])), signed(means["polarity"]), " ".join(lines))


def _worst_and_best(found: Mapping[str, Any], top: int) -> Html:
    rows = found["sentiment"]["targets"][:top]
    worst, best = worst_and_best(rows)
    lines = _placed(worst, "Worst", "hostile") + _placed(best, "Best", "friendly")
    doubt = _doubt(len(rows), sum(row["label"] == "unsure" for row in rows))
    return lines + Html("<p>{}</p>").format(doubt) if rows else lines


def _doubt(actors: int, unsure: int) -> str:
    """Among how many actors the worst and the best were sought, and for how many the tone is unsure."""
    if actors == 1:
        return "The tone towards the only actor is unsure." if unsure else "There is only one actor."
    if unsure == actors:
        return f"The tone towards all {actors} actors named most is unsure."
    rest = f": for {unsure} of them the tone is unsure" if unsure else ""
    return f"Among the {actors} actors named most{rest}."


def _placed(row: Mapping[str, Any] | None, word: str, side: str) -> Html:
    if row is None:
        return Html('<p class="lead">{}: <span class="none">no one for certain</span></p>').format(word)
    return Html(
        '<p class="lead">{}: <b class="{}">{}</b> <span class="value">{}</span> <small>{}</small></p>'
    ).format(word, side, row["target"], signed(value(row)), count(len(row["evidence"]), "passage"))


def _strongest(found: Mapping[str, Any], top: int = 3) -> Html:
    kinds = {actor["name"]: actor["kind"] for actor in found["actors"]}
    ties = sorted(found["stance"]["ties"], key=lambda row: -row["confidence"])
    if not ties:
        return Html(
            '<p class="lead">Nothing found</p><p>No act of one actor towards another is clear enough.</p>'
        )
    items = Html("").join(Html("<li>{}</li>").format(tie(row, kinds)) for row in ties[:top])
    rest = Html("<p>{} in all.</p>").format(capital(count(len(ties), "tie"))) if len(ties) > top else Html("")
    return Html("<ol>{}</ol>{}").format(items, rest)


def _who_speaks(found: Mapping[str, Any], top: int = 4) -> Html:
    rows = speakers(found)
    if not rows:
        return Html('<p class="lead">No one</p><p>No quotation and no reported speech was found.</p>')
    items = Html("").join(
        Html("<li>{}: {} <small>({:.0%} of the text)</small></li>").format(
            capital(row["speaker"]), count(row["words"], "word"), row["share"]
        )
        for row in rows[:top]
    )
    rest = (
        Html("<p>{}.</p>").format(capital(count(len(rows) - top, "more voice")))
        if len(rows) > top
        else Html("")
    )
    return Html("<ul>{}</ul>{}").format(items, rest)


def _phrases(found: Mapping[str, Any], top: int = 5) -> Html:
    rows: Sequence[Mapping[str, Any]] = found["keywords"][:top]
    if not rows:
        return Html('<p class="lead">Nothing found</p>')
    items = (Html("<li>{} <small>{}×</small></li>").format(row["phrase"], row["count"]) for row in rows)
    return Html("<ol>{}</ol>").format(Html("").join(items))
