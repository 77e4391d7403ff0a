"""How Sphinx makes the site: `make docs`. The notebooks are copied beside the pages and run while it is built."""

import shutil
from importlib.metadata import version as installed
from pathlib import Path

HERE = Path(__file__).parent
for notebook in (HERE.parent / "notebooks").glob("*.ipynb"):
    (HERE / "notebooks").mkdir(exist_ok=True)
    shutil.copy(notebook, HERE / "notebooks")

project = "Readout"
author = "The Readout authors"
project_copyright = author
version = release = installed("readout-news")

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = "Readout"
exclude_patterns = ["_build"]
autodoc_typehints = "description"
autodoc_member_order = "bysource"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "cache"  # a page whose cells did not change is not run again
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_merge_streams = True
# what shows without widgets is there
nb_mime_priority_overrides = [("*", "application/vnd.jupyter.widget-view+json", None)]
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # no page loads anything from outside
suppress_warnings = [
    "mystnb.unknown_mime_type"  # the data that a notebook hands to its report
]
