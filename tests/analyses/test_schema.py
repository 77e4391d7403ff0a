"""The published JSON Schema: what Readout gives is valid, what breaks the contract is refused."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from readout.analysis import Analysis, analyze
from readout.articles.redaction import redact_article
from readout.resources import FOLDER, table
from readout_app.cli import main
from support import ROOT
from support.articles import article

SCHEMA = json.loads((FOLDER / "results.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
ARTICLES = ["", str(ROOT / "data" / "articles" / "2021-01-14-sanctions.md")]


@pytest.fixture(scope="module")
def every(analysed: Callable[[str], Analysis]) -> list[dict[str, Any]]:
    """What is found in two articles that come with Readout, as JSON has it."""
    return [json.loads(analysed(path).to_json()) for path in ARTICLES]


@pytest.fixture(scope="module")
def acted(every: list[dict[str, Any]]) -> dict[str, Any]:
    """An article whose first tie rests on an act."""
    found = next(one for one in every if any(tie["acts"] for tie in one["stance"]["ties"]))
    found["stance"]["ties"].sort(key=lambda tie: not tie["acts"])
    return found


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_property_says_what_it_is() -> None:
    def told(node: Any) -> bool:
        return "description" in node or ("$ref" in node and told(SCHEMA["$defs"][node["$ref"].split("/")[-1]]))

    silent = [path for path, node in properties(SCHEMA, "") if not told(node)]
    assert silent == []


def properties(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, part in node.get("properties", {}).items() if isinstance(node.get("properties"), dict) else ():
            yield f"{path}/{name}", part
        for name, part in node.items():
            yield from properties(part, f"{path}/{name}")


def test_what_is_found_in_the_bundled_articles_is_valid(every: list[dict[str, Any]]) -> None:
    for found in every:
        assert [error.message for error in VALIDATOR.iter_errors(found)] == []
        assert found["stance"]["ties"]
        assert found["attitudes"]


def test_every_column_is_in_the_schema_and_in_the_docstring(every: list[dict[str, Any]]) -> None:
    described = {path.rsplit("/", 1)[-1] for path, _ in properties(SCHEMA, "")}
    parts = [part for found in every for one in (found, found["sentiment"], found["stance"]) for part in one.values()]
    columns = {name for part in parts if isinstance(part, list) for row in part for name in row} - {"start", "end"}
    assert columns - described == set()
    assert {name for name in columns if f"`{name}`" not in (Analysis.__doc__ or "")} == set()


@pytest.mark.parametrize("text", ["", "Iran fell.", "“This is a fine mess indeed.”"])
def test_what_is_found_in_hardly_any_text_is_valid(text: str) -> None:
    VALIDATOR.validate(json.loads(analyze(article(text), targets=["Iran"]).to_json()))


@pytest.mark.parametrize("show", ["excerpts", "none"])
def test_results_without_the_text_and_with_added_keys_are_valid(every: list[dict[str, Any]], show: str) -> None:
    found = {**every[0], "article": {**redact_article(every[0]["article"], show), "mood": "calm"}, "more": []}
    VALIDATOR.validate(found)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 2),
        ("keywords", None),
        ("article.sha256", "0"),
        ("article.published", "29 September 2020"),
        ("article.url", "javascript:alert(1)"),
        ("article.words", -1),
        ("article.text", 1),
        ("sentences.0.polarity", 1.5),
        ("sentences.0.voice", None),
        ("sentences.0.start", -1),
        ("actors.0.kind", "country"),
        ("actors.0.mentions", []),
        ("actors.0.mentions.0", [1]),
        ("actors.0.mentions.0", [1, 2, 3]),
        ("actors.0.mentions.0", [0.5, 2]),
        ("attributions.0.direct", "yes"),
        ("attributions.0.speaker", ""),
        ("sentiment.author", 7),
        ("sentiment.targets.0.label", "hostile"),
        ("sentiment.targets.0.negative", 1.01),
        ("stance.ties.0.label", "likes"),
        ("stance.ties.0.confidence", 2),
        ("stance.ties.0.evidence", []),
        ("stance.ties.0.acts.0.act", "HUG"),
        ("stance.ties.0.acts.0.modality", "maybe"),
        ("stance.toward.0.label", "unknown"),
        ("keywords.0.count", 0),
        ("keywords.0.score", "high"),
        ("provenance.packages", []),
    ],
)
def test_what_breaks_the_contract_is_refused(acted: dict[str, Any], path: str, value: Any) -> None:
    found = deepcopy(acted)
    *before, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    node: Any = found
    for part in before:
        node = node[part]
    node[last] = value
    assert not VALIDATOR.is_valid(found)


def test_what_the_contract_fixes_cannot_be_left_out(acted: dict[str, Any]) -> None:
    fixed = [
        ("", "schema article sentences actors attributions sentiment stance keywords provenance"),
        ("article", "id title deck published source url language words sha256 text"),
        ("sentences.0", "start end polarity subjectivity voice"),
        ("actors.0", "id name kind aliases mentions"),
        ("attributions.0", "speaker source cue content direct"),
        ("sentiment", "polarity subjectivity author quoted targets"),
        ("sentiment.targets.0", "target label negative neutral positive evidence"),
        ("stance", "ties toward"),
        ("stance.ties.0", "source target label confidence evidence acts"),
        ("stance.ties.0.acts.0", "act cue modality negated"),
        ("stance.toward.0", "target source label against neutral favor evidence"),
        ("keywords.0", "phrase score count mentions"),
        ("provenance", "readout models parameters python packages"),
    ]
    for path, keys in fixed:
        for key in keys.split():
            found = deepcopy(acted)
            node: Any = found
            for part in path.split(".") if path else ():
                node = node[int(part) if part.isdigit() else part]
            del node[key]
            assert not VALIDATOR.is_valid(found), (path, key)


def test_the_acts_are_those_of_the_table() -> None:
    assert set(SCHEMA["$defs"]["act"]["enum"]) == {row["act"] for row in table("acts")}


def test_the_command_prints_it() -> None:
    result = CliRunner().invoke(main, ["schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == SCHEMA
