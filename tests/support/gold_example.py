"""A small annotated article (`tests/gold/README.md`)."""

GOLD = """---
part: held-out
title: A fine
deck:
published: 2025-01-02
source: Wire
---

[Norland](norland) fined [Sudia](sudia) on Monday, [Ada Bell](ada) said. "[It](~norland) was wrong," [Bell](ada) added.

[She](~ada) praised [Norland Radio](radio).

## Actors

| key | name | kind | also | tone |
| --- | --- | --- | --- | --- |
| norland | Norland | place | Government of Norland; NL | |
| sudia | Sudia | place | | negative |
| ada | Ada Bell | person | | positive |
| radio | Norland Radio | organisation | | |

## Attributions

| speaker | source | cue | content |
| --- | --- | --- | --- |
| ada | Ada Bell | said | Norland fined … Monday |
| ada / the envoy | Bell | added | "It + wrong," |

## Ties

| source | tie | target | said in |
| --- | --- | --- | --- |
| norland | opposes | sudia | Norland fined Sudia |
| ada | opposes | norland | "It was wrong," |
| ada | supports | radio | She praised |

## Arguable

| source | tie | target | why |
| --- | --- | --- | --- |
| radio | supports | ada | its star |

## Keyphrases

Norland; Sudia; Norland Radio
"""
