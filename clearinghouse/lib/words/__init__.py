"""Words as they are written and as they are typed: one reading for the index, for full text and for marks.

A text is read as small words, its letters and its digits each for themselves: "J-1772", "J1772" and "J 1772" are all
j, 1772, and so is what somebody types. What can be written in one word or in two, in digits or in letters, is met by
asking in several ways (`typed`), never by guessing from what other texts say.
docs/decisions/0042-words-as-written-and-typed.md
"""
