"""A client firm that runs its errands."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tradeops.desks.simulation.calls import Answer, Caller, GaveUp
from tradeops.desks.simulation.ears import Ears
from tradeops.desks.simulation.flaws import FLAWS, flawed
from tradeops.desks.simulation.market import Ware
from tradeops.desks.simulation.mix import Errand, Intent
from tradeops.desks.simulation.tally import Tally

WAIT = "?wait=5"
SOCKET_SECONDS = 11.0  # a request lives ten
LATE_SECONDS = 0.5  # after its end a quote is surely gone
# A client that is slow, or was held up by an outage, finds its quote expired: that is right.
TOO_LATE = {"QUOTE_EXPIRED"}


class Firm:
    """One client: a program with a key and a socket."""

    def __init__(self, caller: Caller, ears: Ears, tally: Tally, run: str) -> None:
        self.caller, self._ears, self._tally, self._run = caller, ears, tally, run

    async def run(self, errand: Errand, ware: Ware, due: float, other: Firm) -> None:
        """One errand from the request to its end. ``due`` is the loop's time at which it should begin."""
        try:
            outcome = await self._errand(errand, ware, due, other)
        except GaveUp as reason:
            outcome = "gave up"
            self._tally.blame(f"errand {errand.number}: {reason}")
        self._tally.outcomes[outcome] += 1

    async def _errand(self, errand: Errand, ware: Ware, due: float, other: Firm) -> str:
        body = ware.body(errand, self._run)
        if errand.intent is Intent.FLAWED:
            return await self._refused(body, errand)
        rfq = await self._ask(body, errand, due)
        if rfq is None:
            return "refused"
        quote = rfq["quote"]
        if quote is None or rfq["state"] != "QUOTED":
            category = (rfq["reject"] or {}).get("category", "")
            return f"{rfq['state'].lower()} {category}".strip()
        if errand.intent in (Intent.ACCEPT, Intent.ACCEPT_AGAIN):
            return await self._accept(quote, errand)
        if errand.intent is Intent.EXPIRE:
            return await self._let_expire(quote, errand)
        if errand.intent is Intent.LIMIT:
            await self._expect(await self._deal(quote, errand, limit_price=_hopeless(errand)), "PRICE_BEYOND_LIMIT")
        elif errand.intent is Intent.FOREIGN:
            await self._expect(await other._deal(quote, errand), "QUOTE_UNKNOWN")
        return await self._cancel(rfq["id"])

    async def _refused(self, body: Mapping[str, object], errand: Errand) -> str:
        flaw = FLAWS[errand.flaw % len(FLAWS)]
        answer = await self.caller.call("POST", f"rfqs{WAIT}", flawed(body, flaw))
        if answer.status != 400 or answer.code != flaw.code:
            self._tally.blame(f"{dict(flaw.changes)} was answered {answer.status} {answer.code}, not {flaw.code}")
        return "flawed request refused"

    async def _ask(self, body: dict[str, object], errand: Errand, due: float) -> dict[str, Any] | None:
        """The request with its quote, or as far as it came."""
        answer = await self.caller.call("POST", "rfqs" if errand.listens else f"rfqs{WAIT}", body)
        if answer.status >= 300:
            self._tally.blame(f"{body} was answered {answer.status} {answer.code}")
            return None
        rfq: dict[str, Any] = answer.body
        way = "answer"
        if answer.status == 202:
            way = "socket" if await self._ears.answered(rfq["id"], SOCKET_SECONDS) else "poll"
        took = (asyncio.get_running_loop().time() - due) * 1000
        if way != "answer":
            rfq = (await self.caller.call("GET", f"rfqs/{rfq['id']}")).body
        if rfq["quote"] is not None:
            self._tally.times["rfq_to_quote"].append(took)
            self._tally.times[f"rfq_to_quote_by_{way}"].append(took)
        return rfq

    async def _accept(self, quote: dict[str, Any], errand: Errand) -> str:
        began = asyncio.get_running_loop().time()
        answer = await self._deal(quote, errand)
        if answer.code in TOO_LATE:
            return "accepted too late"
        if answer.status != 200:
            self._tally.blame(f"accept of {quote['id']} was answered {answer.status} {answer.code}")
            return "accept refused"
        self._tally.times["accept_to_trade"].append((asyncio.get_running_loop().time() - began) * 1000)
        self._tally.trades[self._order_id(errand)] = answer.body["trade_id"]
        if errand.intent is Intent.ACCEPT_AGAIN:
            again = await self._deal(quote, errand)
            if again.body != answer.body:
                self._tally.blame(f"the same accept of {quote['id']} was answered {again.status} {again.body}")
            await self._expect(await self._deal(quote, errand, suffix="-second"), "QUOTE_TRADED")
        return "traded"

    async def _let_expire(self, quote: dict[str, Any], errand: Errand) -> str:
        ends = datetime.fromisoformat(quote["expires_at"])
        await asyncio.sleep(max(0.0, (ends - datetime.now(UTC)).total_seconds()) + LATE_SECONDS)
        await self._expect(await self._deal(quote, errand), "QUOTE_EXPIRED")
        return "expired"

    async def _cancel(self, rfq_id: str) -> str:
        answer = await self.caller.call("POST", f"rfqs/{rfq_id}/cancel")
        state = answer.body.get("state") if answer.status == 200 else answer.code
        if state not in ("CANCELED", "EXPIRED"):
            self._tally.blame(f"cancel of {rfq_id} was answered {answer.status} {state}")
        return str(state).lower()

    async def _deal(self, quote: dict[str, Any], errand: Errand, *, suffix: str = "", **more: object) -> Answer:
        terms = {"side": errand.accepts, "client_order_id": self._order_id(errand) + suffix, **more}
        return await self.caller.call("POST", f"quotes/{quote['id']}/accept", terms)

    def _order_id(self, errand: Errand) -> str:
        return f"{self._run}-{errand.number}"

    async def _expect(self, answer: Answer, code: str) -> None:
        if answer.code != code and answer.code not in TOO_LATE:
            self._tally.blame(f"expected {code}, got {answer.status} {answer.code}")


def _hopeless(errand: Errand) -> str:
    """A limit that no market meets."""
    return f"{Decimal('0.01') if errand.accepts == 'BUY' else Decimal(10**9):f}"
