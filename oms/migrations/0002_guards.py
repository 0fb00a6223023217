from django.db import migrations

from tradeops.kernel.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("oms", "0001_initial"), ("journal", "0002_guards")]

    operations = [AppendOnly("oms_trade")]
