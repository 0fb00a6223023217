"""Foreign keys point downwards like imports, and an app is entered through its front doors."""

from __future__ import annotations

from django.apps import apps
from django.db.models import ForeignKey

from tests.architecture.source import PRODUCT, files, imports, module, name

# From the top: an app may point at those below it only. Those of one row are siblings.
LAYERS = (
    ("desks",),
    ("rfq", "settlement"),
    ("oms",),
    ("risk",),
    ("marketdata",),
    ("ledger", "connectivity"),
    ("reference",),
    ("operations", "live"),
    ("web",),
    ("workflow",),
    ("access",),
    ("journal",),
)
DEPTH = {app: depth for depth, row in enumerate(LAYERS) for app in row}
DOMAINS = ("risk", "oms", "rfq", "settlement", "ledger", "reference", "marketdata", "connectivity")
PRIVATE = {"models", "rules", "views", "api", "tasks", "handlers"}


def test_foreign_keys_point_downwards() -> None:
    wrong = []
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in DEPTH:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey):
                target = field.related_model._meta.app_label
                if target != label and target in DEPTH and DEPTH[target] <= DEPTH[label]:
                    wrong.append(f"{label}.{model.__name__}.{field.name} -> {target}")

    assert wrong == []


def test_an_event_points_at_nothing() -> None:
    event = apps.get_model("journal.Event")

    assert [field.name for field in event._meta.get_fields() if isinstance(field, ForeignKey)] == []


def test_apps_are_entered_through_their_front_doors() -> None:
    """Another app's services, selectors, events, types and errors; never its models, rules or faces."""
    wrong = []
    for path in files():
        own = _app(module(path))
        for imported, line in imports(path):
            app = _app(imported)
            inside = imported.removeprefix(f"tradeops.{app}.").removeprefix(f"{app}.").split(".")[0]
            if app in DOMAINS and app != own and own in DEPTH and inside in PRIVATE:
                wrong.append(f"{name(path)}:{line} imports {imported}")

    assert wrong == []


def test_nothing_but_tests_imports_the_simulated_exchanges() -> None:
    wrong = [
        name(path)
        for path in files()
        if "simulator" not in path.parts and any(found.startswith("tradeops.simulator") for found, _ in imports(path))
    ]

    assert wrong == []
    assert PRODUCT


def _app(dotted: str) -> str:
    parts = dotted.split(".")
    return parts[1] if parts[0] == "tradeops" and len(parts) > 1 else parts[0]
