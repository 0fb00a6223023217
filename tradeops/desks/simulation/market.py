"""What can be asked for just now, and about how much a unit of it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradeops.desks.simulation.calls import Caller
from tradeops.desks.simulation.mix import Errand
from tradeops.kernel.money import floor_to, plain, round_down

DOLLARS = {"USD", "USDT"}
COUNTER_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Ware:
    """An instrument with its published sizes (base) and a price near the market's (quote per base)."""

    symbol: str
    step: Decimal
    least: Decimal
    most: Decimal
    price: Decimal

    def body(self, errand: Errand, run: str) -> dict[str, object]:
        """The request that the errand makes of it."""
        body: dict[str, object] = {
            "instrument": self.symbol,
            "side": errand.side,
            "client_rfq_id": f"{run}-{errand.number}",
        }
        if errand.by_counter:
            counter = max(errand.value, round_down(self.least * self.price * 2, COUNTER_DECIMALS) + 1)
            return body | {"counter_amount": f"{counter:f}"}
        quantity = floor_to(errand.value / self.price, self.step)
        return body | {"quantity": plain(min(max(quantity, self.least), self.most))}


async def wares(caller: Caller, run: str) -> dict[str, Ware]:
    """The instruments quoted in dollars that have a market now: each is asked for once and withdrawn."""
    listed = (await caller.call("GET", "instruments")).body["items"]
    found = {}
    for number, row in enumerate(item for item in listed if item["quote"] in DOLLARS):
        body = {"instrument": row["symbol"], "side": "BUY", "quantity": row["min_size"]}
        answer = await caller.once("POST", "rfqs?wait=5", body | {"client_rfq_id": f"{run}-look-{number}"})
        quote = answer.body.get("quote") if answer.status < 300 else None
        if quote is not None:
            step, least, most = (Decimal(row[name]) for name in ("size_step", "min_size", "max_size"))
            found[row["symbol"]] = Ware(row["symbol"], step, least, most, Decimal(quote["offer"]))
            await caller.call("POST", f"rfqs/{answer.body['id']}/cancel")
    return found
