from tests.marketdata.conftest import valkey

__all__ = ["valkey"]
