"""Schedules: watches, whose sources are asked now and then, whose new articles are reported once and delivered once.

It stands on `runs` and `archive`; the command line alone imports it. Import the names from their modules, as some of
these take their time to load. In the order in which a call of `readout schedule run` needs them:

- `config`: `read_watches` (schedules.toml as `Watch` and `Mail`); `slots`: `due`, `describe_next`: when a watch runs
- `runner`: `run_watches` does what is due, once; `WatchOutcome`; its sources are asked side by side
- `history`, `progress`: what a watch has done, as a journal on the disk; `WatchRun` notes each step there; `due_slot`
- `sources`, `feeds`, `robots`: what its sources have that is new
- `deliver`, `mail`, `digest`: who is told, and where runs are copied to
- `alerts`: what has to be so for a digest to come, and which runs meet it
- `status`: what is said of a watch without running it
- `install`: the timer that calls it
"""
