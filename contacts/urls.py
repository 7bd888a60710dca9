from django.urls import path

from contacts.views import asking, board, published_answers, queue, strangers, threads

app_name = "contacts"

urlpatterns = [
    path("", threads.mine, name="mine"),
    path("ask/", asking.ask_question, name="ask"),
    path("ask/sent/", asking.sent, name="sent"),
    path("queue/", queue.queue, name="queue"),
    path("queue/away/", queue.be_away, name="away"),
    path("answers/", published_answers.answers, name="answers"),
    path("answers/<str:key>/", published_answers.entry, name="entry"),
    path("answers/<str:key>/edit/", published_answers.edit_entry, name="edit_entry"),
    path("answers/<str:key>/withdraw/", published_answers.withdraw_entry, name="withdraw_entry"),
    path("answers/<str:key>/restore/", published_answers.restore_entry, name="restore_entry"),
    path("routes/", board.board, name="board"),
    path("routes/add/", board.add_route, name="add_route"),
    path("routes/contacts/add/", board.add_mailbox, name="add_mailbox"),
    path("routes/contacts/<str:key>/", board.edit_mailbox, name="edit_mailbox"),
    path("routes/<str:key>/", board.edit_route, name="edit_route"),
    path("routes/<str:key>/remove/", board.drop_route, name="drop_route"),
    path("thread/<str:secret>/", strangers.stranger, name="stranger"),
    path("thread/<str:secret>/confirm/", strangers.confirm_question, name="confirm"),
    path("thread/<str:secret>/reply/", strangers.stranger_reply, name="stranger_reply"),
    path("thread/<str:secret>/close/", strangers.stranger_close, name="stranger_close"),
    path("thread/<str:secret>/reopen/", strangers.stranger_reopen, name="stranger_reopen"),
    path("<str:key>/", threads.thread, name="thread"),
    path("<str:key>/reply/", threads.reply, name="reply"),
    path("<str:key>/pass-on/", threads.pass_question_on, name="pass_on"),
    path("<str:key>/close/", threads.close_question, name="close"),
    path("<str:key>/reopen/", threads.reopen_question, name="reopen"),
    path("<str:key>/publish/", published_answers.publish_answer, name="publish"),
]
