"""What needs the portal's settings, one database per process.

    python -m benchmarks.inside base|documents|index|fresh|digests|visits|addresses

An older commit is asked through `base`, `documents`, `index` and `visits`: keep what they take and print. One that
doesn't know `index` prints nothing.
"""

import io
import json
import sys
from dataclasses import asdict

import django


def main(arguments: list[str]) -> None:
    """Fill the base database with people and texts, or a copy of it with documents; or print its visits as JSON.

    `index` makes the search index of the database, `fresh` tells how soon it has a changed page, `digests` what a
    morning of digests takes. `visits` counts their statements, of those with these names where some are given;
    `addresses` does without.
    """
    django.setup()
    from django.core.management import call_command

    from benchmarks import asking, calls, corpus, digests, freshness, indexing, people, providers, rounds, space, words

    match arguments:
        case ["base", texts]:
            call_command("prepare", verbosity=0, stdout=io.StringIO())
            people.make_people()
            corpus.load_texts(words.page_texts(int(texts)))
        case ["documents", count, pages, large_bytes]:
            corpus.load(int(count), int(pages), corpus.store_files(int(large_bytes)))
            calls.load(min(int(count), calls.MOST))
            providers.load(min(int(count), providers.MOST))
            space.load()
            rounds.load()
            corpus.settle()
            corpus.check_derived()
            calls.check_derived()
        case ["index"]:
            json.dump(indexing.index_once(), sys.stdout)
        case ["fresh"]:
            json.dump(freshness.seconds_until_found(), sys.stdout)
        case ["digests"]:
            digests.print_measured()
        case ["visits", pairs, *names]:
            visits = [visit for visit in asking.visits(json.loads(pairs)) if not names or visit.name in names]
            json.dump([asdict(asking.counted(visit)) for visit in visits], sys.stdout)
        case ["addresses", pairs]:
            json.dump([asdict(visit) for visit in asking.visits(json.loads(pairs))], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
