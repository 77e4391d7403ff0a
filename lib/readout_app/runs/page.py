"""An executed notebook as one HTML page: no script, nothing loaded, whatever an article contains."""

import re
from copy import deepcopy
from html import unescape
from itertools import chain, count, takewhile
from typing import Any
from urllib.parse import unquote

import nh3
from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from traitlets.config import Config

from readout.resources import FOLDER
from readout.text import NONCHARACTERS
from readout.wording import capitalize, day_in_words
from readout_app import TEMPLATES
from readout_app.runs.failures import CellFailed, Failure
from readout_app.runs.folder import slug
from readout_app.runs.manifest import Provenance
from readout_app.templates import allowed_html

_ORDER = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]
# What no page may hold (HTML Standard, 13.2.3.5), and signs that turn the direction of the text that follows.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff" + NONCHARACTERS + "]"
)


def render_page(notebook: Any, made: Provenance) -> str:
    """The report: outputs in sections, the code of each folded at its end, at the foot how it was made."""
    return _export("index", notebook, {"facts": made, **_parts(notebook)})


def render_failure(notebook: Any, made: Provenance, failure: Failure) -> str:
    """A run that stopped: what was asked, where and why it stopped, the outputs so far, what to try."""
    number = 0 if failure.cell is None else failure.cell + 1
    upto = notebook.copy()
    upto["cells"] = notebook.cells[:number]
    parts = _parts(upto)
    cell = upto.cells[-1] if number else None
    errors = [output for output in (cell or {}).get("outputs", []) if output.output_type == "error"]
    advice = failure.advice.format(help=f"readout report --help-notebook {made.notebook.name}")
    stopped = {
        "error": failure.error if isinstance(failure, CellFailed) else capitalize(failure.error),
        "cell": cell,
        "number": number,
        "total": len(notebook.cells),
        "section": parts["sections"][-1]["title"] if parts["sections"] else "",
        "message": "\n".join(line for output in errors for line in output.traceback),
        "advice": advice.split("`"),
    }
    return _export("failure", upto, {"facts": made, "stop": stopped, **parts})


def clean(html: str) -> str:
    """The HTML reduced to what a page may hold: text, tables, drawings, switches without script.

    What runs or loads is dropped; of addresses stay links to click, places in the page and images held in it.
    What stays is well formed.
    """
    allowed = dict(allowed_html("content"))
    everywhere = allowed.pop("*")
    cleaned = nh3.clean(
        _fit(html),
        tags=set(allowed),
        clean_content_tags={"script", "style"},
        attributes={"*": everywhere, **allowed},
        generic_attribute_prefixes={"aria-", "data-"},
        tag_attribute_values={"input": {"type": {"checkbox", "radio"}}},
        attribute_filter=_address,
        filter_style_properties=allowed_html("style")["*"],
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )
    return re.sub(r"<img\b(?![^<>]* src=)[^<>]*>", "", cleaned)  # its address was none that a page may hold


class _Page(HTMLExporter):  # type: ignore[misc]  # nbconvert has no types
    """nbconvert's HTML page without its last pass, which writes the attributes of a drawing in lower case."""

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> tuple[str, Any]:
        """The page of `nb`, and the resources."""
        self.environment.autoescape = True  # so that a template has to say where HTML is to stay as it is
        self.register_filter("clean", lambda html: clean(_framed(html)))
        self.register_filter("day", lambda published: day_in_words(published.isoformat()))
        self.register_filter("questions", _questions)
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer="python", parent=self))
        page: tuple[str, Any] = TemplateExporter.from_notebook_node(self, nb, resources, **options)
        return page


def _framed(html: str) -> str:
    """The HTML in which each table that has no frame to scroll in has one, that of pandas for one."""
    frame = '<div class="scroll" role="region" tabindex="0" aria-label="Table">{}</div>'
    return re.sub(
        r'(<div class="scroll"[^<>]*>)?<table\b.*?</table>',
        lambda found: found[0] if found[1] else frame.format(found[0]),
        html,
        flags=re.DOTALL,
    )


def _questions(html: str) -> str:
    """The HTML with a class on each paragraph that is a question in italics, and nothing else."""
    return re.sub(r"<p>(<em>[^<>]*\?</em>)</p>", r'<p class="question">\1</p>', html)


def _fit(html: str) -> str:
    """The page without signs that no page may hold, a space where they part words.

    An article has lost them when it was read; parameters, names of the user's own and what a cell printed or
    raised come here as they are.
    """
    return _UNFIT.sub(lambda found: " " if found[0].isspace() else "", html)


