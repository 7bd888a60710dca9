"""What a person means by what they typed: words, the same thing in other words, places, kinds and years."""
