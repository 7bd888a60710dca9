"""What needs the portal's settings, with one database per process.

python -m benchmarks.search_quality.inside load FOLDER
python -m benchmarks.search_quality.inside measure tune|held [--failures]
python -m benchmarks.search_quality.inside check
"""

import sys
from pathlib import Path

import django


def main(arguments: list[str]) -> None:
    """Fill the database with the plans of a folder; or ask it, and print or check how good the answers are."""
    django.setup()
    from benchmarks.search_quality import engines, plans

    match arguments:
        case ["load", folder]:
            plans.load(Path(folder))
        case ["sets", wanted]:
            sys.stdout.write(engines.measured_sets(wanted))
        case ["check"]:
            engines.check()
        case ["measure", wanted, *options]:
            sys.stdout.write(engines.measured(wanted, with_failures="--failures" in options))


if __name__ == "__main__":
    main(sys.argv[1:])
