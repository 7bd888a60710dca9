"""The measured quality as tables for people."""

from collections.abc import Mapping, Sequence

from benchmarks.search_quality.measures import Answer, Score, by_kind


def table(engines: Mapping[str, Sequence[Answer]]) -> str:
    """One row for each kind of query; for each engine MRR@10, recall@10 and how many queries brought nothing."""
    scores = {name: by_kind(answered) for name, answered in engines.items()}
    kinds = list(next(iter(scores.values())))
    head = f"{'':14}{'queries':>8}" + "".join(f"  {name:>24}" for name in scores)
    below = f"{'':22}" + "".join(f"  {'MRR':>8}{'recall':>8}{'no hit':>8}" for _ in scores)
    rows = [_row(kind, [scores[name][kind] for name in scores]) for kind in kinds]
    return "\n".join([head, below, *rows])


def _row(kind: str, scores: Sequence[Score]) -> str:
    cells = "".join(f"  {score.reciprocal:8.3f}{score.recall:8.3f}{score.without_hit:8}" for score in scores)
    return f"{kind:14}{scores[0].queries:8}{cells}"


def failures(answered: Sequence[Answer], least_recall: float = 0.5) -> str:
    """The queries whose answer isn't first, or that miss many pages: what came, and what should have come."""
    poor = [answer for answer in answered if answer.first != 1 or answer.recall < least_recall]
    return "\n".join(_failure(answer) for answer in sorted(poor, key=lambda answer: (answer.reciprocal, answer.recall)))


def _failure(answer: Answer) -> str:
    came = " ".join(f"{page}{'+' if page in answer.judged.relevant else ''}" for page in answer.found) or "nothing"
    missed = " ".join(sorted(answer.judged.relevant.difference(answer.found)))
    place = f"first answer in place {answer.first}" if answer.first else "no answer"
    lines = f"  {answer.judged.kind}: {answer.judged.query}  ({place}, recall {answer.recall:.2f})\n    came: {came}"
    return f"{lines}\n    missed: {missed}" if missed else lines
