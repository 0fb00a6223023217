"""History is evidence: PostgreSQL refuses to change or delete a version."""

from django.db import migrations

from tradeops.kernel.guards import AppendOnly

TRACKED = ("asset", "counterparty", "feeschedule", "instrument", "venue", "venueaccount", "venueinstrument")


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]

    operations = [AppendOnly(f"reference_historical{name}") for name in TRACKED]
