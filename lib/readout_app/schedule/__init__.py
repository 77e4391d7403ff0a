"""Schedules: watches, whose sources are asked now and then, whose new articles are reported once and delivered once.

It stands on `runs` and `archive`; the command line alone imports it. Import the names from their modules, as some of
these take their time to load. In the order in which a call of `readout schedule run` needs them:

- `config`: `read_watches` (schedules.toml as `Watch` and `Mail`); `slots`: `due`, `describe_next`: when a watch runs
- `runner`: `run_watches` does what is due, once; `WatchOutcome`
- `history`, `progress`: what a watch has done, as a journal on the disk; `WatchRun` notes each step there
- `polling`, `sources`, `feeds`, `robots`: what its sources have that is new
- `notify`, `mail`, `digest`, `deliver`: who is told, and where runs are copied to
- `install`: the timer that calls it
"""
