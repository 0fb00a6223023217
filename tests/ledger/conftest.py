import pytest

from tests.ledger import desk


@pytest.fixture
def assets(db: None) -> None:
    desk.make_assets()


@pytest.fixture
def committed_assets(committed_db: str) -> str:
    desk.make_assets()
    return committed_db
