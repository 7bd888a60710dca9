"""How well a file serves people who use a screen reader, a keyboard or large print.

What a program can know is checked; the rest is named for a person to look at. See docs/decisions/0038-accessibility.md.
"""
