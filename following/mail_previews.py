"""The email with news, for accounts.previewing."""

from accounts import digests
from accounts.previewing import previews_of
from accounts.sample_rows import SampleRows
from clearinghouse.lib.keys import random_key
from documents.sample_rows import document
from following.models import Follow, FollowKind, News, NewsKind, Pace, Told

preview = previews_of("News")


@preview("news", "News of what you follow", to="Members and guests", when="As they chose: right away, daily, or weekly")
def _news(sample: SampleRows) -> None:
    person, plan = sample.member("Ana Sample"), document(sample, sample.member("Ben Sample"))
    Follow.objects.create(person=person, kind=FollowKind.STATE, target="VT", pace=Pace.DAILY)
    mark = f"sample:{random_key()}"
    news = News.objects.create(mark=mark, kind=NewsKind.SHARED, thing=plan.pk, targets=["state:VT"])
    Told.objects.create(person=person, news=news, digest="sample")
    digests.post_digest(person, "sample")
