from django.db import migrations

from tradeops.kernel.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial"), ("journal", "0002_guards")]

    operations = [AppendOnly("settlement_deposit")]
