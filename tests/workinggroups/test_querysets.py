from datetime import timedelta

from django.utils import timezone

from documents.models import Document
from tests import library
from tests.cast import Cast
from workinggroups.models import WorkingGroup
from workinggroups.shared_documents import shared_with


def test_in_order_is_as_naseo_lists_them(db: None) -> None:
    WorkingGroup.objects.filter(slug="cybersecurity").update(position=0)

    slugs = list(WorkingGroup.objects.in_order().values_list("slug", flat=True))

    assert slugs[:2] == ["cybersecurity", "northeast"]


def test_regional_are_the_six_with_a_region(db: None) -> None:
    regions = [group.region.slug for group in WorkingGroup.objects.regional() if group.region]

    assert regions == [
        "naseo-northeast", "naseo-mid-atlantic", "naseo-southeast", "naseo-midwest", "naseo-central", "naseo-west",
    ]  # fmt: skip


def test_shared_with_ends_when_the_document_is_shared_otherwise(cast: Cast) -> None:
    group = WorkingGroup.objects.get(slug="cybersecurity")
    cast.colorado.groups.add(group.audience.group)
    made = library.document(cast.vermont, "Slides", sharing_choice="groups", groups=[group.audience])
    before = list(shared_with(group, cast.colorado))

    Document.objects.filter(pk=made.pk).update(status="withdrawn")

    assert (before, list(shared_with(group, cast.colorado))) == ([made], [])


def test_shared_with_counts_a_document_of_many_groups_once(cast: Cast) -> None:
    groups = list(WorkingGroup.objects.in_order())
    audiences = [group.audience for group in groups]
    cast.colorado.groups.add(*[audience.group for audience in audiences])
    shared_at = timezone.now() - timedelta(hours=1)
    made = library.document(cast.vermont, "Slides", sharing_choice="groups", groups=audiences, shared_at=shared_at)

    assert list(shared_with(groups[0], cast.colorado)) == [made]
