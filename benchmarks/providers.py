"""The invented training providers of a benchmark: so many in all states, each with three years of people trained."""

import hashlib
import random

from accounts.models import State
from benchmarks.words import TRADE_WORDS
from workforce.models import Credential, Provider, TrainedYear

SEED = 12
MOST = 2_000  # however many documents there are
YEARS = (2023, 2024, 2025)


def load(count: int) -> None:
    """So many providers."""
    chosen, words = random.Random(SEED), TRADE_WORDS.split()
    states = list(State.objects.order_by("pk").values_list("pk", flat=True))
    credentials = list(Credential.objects.order_by("pk").values_list("pk", flat=True))
    made = Provider.objects.bulk_create(
        Provider(
            key=hashlib.sha256(f"provider {number}".encode()).hexdigest()[:12],
            name=f"Sample {' '.join(chosen.choices(words, k=3))} {number}",
            kind=chosen.choice(Provider.Kind.values),
            state_id=states[number % len(states)],
            programs=f"Sample. {' '.join(chosen.choices(words, k=20))}.",
            source_name="Sample",
            source_url="https://source.example/",
            is_sample=True,
        )
        for number in range(count)
    )
    offered = Provider.credentials.through
    offered.objects.bulk_create(
        offered(provider_id=provider.pk, credential_id=chosen.choice(credentials)) for provider in made
    )
    TrainedYear.objects.bulk_create(
        TrainedYear(provider=provider, year=year, people=chosen.randrange(200)) for provider in made for year in YEARS
    )
