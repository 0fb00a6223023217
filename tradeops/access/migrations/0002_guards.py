from django.db import migrations

from tradeops.kernel.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        AppendOnly("access_historicalfirm"),
        AppendOnly("access_historicalroleassignment"),
        AppendOnly("access_historicalapikey"),
    ]
