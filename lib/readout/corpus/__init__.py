"""A corpus: what Readout finds in many articles, as a folder of Parquet. `import readout` offers `Corpus`.

Below `show`; its modules import `analysis` and what stands below it. It needs pyarrow and DuckDB, which come with
the extra `coverage`.
"""

from importlib.util import find_spec

from readout.errors import UserError

if not (find_spec("duckdb") and find_spec("pyarrow")):
    raise UserError("Corpus: pyarrow and DuckDB are missing; install them: pip install 'readout-news[coverage]'")
