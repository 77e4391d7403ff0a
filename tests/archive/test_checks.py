"""What `readout verify` says of pages and run folders: a page as it should be, and pages with one fault."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readout_app.archive.checks import describe_checked, page_faults
from readout_app.templates import POLICY
from support.command import call
from support.past_runs import manifest, past

META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{META}
<title>A page</title>
<style>p {{ color: red; background: url(data:image/png;base64,AAAA) }} svg {{ fill: url("#ink") }}</style>
</head>
<body>
<h1>A page</h1>
<p id="one">Go to <a href="#two">two</a>, <a href="https://example.org/" rel="noopener noreferrer">there</a>,
<a href="mailto:a@example.org">write</a> or read \u2067on\u2069.</p>
<h2 id="two">Two</h2>
<img src="data:image/png;base64,AAAA" alt="A cat on a mat">
<svg role="img" aria-labelledby="t d" viewBox="0 0 1 1"><title id="t">Cats</title><desc id="d">Two cats.</desc>
<path d="M0 0" style="fill: url(#ink)"/><use href="#one"/></svg>
<svg aria-hidden="true" viewBox="0 0 1 1"><image href="data:image/png;base64,AAAA"/></svg>
<h3>Three</h3>
<input type="checkbox" id="box"><label for="box">Box</label>
</body>
</html>
"""
END = "</body>"  # on line 20
CATALOGUE = '<meta name="generator" content="Readout catalogue">'
AGAIN = "make the report again"


def faults(folder: Path, content: str | bytes) -> list[str]:
    page = folder / "page.html"
    page.write_bytes(content if isinstance(content, bytes) else content.encode())
    return page_faults(page)


def changed(old: str, new: str) -> str:
    assert PAGE.count(old) == 1
    return PAGE.replace(old, new)


def added(markup: str) -> str:
    return changed(END, f"{markup}{END}")


def svg(inner: str) -> str:
    return f'<svg aria-hidden="true">{inner}</svg>'


@pytest.mark.parametrize(
    ("markup", "start"),
    [
        # what a browser does not read in a style
        (svg('<style>@imp<g>z</g>ort "http://x/";</style>'), "loads: @import brings in a style sheet"),
        (svg("<style>p<g>z</g>{}</style>"), "style: elements or comments stand in it; take them out"),
        # elements that are not on the list
        ("<script>x()</script>", "element: a page has no use for it; take it out: <script>"),
        ('<iframe src="x"></iframe>', "element: "),
        ('<form action="x"></form>', "element: "),
        (svg('<a><set attributeName="href" to="javascript:x"/></a>'), "element: "),
        ('<input type="text">', "element: of inputs a page holds check boxes and radio buttons; take it out"),
        # attributes that are not on the list
        ('<p onclick="x()">y</p>', "attribute: a page has no use for onclick; take it out"),
        ('<img srcset="data:image/png,A 1x, //x 2x" alt="A cat">', "attribute: "),
        ('<a href="#one" ping="https://x.org">y</a>', "attribute: "),
        # what is loaded
        (
            '<img src="https://x.org/a.png" alt="A cat">',
            "loads: src brings in something from outside the page; hold it as data:image/…: "
            '<img src="https://x.org/a.png" alt="A cat">',
        ),
        ('<img src="#one" alt="A cat">', "loads: src "),
        (svg('<image xlink:href="//x/a.png"/>'), "loads: href "),
        (svg('<use href="a.svg#b"/>'), "loads: href "),
        (svg('<use href="data:image/svg+xml,x#b"/>'), "loads: href "),
        ("<p style=\"background: u\\72l( '//x/a.png')\">y</p>", "loads: //x/a.png in the style "),
        (svg('<path fill="url(//x#a)"/>'), "loads: //x#a in the style "),
        (svg("<style>p{background:url(x.png)}</style>"), "loads: x.png in the style "),
        ("<p style=\"background: image-set('x.png' 1x, var(--y) 2x)\">y</p>", "loads: image-set() "),
        # links
        (
            '<a href=" java\tscript:x()">y</a>',
            "address: it leads to javascript:; lead to http, https, mailto or a #place only: "
            '<a href=" java script:x()">',
        ),
        (svg('<a href="#one" xlink:href="JavaScript:x()"></a>'), "address: it leads to javascript:; "),
        ('<a href="results.json">y</a>', "address: it is relative, and leads nowhere once the page is mailed"),
        ('<a href="http://x.org" rel="noopener">y</a>', 'link: it leads outside the page; add rel="noopener '),
        ('<a href="#three">y</a>', "fragment: no element has the id three; mend the link"),
        # form
        ('<p id="one">y</p>', "id: 2 elements have it; give each its own"),
        ("<p title='\u202dx'>y</p>", "bidi: a character that turns the direction of text is left open in it"),
        ("<p>read \u202e\u2067on\u202c\u2069</p>", "bidi: "),
        ("<div><p>y</div></p>", "well-formed: unexpected-end-tag (p); mend it"),
        ("<section>", "well-formed: expected-one-end-tag-but-got-another (body, section); mend it"),
    ],
)
def test_what_is_added_is_found(tmp_path: Path, markup: str, start: str) -> None:
    assert faults(tmp_path, added(markup))[-1].startswith(f"line 20: {start}")


