"""What a symbol admits: price grid, lot grid and smallest notional."""

from dataclasses import dataclass
from decimal import Decimal

from . import errors
from .numbers import decimals, is_multiple, text

MAX_PRICE = Decimal(10_000_000_000)
MAX_QUANTITY = Decimal(10_000_000)
ORDER_TYPES = ("LIMIT", "LIMIT_MAKER", "MARKET")
_MIN_NOTIONAL = {"BTC": Decimal("0.0001"), "ETH": Decimal("0.001")}


@dataclass(frozen=True)
class SymbolRules:
    """Tick and minimum notional in quote currency, lot (also the minimum size) in base currency."""

    base: str
    quote: str
    tick: Decimal
    lot: Decimal
    min_notional: Decimal

    @property
    def symbol(self) -> str:
        return self.base + self.quote

    def check_price(self, price: Decimal) -> None:
        """Raise -1111 for more than eight decimals, -1013 PRICE_FILTER off the grid or out of range."""
        if decimals(price) > 8:
            raise errors.too_precise("price")
        if not self.tick <= price <= MAX_PRICE or not is_multiple(price, self.tick):
            raise errors.filter_failure("PRICE_FILTER")

    def check_quantity(self, quantity: Decimal) -> None:
        """Raise -1111 for more than eight decimals, -1013 LOT_SIZE off the grid or out of range."""
        if decimals(quantity) > 8:
            raise errors.too_precise("quantity")
        if not self.lot <= quantity <= MAX_QUANTITY or not is_multiple(quantity, self.lot):
            raise errors.filter_failure("LOT_SIZE")

    def check_notional(self, notional: Decimal) -> None:
        """Raise -1013 NOTIONAL below the minimum."""
        if notional < self.min_notional:
            raise errors.filter_failure("NOTIONAL")

    def describe(self, trading: bool) -> dict[str, object]:
        """The symbol's entry in exchangeInfo."""
        return {
            "symbol": self.symbol,
            "status": "TRADING" if trading else "BREAK",
            "baseAsset": self.base,
            "baseAssetPrecision": 8,
            "quoteAsset": self.quote,
            "quotePrecision": 8,
            "quoteAssetPrecision": 8,
            "orderTypes": list(ORDER_TYPES),
            "icebergAllowed": False,
            "ocoAllowed": False,
            "quoteOrderQtyMarketAllowed": True,
            "isSpotTradingAllowed": True,
            "isMarginTradingAllowed": False,
            "filters": [
                {
                    "filterType": "PRICE_FILTER",
                    "minPrice": text(self.tick),
                    "maxPrice": text(MAX_PRICE),
                    "tickSize": text(self.tick),
                },
                {
                    "filterType": "LOT_SIZE",
                    "minQty": text(self.lot),
                    "maxQty": text(MAX_QUANTITY),
                    "stepSize": text(self.lot),
                },
                {
                    "filterType": "NOTIONAL",
                    "minNotional": text(self.min_notional),
                    "applyMinToMarket": True,
                    "maxNotional": text(MAX_PRICE * MAX_QUANTITY),
                    "applyMaxToMarket": False,
                    "avgPriceMins": 0,
                },
            ],
            "permissions": [],
            "permissionSets": [["SPOT"]],
            "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
            "allowedSelfTradePreventionModes": ["EXPIRE_MAKER"],
        }


def rules_for(base: str, quote: str, tick: Decimal, lot: Decimal) -> SymbolRules:
    """Rules with the demo minimum notional of the quote currency (5 for any dollar)."""
    return SymbolRules(base, quote, tick, lot, _MIN_NOTIONAL.get(quote, Decimal(5)))


def rules_covering(base: str, quote: str, prices: list[Decimal], quantities: list[Decimal]) -> SymbolRules:
    """The coarsest power-of-ten grids, at most 0.01 and 0.00001, on which every given level lies."""
    tick = min(Decimal("0.01"), Decimal(1).scaleb(-max(map(decimals, prices), default=2)))
    lot = min(Decimal("0.00001"), Decimal(1).scaleb(-max(map(decimals, quantities), default=5)))
    return rules_for(base, quote, tick, lot)
