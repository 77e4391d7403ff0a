"""The archive: what stands in a reports folder, shown, thinned, compared and checked.

`schedule` and the command line build on this package; it imports the library, `runs` and templates. Import
the names from their modules, as some of these take their time to load:

- `listing`: `list_runs` (what the manifests say), `prune_runs` (keep so many of each series), `RunSummary`
- `catalogue`: `rebuild_catalogue` (index.html and feed.xml)
- `diff`: `diff_runs`, `load_results`; `describe_changes` (a table), `finding_lines` (a line each)
- `checks`: `check_paths`, `page_faults` (safety, form, hashes)
- `browser_checks`: `opened_faults` (what a page does when opened, accessibility)
"""
