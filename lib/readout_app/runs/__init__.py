"""Runs: one notebook over one article becomes one run folder that tells the truth about how it ended.

`archive` and `schedule` build on this package; it imports the library and nothing else of the application but
secrets and templates. Import the names from their modules, as some of these take their time to load:

- `run`: `run` (makes a report), `record_failure`, `Run`, `find_notebook`, `check_parameters`
- `batch`: `run_batch` (many reports at once), `Batch`, `Job`
- `manifest`: `Manifest`, `Summary`: what stands in `manifest.json`
- `parameters`: `read_parameters`, `coerce_values`, `takes_many`: what a notebook can be asked
- `folder`: run folders, `artefact_faults` (is one as its run left it?)
- `collection`: `Collection`: many articles in the place of one
- `kernel`: `Limits`; `execution`, `failures`, `forkserver`, `strip`, `page`, `pdf`: the steps of a run
- `bounded_client`, `kernel_output`: how much a cell may show, and print
"""