NO_POLICY = "line 2: policy: the head does not start with it; add <meta http-equiv="
OTHER_POLICY = 'line 5: policy: it is not the one that reports have; write content="default-src'


@pytest.mark.parametrize(
    ("old", "new", "start"),
    [
        ('<meta charset="utf-8">\n', "", "line 2: charset: the page does not say it is UTF-8; write <meta"),
        (META, "", NO_POLICY),
        (POLICY, POLICY.replace("default-src 'none'; ", ""), OTHER_POLICY),
        (POLICY, f"{POLICY}; script-src 'unsafe-inline'", OTHER_POLICY),
        (POLICY, POLICY.replace("default-src 'none'", "default-src\u00a0'none'"), OTHER_POLICY),
        ("<style>p", '<link rel="icon" href="x"><style>p', "line 7: element: "),
        ("<style>p", '<base href="//x/"><style>p', "line 7: element: "),
        ("<style>p", '<meta http-equiv="refresh" content="0;url=//x"><style>p', "line 7: loads: http-equiv "),
        ("<style>", '<style>@import "x.css";', "line 7: loads: @import brings in a style sheet; put its rules"),
        ("url(data:image/png;base64,AAAA) }", "url(//x/a.png) }", "line 7: loads: //x/a.png in the style "),
        ("A page</title>", "A page\u202b</title>", "line 6: bidi: "),
    ],
)
def test_what_is_changed_is_found(tmp_path: Path, old: str, new: str, start: str) -> None:
    [fault] = faults(tmp_path, changed(old, new))
    assert fault.startswith(start)


def test_size_encoding_and_depth_have_a_limit(tmp_path: Path) -> None:
    heavy = "line 1: size: the page has 1,000,001 bytes; at most 1,000,000 are allowed"
    assert faults(tmp_path, "x" * 1_000_001) == [heavy]
    assert faults(tmp_path, PAGE) == []
    latin = PAGE.encode().replace(b"Two", b"Tw\xf6", 1)
    assert faults(tmp_path, latin) == ["line 13: charset: the page is not UTF-8; save it as UTF-8"]
    deep = "line 21: well-formed: more than 200 elements stand in each other"
    assert faults(tmp_path, added("\n" + "<div>" * 100_000)) == [deep]


def test_elements_that_are_not_closed_open_again_only_so_often(tmp_path: Path) -> None:
    again = "".join(f"<b id=a{n}>" for n in range(150))
    [fault] = faults(tmp_path, added(f"<p>{again}</p>" + "<p>x" * 2000))
    assert fault.endswith("well-formed: elements are not closed, and open again and again; close them")


def test_faults_are_in_the_order_of_the_page_and_fit_one_line(tmp_path: Path) -> None:
    page = added('\n<script\nsrc="\n\x1b[31m">\n</script>').replace('<meta charset="utf-8">', "")
    first, charset, script = faults(tmp_path, page)
    assert first == "line 1: well-formed: invalid-codepoint; mend it"
    assert charset.startswith("line 2: charset: ")
    assert script == 'line 23: element: a page has no use for it; take it out: <script src=" [31m">'


@pytest.mark.parametrize("address", ["feed.xml", "./feed.xml", "a%20run/report.html", "a%20run/report.html#tone"])
def test_a_catalogue_may_lead_to_what_stands_beside_or_below_it(tmp_path: Path, address: str) -> None:
    (tmp_path / "a run").mkdir()
    for name in ("feed.xml", "a run/report.html"):
        (tmp_path / name).touch()
    page = added(f'<a href="{address}">y</a>')
    assert faults(tmp_path, page.replace(META, META + CATALOGUE)) == []
    [fault] = faults(tmp_path, page)
    assert fault.startswith("line 20: address: it is relative")