def _landed(html: str) -> str:
    """The page without the addresses of links that lead to no place in it."""
    places = set(re.findall(r'\sid="([^"]+)"', html))
    return re.sub(
        r'(<a\b[^<>]*?) href="#([^"]*)"',
        lambda found: found[0] if unquote(unescape(found[2])) in places else found[1],
        html,
    )


def _levelled(html: str) -> str:
    """The page with one h1, the first, and no heading that is more than one level below the one before."""
    level = 0

    def put(found: re.Match[str]) -> str:
        nonlocal level
        level = min(max(int(found[1]), 2), level + 1) if level else 1
        return f"<h{level}{found[2]}</h{level}>"

    return re.sub(r"<h([1-6])(\b.*?)</h\1>", put, html, flags=re.DOTALL)


def _export(template: str, notebook: Any, resources: dict[str, Any]) -> str:
    exporter = _Page(
        config=Config({"NbConvertBase": {"display_data_priority": _ORDER}}),
        extra_template_basedirs=[str(TEMPLATES.parent)],
        extra_template_paths=[str(FOLDER)],  # where the style sheet lies
        template_name=TEMPLATES.name,
        template_file=f"{template}.html.j2",
        exclude_anchor_links=True,
    )
    html: str = exporter.from_notebook_node(notebook, resources)[0]
    return _levelled(_landed(_fit(html).strip())) + "\n"


def _parts(notebook: Any) -> dict[str, Any]:
    """The notebook's own heading (`kicker`) and its `sections`: title, id, cells that show something, code.

    A section starts at a cell of prose that starts with a `##` heading, or with a second `#` heading. Parameters
    stand at the foot of the page, so their cells are left out. The code before the first heading is shown with
    that of its section. The contents follow the findings if these come first (`contents` is the number of
    sections before them).
    """
    kicker, sections = "", [_section("", set())]
    taken = {"made", "failure"}  # what the template itself names
    for cell in notebook.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            continue
        source = cell.source.strip()
        if cell.cell_type == "code":
            sections[-1]["code"] += f"\n\n{source}" if sections[-1]["code"] and source else source
        elif not kicker and (heading := re.match(r"# +(.+)", source)):
            kicker, source = heading[1].strip(), source[heading.end() :].strip()
        if cell.cell_type == "markdown" and (heading := re.match(r"##? +(.+)", source)):
            sections.append(_section(heading[1].strip(), taken))
        if cell.get("outputs") or (cell.cell_type == "markdown" and source):
            sections[-1]["cells"].append(_shown(cell, source, sections[-1]["title"] or kicker))
    if len(sections) > 1:
        opening, first = sections[:2]
        first["code"] = "\n\n".join(filter(None, (opening["code"], first["code"])))
        opening["code"] = ""
    sections = [part for part in sections if part["cells"] or part["code"]]
    leading = takewhile(lambda part: part["id"] in ("", "findings"), sections)
    return {"kicker": kicker, "sections": sections, "contents": len(list(leading))}


def _section(title: str, taken: set[str]) -> dict[str, Any]:
    """An empty section; its id is its heading as a slug, with a number where that is taken."""
    name = slug(title) or ("section" if title else "")
    free = next(each for each in chain([name], (f"{name}-{n}" for n in count(2))) if each not in taken)
    taken |= {free} - {""}
    return {"title": title, "id": free, "cells": [], "code": ""}


def _shown(cell: Any, source: str, place: str) -> Any:
    """A copy of the cell with that source and the outputs that can be shown, each picture with its text."""
    copy = deepcopy(cell)
    copy.source = source
    if cell.cell_type == "code":
        copy.outputs = [output for output in copy.outputs if set(_ORDER) & set(output.get("data", _ORDER))]
    for output in copy.get("outputs", []):
        about = output.get("metadata", {})
        told = [
            about.get("alt"),
            *(about[name].get("alt") for name in _ORDER if isinstance(about.get(name), dict)),
        ]
        about["alt"] = next(filter(None, told), None) or f"Figure: {place}" if place else "Figure"
    return copy


def _address(tag: str, attribute: str, value: str) -> str | None:
    """The value where it is no address or one that a page may hold, else None."""
    if attribute in ("href", "xlink:href"):
        outside = tag == "a" and re.match(r"(https?://|mailto:)", value, re.IGNORECASE)
        return value if outside or value.startswith("#") else None
    if attribute == "src":
        return value if re.match(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,", value) else None
    return value if not re.search(r"url\((?!\s*[\"']?#)", value, re.IGNORECASE) else None
