from django.urls import include, path

from inquiries.views import answering, comparing, detail, drafting, lists

app_name = "inquiries"

urlpatterns = [
    path("", lists.inquiries, name="list"),
    path("new/", drafting.new, name="new"),
    path("campaigns/", include("inquiries.campaign_urls")),
    path("practice/<str:code>/", answering.practice, name="practice"),
    path("<str:key>/", detail.inquiry, name="inquiry"),
    path("<str:key>/edit/", drafting.edit, name="edit"),
    path("<str:key>/delete/", drafting.delete, name="delete"),
    path("<str:key>/template/", drafting.keep_as_template, name="keep_as_template"),
    path("<str:key>/preview/", drafting.preview, name="preview"),
    path("<str:key>/questions/", drafting.question_list, name="questions"),
    path("<str:key>/questions/add/", drafting.add_question, name="add_question"),
    path("<str:key>/questions/publish/", drafting.publish_questions, name="publish_questions"),
    path("<str:key>/questions/<str:ident>/", drafting.edit_question, name="edit_question"),
    path("<str:key>/questions/<str:ident>/move/", drafting.move_question, name="move_question"),
    path("<str:key>/questions/<str:ident>/remove/", drafting.remove_question, name="remove_question"),
    path("<str:key>/release/", detail.ask_for_release, name="ask_for_release"),
    path("<str:key>/send/", detail.send, name="send"),
    path("<str:key>/return/", detail.return_to_writer, name="return"),
    path("<str:key>/extend/", detail.extend, name="extend"),
    path("<str:key>/close/", detail.close, name="close"),
    path("<str:key>/summary/", detail.summary, name="summary"),
    path("<str:key>/publish/", detail.publish, name="publish"),
    path("<str:key>/again/", detail.ask_again, name="ask_again"),
    path("<str:key>/answers/", comparing.answers, name="answers"),
    path("<str:key>/answers/export/", comparing.export, name="export"),
    path("<str:key>/answers/<str:code>/", answering.response, name="response"),
    path("<str:key>/answer/<str:code>/", answering.answer, name="answer"),
    path("<str:key>/answer/<str:code>/pass/", answering.pass_on, name="pass_on"),
    path("<str:key>/answer/<str:code>/join/", answering.join, name="join"),
    path("<str:key>/answer/<str:code>/back/", answering.take_back, name="take_back"),
    path("<str:key>/answer/<str:code>/decline/", answering.decline, name="decline"),
]
