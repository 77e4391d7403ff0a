"""An executed notebook as one HTML page: no script, nothing loaded, whatever an article contains."""

import json
import re
from copy import deepcopy
from functools import cache
from html.parser import HTMLParser
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
from readout_app.runs.folder import file_slug
from readout_app.runs.manifest import Provenance
from readout_app.templates import allowed_html

_ORDER = [*("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain")]
# What no page may hold (HTML Standard, 13.2.3.5), and characters that turn the direction of the text that follows.
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff" + NONCHARACTERS + "]")


def render_page(notebook: Any, provenance: Provenance) -> str:
    """Return the report: outputs in sections, the code of each folded at its end, at the foot how it was made."""
    return _export("index", notebook, {"facts": provenance, **_parts(notebook)})


def render_failure(notebook: Any, provenance: Provenance, failure: Failure) -> str:
    """Return the page of a run that stopped: where and why, the outputs so far, what to try."""
    number = 0 if failure.cell is None else failure.cell + 1
    upto = notebook.copy()
    upto["cells"] = notebook.cells[:number]
    parts = _parts(upto)
    cell = upto.cells[-1] if number else None
    errors = [output for output in (cell or {}).get("outputs", []) if output.output_type == "error"]
    advice = failure.advice.format(help=f"readout report --help-notebook {provenance.notebook.name}")
    stopped = {
        "error": failure.error if isinstance(failure, CellFailed) else capitalize(failure.error),
        "cell": cell,
        "number": number,
        "total": len(notebook.cells),
        "section": parts["sections"][-1]["title"] if parts["sections"] else "",
        "message": "\n".join(line for output in errors for line in output.traceback),
        "advice": advice.split("`"),
    }
    return _export("failure", upto, {"facts": provenance, "stop": stopped, **parts})


