
import clearinghouse.lib.keys
import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0027_link_questions'),
    ]

    operations = [
        migrations.CreateModel(
            name='JoinInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('invited_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('is_decision', models.BooleanField(help_text='An administrator’s invitation approves; an EV lead’s is evidence.')),
                ('decision_note', models.CharField(blank=True, max_length=1000)),
                ('secret_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Vouch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('knows', models.BooleanField()),
                ('version', models.PositiveIntegerField(help_text='Of the request, as the lead saw it.')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name_plural': 'vouches',
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membershiprequest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membershiprequest',
            name='update_update',
        ),
        migrations.AddField(
            model_name='agency',
            name='leads_approve',
            field=models.BooleanField(db_default=False, default=False, help_text='A lead’s “I know this person” approves the request. Administrators turn it on under Approvals.', verbose_name='EV leads approve colleagues'),
        ),
        migrations.AddField(
            model_name='agencydomain',
            name='is_remembered',
            field=models.BooleanField(db_default=False, default=False, editable=False, help_text='Noted by an administrator when approving a request.'),
        ),
        migrations.AddField(
            model_name='agencydomain',
            name='remembered_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membershiprequest',
            name='decision_note',
            field=models.CharField(blank=True, db_default='', default='', help_text='Why it was approved where something spoke against it, or on whose word; for those who decide.', max_length=1000),
        ),
        migrations.AddField(
            model_name='membershiprequest',
            name='reminded_at',
            field=models.DateTimeField(blank=True, help_text='When those who decide were last reminded that it waits.', null=True),
        ),
        migrations.AddField(
            model_name='membershiprequest',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1, help_text='Grows with every change and answer, so that a decision is on what the page showed.'),
        ),
        migrations.AddField(
            model_name='membershiprequestevent',
            name='decision_note',
            field=models.CharField(blank=True, db_default='', default='', help_text='Why it was approved where something spoke against it, or on whose word; for those who decide.', max_length=1000),
        ),
        migrations.AddField(
            model_name='membershiprequestevent',
            name='reminded_at',
            field=models.DateTimeField(blank=True, help_text='When those who decide were last reminded that it waits.', null=True),
        ),
        migrations.AddField(
            model_name='membershiprequestevent',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1, help_text='Grows with every change and answer, so that a decision is on what the page showed.'),
        ),
        migrations.AddField(
            model_name='preferences',
            name='wants_colleagues',
            field=models.BooleanField(db_default=True, default=True, verbose_name='Colleagues who ask to join for an agency where I’m the EV lead'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='from_an_approval', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE approved boolean;', func="SELECT status = 'approved' AND user_id = NEW.user_id AND decided_by_id <> user_id INTO approved FROM accounts_membershiprequest WHERE id = NEW.request_id; IF approved IS DISTINCT FROM TRUE THEN RAISE EXCEPTION 'A membership comes from an approved request of the same person' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;", hash='86471cde4da624eeb24371eaba571e0a3c986051', operation='INSERT OR UPDATE OF "user_id", "request_id"', pgid='pgtrigger_from_an_approval_83b40', table='accounts_membership', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershiprequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershiprequestevent" ("agency_id", "decided_at", "decided_by_id", "decision_note", "decision_reason", "email", "id", "name", "new_agency_kind", "new_agency_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_at", "reason", "reminded_at", "requested_at", "role_title", "state_id", "status", "tier", "user_id", "version") VALUES (NEW."agency_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."decision_reason", NEW."email", NEW."id", NEW."name", NEW."new_agency_kind", NEW."new_agency_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."question_at", NEW."reason", NEW."reminded_at", NEW."requested_at", NEW."role_title", NEW."state_id", NEW."status", NEW."tier", NEW."user_id", NEW."version"); RETURN NULL;', hash='4df5978bf113aaff12aad47c666fd184d04de20a', operation='INSERT', pgid='pgtrigger_insert_insert_9ef7d', table='accounts_membershiprequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershiprequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_membershiprequestevent" ("agency_id", "decided_at", "decided_by_id", "decision_note", "decision_reason", "email", "id", "name", "new_agency_kind", "new_agency_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_at", "reason", "reminded_at", "requested_at", "role_title", "state_id", "status", "tier", "user_id", "version") VALUES (NEW."agency_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."decision_reason", NEW."email", NEW."id", NEW."name", NEW."new_agency_kind", NEW."new_agency_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."question_at", NEW."reason", NEW."reminded_at", NEW."requested_at", NEW."role_title", NEW."state_id", NEW."status", NEW."tier", NEW."user_id", NEW."version"); RETURN NULL;', hash='7615a64523f77be77f7bbd32d7641f443c06dd97', operation='UPDATE', pgid='pgtrigger_update_update_1984e', table='accounts_membershiprequest', when='AFTER')),
        ),
        migrations.AddField(
            model_name='joininvitation',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='joininvitation',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joininvitation',
            name='request',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitation', to='accounts.membershiprequest'),
        ),
        migrations.AddField(
            model_name='vouch',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='vouch',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vouches', to='accounts.membershiprequest'),
        ),
        migrations.AddIndex(
            model_name='joininvitation',
            index=models.Index(fields=['email'], name='accounts_jo_email_4704d7_idx'),
        ),
        migrations.AddConstraint(
            model_name='joininvitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('agency', 'email'), name='one_open_invitation_per_address_and_agency'),
        ),
        migrations.AddConstraint(
            model_name='joininvitation',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='invited_email_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='joininvitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('request', None)), models.Q(('accepted_at__isnull', False), ('request__isnull', False), ('withdrawn_at', None)), _connector='OR'), name='invitation_used_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='joininvitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('sent_at'), '+', models.Value(datetime.timedelta(days=3))))), name='invitation_ends_in_three_days'),
        ),
        migrations.AddConstraint(
            model_name='vouch',
            constraint=models.UniqueConstraint(fields=('request', 'by'), name='one_vouch_per_lead_and_request'),
        ),
    ]
