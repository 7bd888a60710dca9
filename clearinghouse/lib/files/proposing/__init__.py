"""The rules behind `propose`: which words on the first pages tell the kind, the state and the date."""