@pytest.mark.parametrize(
    "address",
    [
        *("gone.html", "run", "", "?", "secret.txt?", "../secret.txt", "run/../../secret.txt"),
        *("%2e%2e/secret.txt", "..%2Fsecret.txt", "..\\secret.txt", "..%5Csecret.txt", "/etc/hostname"),
        *("%2Fetc%2Fhostname", "//example.org/x", "\\\\example.org\\x", "C%3A%5Cx", "a%00b"),
        *("link/secret.txt", "x" * 5000),
    ],
)
def test_a_catalogue_leads_nowhere_else(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "reports"
    (folder / "run").mkdir(parents=True)
    (tmp_path / "secret.txt").touch()
    (folder / "link").symlink_to(tmp_path)
    page = added(f'<a href="{address}">y</a>').replace(META, META + CATALOGUE)
    [fault] = faults(folder, page)
    assert fault.startswith("line 20: address: no such file stands beside or below the page; run readout index")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder as its run left it, with a page that has no fault."""
    folder = past(tmp_path, "run")
    (folder / "report.html").write_text(PAGE, encoding="utf-8")
    (folder / "results.json").write_text("{}", encoding="utf-8")
    names = ("report.html", "results.json")
    relist(
        folder,
        lambda files: files.update({name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}),
    )
    return folder


def relist(run: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Change the manifest's list of artefacts in place."""
    content = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    change(content["artefacts"])
    (run / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def verified(*paths: Path | str) -> list[str]:
    """What the command prints, without a browser."""
    result = call("verify", "--no-browser", *paths)
    lines: list[str] = result.stdout.splitlines()
    assert result.exit_code == (1 if lines else 0)
    return lines


def test_what_is_changed_missing_or_more_in_a_run_is_named(run: Path) -> None:
    (run / "results.json").write_text("[]", encoding="utf-8")
    (run / "report.html").unlink()
    (run / "more").mkdir()
    (run / "more" / "new.txt").touch()
    assert verified(run) == [
        f"{run}: report.html: it is missing; {AGAIN}",
        f"{run}: results.json: it is not as the run left it; {AGAIN}",
        f"{run}: more/new.txt: the manifest does not list it; move it elsewhere",
        f"{run / 'report.html'}: the page is missing; {AGAIN}",
    ]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *((name, "it leads out of the folder, and was not read") for name in (
            "../secret.txt", "more/../../secret.txt", "/etc/hostname", "C:\\secret.txt", "..\\secret.txt", "a\0b",
        )),
        *((name, "it is missing") for name in (".", "", "x" * 5000, "results.json/x")),
    ],
)  # fmt: skip
def test_a_manifest_has_no_file_read_outside_its_folder(run: Path, name: str, fault: str) -> None:
    (run.parent / "secret.txt").write_text("x", encoding="utf-8")
    relist(run, lambda files: files.update({name: "0" * 64}))
    [line] = verified(run)
    assert line.endswith(f": {fault}; {AGAIN}")


def test_links_in_a_run_are_not_followed(run: Path) -> None:
    secret = run.parent / "secret"
    secret.mkdir()
    (run / "results.json").replace(secret / "results.json")
    (run / "results.json").symlink_to(secret / "results.json")
    (run / "more").symlink_to(secret)
    relist(run, lambda files: files.update({"more/results.json": files["results.json"]}))
    assert verified(run) == [
        f"{run}: more/results.json: it leads out of the folder, and was not read; {AGAIN}",
        f"{run}: results.json: it leads out of the folder, and was not read; {AGAIN}",
        f"{run}: more: the manifest does not list it; move it elsewhere",
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("{", "manifest.json is not JSON"),
        (json.dumps(manifest(artefacts=[])), "manifest.json: artefacts: input should be an object"),
        (json.dumps(manifest(artefacts={})), "manifest.json: it lists no artefacts"),
    ],
)
def test_a_manifest_that_is_no_use_is_a_fault(run: Path, content: str, fault: str) -> None:
    (run / "manifest.json").write_text(content, encoding="utf-8")
    assert verified(run) == [f"{run}: {fault}; {AGAIN}"]


def test_a_page_that_could_run_something_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readout_app.archive.checks.opened_faults", pytest.fail)
    page = tmp_path / "page.html"
    page.write_text(added("<script>x()</script>"), encoding="utf-8")
    [line] = call("verify", page).stdout.splitlines()
    assert line.startswith(f"{page}: line 20: element: ")


@pytest.mark.parametrize(
    ("package", "options", "why"),
    [
        (True, [], " (that needs a Chromium)"),
        (False, ["--limit", 1_000_000], " (that needs pip install 'readout-news[verify]' and a Chromium)"),
        (True, ["--no-browser"], ""),
    ],
)
def test_it_says_what_it_checked_and_what_it_could_not(
    run: Path, monkeypatch: pytest.MonkeyPatch, package: bool, options: list[Any], why: str
) -> None:
    monkeypatch.setattr("readout_app.archive.browser_checks.find_spec", lambda _: package)
    monkeypatch.setattr("readout_app.archive.browser_checks.find_chromium", lambda: None)
    result = call("verify", run, *options)
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr == (
        "readout: 1 page checked for safety and form, 1 run folder for its hashes, "
        f"none opened in a browser: no faults{why}\n"
    )
    assert describe_checked(Counter(folders=2, pages=3, opened=1), 1) == (
        "3 pages checked for safety and form, 2 run folders for their hashes, 1 opened in a browser: 1 fault"
    )
    small = call("verify", "--no-browser", "--limit", "10", run)
    assert small.stdout.endswith(f"size: the page has {len(PAGE.encode()):,} bytes; at most 10 are allowed\n")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.html", "it does not exist; give the path of a page or of a run folder"),
        (".", "the folder has no manifest.json; give a run folder, or the path of a page"),
        ("/dev/zero", "it is a pipe or a device, which may never end; give the path of a page"),
    ],
)
def test_a_path_that_is_no_use_is_a_wrong_call(tmp_path: Path, name: str, message: str) -> None:
    result = call("verify", tmp_path / name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"readout: {tmp_path / name}: {message}\n"
    assert call("verify").exit_code == 2
