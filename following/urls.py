from django.urls import path

from following.views import feeds, follows, news

app_name = "following"

urlpatterns = [
    path("", news.news, name="news"),
    path("read/", news.read, name="read"),
    path("read/one/", news.read_one, name="read_one"),
    path("follows/", follows.follows, name="follows"),
    path("follow/", follows.change, name="change"),
    path("feed/", feeds.feed_page, name="feed_page"),
    path("feed/make/", feeds.feed_make, name="feed_make"),
    path("feed/remove/", feeds.feed_remove, name="feed_remove"),
    path("feed/<str:token>.atom", feeds.feed, name="feed"),
]