def sanitize_html(html: str) -> str:
    """Reduce the HTML to what a page may hold: text, tables, drawings, switches without script.

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

    from_notebook_node = TemplateExporter.from_notebook_node


def _fit(html: str) -> str:
    """The page without characters that no page may hold, a space where they part words.

    An article has lost them when it was read; parameters, names of the user's own and what a cell printed or
    raised come here as they are.
    """
    return _UNFIT.sub(lambda match: " " if match[0].isspace() else "", html)


class _Finisher(HTMLParser):
    """One walk over a page, which sets right what only the whole page can tell.

    Its first heading is an h1, and the only one; no other is more than one level below the one before. A link to a
    place that is not in the page loses its address, and what stands there again its id. A table without a frame to
    scroll in, such as that of a data frame, has one.
    """

    FRAME = '<div class="scroll" role="region" tabindex="0" aria-label="Table">'

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._parts: list[str] = []
        self._ids = set[str]()
        self._links: list[tuple[int, str]] = []  # the place of a link in the parts, and where it leads
        self._level = 0  # of the last heading
        self._framed: list[bool] = []  # of each table that is open: is its frame ours?

    def finish(self, html: str) -> str:
        """Return the page set right."""
        self.feed(html)
        self.close()
        for at, target in self._links:
            if target not in self._ids:
                self._parts[at] = re.sub(r' href="[^"]*"', "", self._parts[at], count=1)
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text, attributes = self.get_starttag_text() or "", dict(attrs)
        if attributes.get("id") in self._ids:  # a figure that a notebook shows twice
            text = re.sub(r' id="[^"]*"', "", text, count=1)
        self._ids |= {value for name, value in attrs if name == "id" and value}
        if re.fullmatch("h[1-6]", tag):
            self._level = min(max(int(tag[1]), 2), self._level + 1) if self._level else 1
            text = f"<h{self._level}{text[3:]}"
        elif tag == "a" and (attributes.get("href") or "").startswith("#"):
            self._links.append((len(self._parts), unquote(str(attributes["href"])[1:])))
        elif tag == "table":
            bare = not self._framed and not self._parts[-1].startswith('<div class="scroll"')
            self._framed.append(bare)
            text = f"{self.FRAME}{text}" if bare else text
        self._parts.append(text)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        name = f"h{self._level}" if re.fullmatch("h[1-6]", tag) else tag
        frame = "</div>" if tag == "table" and self._framed and self._framed.pop() else ""
        self._parts.append(f"</{name}>{frame}")

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self._parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._parts.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._parts.append(f"<!{decl}>")


@cache
def load_exporter(template: str) -> Any:
    """Return what makes pages by a template: compiling it takes 0.2 seconds, and a page then 0.01."""
    exporter = _Page(
        config=Config({"NbConvertBase": {"display_data_priority": _ORDER}}),
        extra_template_basedirs=[str(TEMPLATES.parent)],
        extra_template_paths=[str(FOLDER)],  # where the style sheet lies
        template_name=TEMPLATES.name,
        template_file=f"{template}.html.j2",
        exclude_anchor_links=True,
    )
    exporter.environment.autoescape = True  # so that a template has to say where HTML is to stay as it is
    exporter.register_filter("clean", sanitize_html)
    exporter.register_filter("day", day_in_words)
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="python", parent=exporter))
    assert exporter.template
    return exporter


def _export(template: str, notebook: Any, resources: dict[str, Any]) -> str:
    html: str = load_exporter(template).from_notebook_node(notebook, resources)[0]
    return _Finisher().finish(_fit(html).strip()) + "\n"


def _parts(notebook: Any) -> dict[str, Any]:
    """The notebook's own heading (`kicker`) and its `sections`: title, id, cells that show something, code.

    A section starts at a cell of prose that starts with a `##` heading, or with a second `#` heading. Parameters
    stand at the foot of the page, so their cells are left out. The code before the first heading is shown with
    that of its section. The contents stand before the first section with a heading (`contents` is its number).
    """
    kicker, sections = "", [_section("", set())]
    taken = {"made", "failure", "content"}  # what the template itself names
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
            sections[-1]["cells"].append(_visible(cell, source, sections[-1]["title"] or kicker))
    if len(sections) > 1:
        opening, first = sections[:2]
        first["code"] = "\n\n".join(filter(None, (opening["code"], first["code"])))
        opening["code"] = ""
    sections = [part for part in sections if part["cells"] or part["code"]]
    leading = takewhile(lambda part: not part["id"], sections)
    return {"kicker": kicker, "sections": sections, "contents": len(list(leading))}


def _section(title: str, taken: set[str]) -> dict[str, Any]:
    """An empty section; its id is its heading as a slug, with a number where that is taken."""
    name = file_slug(title) or ("section" if title else "")
    free = next(each for each in chain([name], (f"{name}-{n}" for n in count(2))) if each not in taken)
    taken |= {free} - {""}
    return {"title": title, "id": free, "cells": [], "code": ""}


def _visible(cell: Any, source: str, heading: str) -> Any:
    """A copy of the cell with that source and the outputs that a page can show, each picture with its text."""
    copy = deepcopy(cell)
    copy.source = source
    if cell.cell_type == "code":
        for output in copy.outputs:
            _write_as_text(output.get("data", {}))
        copy.outputs = [output for output in copy.outputs if set(_ORDER) & set(output.get("data", _ORDER))]
    for output in copy.get("outputs", []):
        metadata = output.get("metadata", {})
        texts = [metadata.get("alt")]
        texts += [metadata[kind].get("alt") for kind in _ORDER if isinstance(metadata.get(kind), dict)]
        metadata["alt"] = next(filter(None, texts), f"Figure: {heading}" if heading else "Figure")
    return copy


def _write_as_text(data: dict[str, Any]) -> None:
    """Give an output that has no form a page can show the text of its data, or say that it was left out.

    Without this a page would show what Python calls the object: `<IPython.core.display.JSON object>`.
    """
    if set(_ORDER[:-1]) & set(data) or not (others := sorted(set(data) - {"text/plain"})):
        return
    if "application/json" in data:
        data["text/plain"] = json.dumps(data["application/json"], ensure_ascii=False, indent=2)
    elif re.fullmatch(r"<[\w.]+ object(?: at 0x[0-9a-f]+)?>", data.get("text/plain", "")):
        data["text/plain"] = f"An output of the kind {others[0]} was left out: a page cannot show it."


def _address(tag: str, attribute: str, value: str) -> str | None:
    """The value where it is no address or one that a page may hold, else None."""
    if attribute in ("href", "xlink:href"):
        outside = tag == "a" and re.match(r"(https?://|mailto:)", value, re.IGNORECASE)
        return value if outside or value.startswith("#") else None
    if attribute == "src":
        return value if re.match(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,", value) else None
    return value if not re.search(r"url\((?!\s*[\"']?#)", value, re.IGNORECASE) else None
