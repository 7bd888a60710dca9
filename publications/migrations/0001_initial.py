import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Studies, their editions and revisions."""

    initial = True

    dependencies = [
        ('documents', '0038_file_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='In its address, which never changes.', max_length=80, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('publisher', models.CharField(blank=True, help_text='Who is cited as its author.', max_length=160)),
                ('subject', models.CharField(blank=True, max_length=160)),
                ('summary', models.TextField(blank=True, max_length=3000)),
                ('source_url', models.URLField(blank=True, help_text='Its page on the publisher’s website.', max_length=500)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('edits', models.PositiveIntegerField(default=1, help_text='Counts edits, so that two editors notice each other.')),
                ('is_sample', models.BooleanField(default=False)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topics', models.ManyToManyField(blank=True, related_name='studies', to='documents.topic')),
            ],
            options={
                'verbose_name_plural': 'studies',
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='In its address, which never changes.', max_length=40)),
                ('form', models.CharField(choices=[('fact-sheet', 'Fact sheet'), ('briefing-paper', 'Briefing paper'), ('working-paper', 'Working paper'), ('full-report', 'Full report'), ('summary', 'Executive summary'), ('slides', 'Slides'), ('data', 'Data')], max_length=20)),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish'), ('fr', 'French'), ('zh', 'Chinese'), ('vi', 'Vietnamese'), ('ko', 'Korean'), ('tl', 'Tagalog'), ('ar', 'Arabic')], default='en', max_length=8)),
                ('answers', models.CharField(blank=True, help_text='What it answers, in a sentence.', max_length=240)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('edits', models.PositiveIntegerField(default=1, help_text='Counts edits, so that two editors notice each other.')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='edition', to='documents.document')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='publications.study')),
            ],
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='In its address, counted from 1, never reused.')),
                ('revised_on', models.DateField(blank=True, help_text='As the publication says; empty where unknown.', null=True)),
                ('what_changed', models.CharField(blank=True, max_length=1000)),
                ('page_count', models.PositiveIntegerField(blank=True, help_text='Of a record, with its source.', null=True)),
                ('file_size', models.PositiveBigIntegerField(blank=True, help_text='Bytes. Of a record, with its source.', null=True)),
                ('facts_source', models.URLField(blank=True, help_text='Where a record’s pages and size are from.', max_length=500)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('edits', models.PositiveIntegerField(default=1, help_text='Counts edits, so that two editors notice each other.')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='publications.edition')),
                ('version', models.OneToOneField(blank=True, help_text='Its file; empty for a record of a file that is kept elsewhere.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revision', to='documents.documentversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('edition', 'number'), name='revision_once_in_its_edition'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='revisions_are_counted_from_one'), models.CheckConstraint(condition=models.Q(('version', None), models.Q(('facts_source', ''), ('file_size', None), ('page_count', None)), _connector='OR'), name='facts_of_a_file_are_the_files'), models.CheckConstraint(condition=models.Q(models.Q(('file_size', None), ('page_count', None)), models.Q(('facts_source', ''), _negated=True), _connector='OR'), name='typed_facts_have_a_source')],
            },
        ),
        migrations.AddIndex(
            model_name='study',
            index=models.Index(fields=['name', 'id'], name='study_by_name'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('study', 'slug'), name='edition_once_in_its_study'),
        ),
    ]
