from django.urls import path

from inquiries.views import campaigns, submitting, synthesis

urlpatterns = [
    path("", campaigns.campaign_list, name="campaigns"),
    path("new/", campaigns.new_campaign, name="new_campaign"),
    path("<str:key>/", campaigns.campaign, name="campaign"),
    path("<str:key>/edit/", campaigns.edit_campaign, name="edit_campaign"),
    path("<str:key>/open/", campaigns.open_campaign, name="open_campaign"),
    path("<str:key>/close/", campaigns.close_campaign, name="close_campaign"),
    path("<str:key>/delete/", campaigns.delete_campaign, name="delete_campaign"),
    path("<str:key>/publish/", campaigns.publish_campaign, name="publish_campaign"),
    path("<str:key>/tables/", campaigns.tables, name="tables"),
    path("<str:key>/tables/print/", campaigns.table_sheets, name="table_sheets"),
    path("<str:key>/tables/<int:number>/remove/", campaigns.remove_table, name="remove_table"),
    path("<str:key>/answer/", submitting.submit, name="submit"),
    path("<str:key>/thanks/", submitting.thanks, name="campaign_thanks"),
    path("<str:key>/by-mail/", submitting.ask_for_link, name="campaign_mail"),
    path("<str:key>/by-mail/<str:secret>/", submitting.by_mail, name="campaign_by_mail"),
    path("<str:key>/answers/", synthesis.answers, name="campaign_answers"),
    path("<str:key>/answers/<str:answer_key>/", synthesis.one_answer, name="campaign_answer"),
    path("<str:key>/themes/", synthesis.themes, name="themes"),
    path("<str:key>/themes/<str:theme_key>/", synthesis.theme, name="theme"),
    path("<str:key>/themes/<str:theme_key>/move/", synthesis.move_theme, name="move_theme"),
    path("<str:key>/passages/<str:passage_key>/", synthesis.change_passage, name="change_passage"),
    path("<str:key>/synthesis/", synthesis.synthesis, name="synthesis"),
    path("<str:key>/synthesis/file/", synthesis.synthesis_file, name="synthesis_file"),
]
