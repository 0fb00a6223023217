"""Whatever a client sends, the venue answers, keeps its books and goes on."""

from __future__ import annotations

import http.client
import time
from decimal import Decimal
from urllib.parse import quote

import ccxt
import pytest

from tests.simulator.running import SECRET, Simulator
from tradeops.simulator.signature import sign


def send(simulator: Simulator, method: str, path: str, body: bytes = b"", key: str = "demo-alpha") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=30)
    try:
        connection.request(method, f"/alpha/api/v3/{path}", body, {"X-MBX-APIKEY": key})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def signed(query: str) -> str:
    query = f"{query}&timestamp={int(time.time() * 1000)}"
    return f"{query}&signature={sign(SECRET, query.encode())}"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "depth", 400, -1102),
        ("GET", "depth?symbol=", 400, -1102),
        ("GET", "depth?symbol=BTCUSD&limit=0", 400, -1130),
        ("GET", "depth?symbol=BTCUSD&limit=-1", 400, -1100),
        ("GET", "depth?symbol=BTCUSD&limit=" + "9" * 5000, 400, -1100),
        ("GET", "depth?symbol=BTCUSD&limit=%C2%B2", 400, -1100),
        ("GET", "depth?symbol=BTCUSD&symbol=BTCUSD", 400, -1101),
        ("GET", "depth?symbol=%FF%FE", 400, -1121),
        ("GET", "exchangeInfo?symbol=NO", 400, -1121),
        ("GET", "aggTrades?symbol=BTCUSD&fromId=x", 400, -1100),
        ("GET", "account", 400, -1102),
        ("GET", "account?signature=%FF", 400, -1022),
        ("GET", "account?" + "&" * 50 + "signature=" + "0" * 64, 400, -1022),
    ],
)
def test_requests_that_make_no_sense(simulator: Simulator, method: str, path: str, status: int, code: int) -> None:
    answered, body = send(simulator, method, path)
    assert answered == status
    assert f'"code":{code},'.encode() in body


def test_signed_requests_that_make_no_sense(simulator: Simulator) -> None:
    for query, code in [
        ("symbol=BTCUSD", -1102),
        ("symbol=BTCUSD&orderId=1.5", -1100),
        ("symbol=BTCUSD&origClientOrderId=" + quote("ü" * 50), -2013),
    ]:
        status, body = send(simulator, "GET", "order?" + signed(query))
        assert (status, f'"code":{code},'.encode() in body) == (400, True), body


def test_a_signed_body_and_query_together(simulator: Simulator) -> None:
    """The signature covers the query string followed by the body."""
    query = "symbol=BTCUSD&side=BUY&type=LIMIT&timeInForce=GTC"
    body = f"quantity=1&price=90&timestamp={int(time.time() * 1000)}"
    signature = sign(SECRET, (query + body).encode())
    status, _ = send(simulator, "POST", f"order?{query}", f"{body}&signature={signature}".encode())
    assert status == 200


def test_unknown_paths_and_methods(simulator: Simulator) -> None:
    for method, path in [("GET", "nothing"), ("PUT", "order"), ("DELETE", "depth"), ("PATCH", "ping")]:
        status, body = send(simulator, method, path)
        assert status == 404
        assert body.startswith(b"<html>")


def test_a_huge_body_is_refused(simulator: Simulator) -> None:
    status, _ = send(simulator, "POST", "order", b"x" * 200_000)
    assert status == 413
    assert send(simulator, "GET", "ping")[0] == 200


def test_exact_amounts_at_the_edges(simulator: Simulator, alpha: ccxt.binance) -> None:
    """Products of nine-digit prices and sizes with decimals keep every digit."""
    price, size = Decimal("9999999.99"), Decimal("1234567.12345")
    simulator.control("alpha", action="balance", asset="USD", free="99999999999999999")
    order = {"symbol": "BTCUSD", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": str(size)}
    alpha.privatePostOrder(order | {"price": str(price)})
    spent = sum((Decimal(101 + step) for step in range(20)), Decimal(0))
    commission = spent / 1000
    rest = (size - 20) * price
    reserve = (rest / 1000).quantize(Decimal("1e-8"))
    usd = next(row for row in alpha.privateGetAccount()["balances"] if row["asset"] == "USD")
    assert Decimal(usd["locked"]) == rest + reserve
    assert Decimal(usd["free"]) == 99999999999999999 - spent - commission - rest - reserve
