from __future__ import annotations

import pytest

from tests.access.people import firm, key, person, user
from tradeops.access.managers import UnscopedQuery
from tradeops.access.models import ApiKey, Firm
from tradeops.access.roles import CLIENT_TRADER, DEALER
from tradeops.kernel.actor import system

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_firms():
    alpha, beta = firm("Alpha"), firm("Beta")
    for name, owner in (("a", alpha), ("b", beta)):
        key(user(f"{name}@x.test", CLIENT_TRADER, firm_id=owner), CLIENT_TRADER)
    return alpha, beta


UNSCOPED = [
    lambda rows: list(rows),
    lambda rows: rows.first(),
    lambda rows: rows.get(),
    lambda rows: rows.count(),
    lambda rows: rows.exists(),
    lambda rows: rows.filter(name="bot")[:1][0],
    lambda rows: rows.values_list("id").last(),
    lambda rows: list(rows.iterator()),
    lambda rows: rows.update(name="x"),
    lambda rows: rows.delete(),
    lambda rows: rows.in_bulk(),
    lambda rows: rows.aggregate(),
    lambda rows: rows.select_for_update().first(),
    lambda rows: list(Firm.objects.filter(api_keys__in=rows)),
]


@pytest.mark.parametrize("use", UNSCOPED)
def test_an_unscoped_query_raises(two_firms, use):
    with pytest.raises(UnscopedQuery):
        use(ApiKey.objects.all())


@pytest.mark.parametrize("use", UNSCOPED[:2] + UNSCOPED[3:5] + UNSCOPED[6:8])
def test_the_same_query_runs_once_scoped(two_firms, use):
    use(ApiKey.objects.filter(name="bot").as_system())


def test_a_client_sees_its_own_firm_and_the_desk_sees_all(two_firms):
    alpha, _ = two_firms
    client = person("c@x.test", CLIENT_TRADER, firm_id=alpha)
    assert [row.firm_id for row in ApiKey.objects.visible_to(client)] == [alpha]
    assert ApiKey.objects.visible_to(person("d@x.test", DEALER)).count() == 2
    assert ApiKey.objects.visible_to(system("x")).count() == 2


def test_rows_of_a_reached_object_and_djangos_own_paths_work(two_firms):
    alpha, _ = two_firms
    owner = Firm.objects.get(pk=alpha)
    assert owner.api_keys.count() == 1
    assert Firm.objects.prefetch_related("api_keys").get(pk=alpha).api_keys.all()[0].firm == owner
    row = owner.api_keys.get()
    row.refresh_from_db()
    assert row.holder.api_keys.filter(name="bot").exists()
