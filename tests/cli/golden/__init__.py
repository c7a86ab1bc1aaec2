"""What every verb prints, in both faces: recorded in outputs/, one file a verb, and compared with what it prints now.

A verb needs no scenario of its own: its examples in the catalogue are run. `python -m tests.cli.golden --update`
records what is new or changed; read the difference before it is committed.
"""
