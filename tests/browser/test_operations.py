"""Operations in a real browser: two people settle what a credit client owes, and nobody does it alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.journeys import deals
from tests.stack import Stack
from tests.waiting import wait_for

OPERATIONS, SUPERVISOR, COMPLIANCE = "omar@desk.example", "sofia@desk.example", "cleo@desk.example"
WIDE = {"width": 1600, "height": 1000}
UNDER_WAY = "SELECT count(*) FROM journal_delivery WHERE state IN ('PENDING', 'CLAIMED')"


def deal(desk: Stack, size: str, firm: str = "halden") -> str:
    """A client buys through the API; the id of its request."""
    terms = {"instrument": "BTC-USD", "side": "BUY", "quantity": size}
    rfq = deals.quoted(desk, terms, firm=firm)
    deals.accept(desk, rfq["quote"], firm=firm)
    return str(rfq["id"])


def ask_to_settle(page: Page, row: str, evidence: str) -> None:
    page.locator("#board tr", has_text=row).locator("button", has_text="Settle").first.click()
    expect(page.locator("#settle-evidence")).to_be_focused()
    page.keyboard.type(evidence)
    page.keyboard.press("Enter")
    expect(page.locator("#command")).to_be_hidden()


def test_a_leg_settles_when_a_second_person_agrees(person: Person, desk: Stack) -> None:
    maker, checker = (person(who, "/desk/operations/", viewport=WIDE) for who in (OPERATIONS, SUPERVISOR))
    maker.evaluate("window.notReloaded = true")
    deal(desk, "1.125")
    owed = maker.locator("#board tr", has_text="1.12500000")
    expect(owed).to_contain_text("Due")

    ask_to_settle(maker, "1.12500000", "chain-0xfeed")
    expect(owed).to_contain_text("Pending approval")
    asked = maker.locator("#approvals .appr-item:not(.past)")
    expect(asked).to_contain_text("needs another person")
    asked.locator("button").click()
    expect(maker.locator("#command")).to_contain_text("needs another person")
    expect(maker.locator("#command button[value=approve]")).to_have_count(0)
    maker.keyboard.press("Escape")

    expect(checker.locator("#shell-signals")).to_contain_text("1 approval for you")
    expect(checker.locator("#badge-operations")).to_have_text("1")
    checker.locator("#approvals button", has_text="Review").click()
    expect(checker.locator("#command")).to_contain_text("Deliver 1.12500000 BTC to Halden AM")
    expect(checker.locator("#command .diff")).to_contain_text("chain-0xfeed")
    # Enter in the reason decides nothing: approving takes its own button.
    checker.locator("#decision-reason").fill("seen on chain")
    checker.keyboard.press("Enter")
    expect(checker.locator("#command")).to_be_visible()
    checker.locator("button[value=approve]").click()
    expect(checker.locator("#toasts")).to_contain_text("Approved and carried out")

    expect(owed).to_have_count(0)
    expect(checker.locator("#badge-operations")).to_be_hidden()
    expect(checker.locator("#approvals .past").first).to_contain_text("Executed")
    maker.locator("#show-settled").click()
    expect(maker.locator("#board tr", has_text="1.12500000")).to_contain_text("chain-0xfeed")
    assert maker.evaluate("window.notReloaded")


def test_a_deposit_keeps_what_was_typed_until_it_is_right_and_can_be_rejected(person: Person, desk: Stack) -> None:
    maker, checker = (person(who, "/desk/operations/", viewport=WIDE) for who in (OPERATIONS, SUPERVISOR))
    maker.select_option("#deposit-client", label="Cobalt Digital")
    maker.select_option("#deposit-asset", label="USD")
    maker.fill("#deposit-evidence", "wire-815")
    maker.fill("#deposit-amount", "1,5")
    maker.keyboard.press("Enter")
    expect(maker.locator("#money .error")).to_contain_text("Write an amount")
    expect(maker.locator("#deposit-evidence")).to_have_value("wire-815")
    maker.fill("#deposit-amount", "1.5m")
    maker.keyboard.press("Enter")
    expect(maker.locator("#toasts")).to_contain_text("credited when another person approves")

    checker.locator("#approvals .appr-item", has_text="Credit 1,500,000.00 USD").locator("button").click()
    checker.locator("#decision-reason").fill("no such wire")
    checker.locator("button[value=reject]").click()
    expect(maker.locator("#approvals .past").first).to_contain_text("Rejected")
    assert desk.rows("SELECT count(*) FROM settlement_deposit WHERE evidence = 'wire-815'") == [(0,)]


def test_a_dead_letter_gets_another_life(person: Person, desk: Stack) -> None:
    page = person(SUPERVISOR, "/desk/operations/", viewport=WIDE)
    deal(desk, "0.25", firm="northgate")
    wait_for(lambda: desk.rows(UNDER_WAY) == [(0,)], timeout=30, what="every delivery")
    ((letter,),) = desk.rows(
        "UPDATE journal_delivery SET state = 'DEAD', done_at = NULL, last_error = 'Unavailable: no market'"
        " WHERE id = (SELECT max(id) FROM journal_delivery WHERE subscriber = 'oms.hedge') RETURNING id"
    )
    row = page.locator(f"#letter-{letter}")
    expect(row).to_contain_text("Dead letter")
    row.locator("button").click()
    expect(page.locator("#command")).to_contain_text("no market")
    page.locator("#letter-reason").fill("discarded in a drill")
    page.locator("#command button", has_text="Discard").click()
    expect(row).to_have_count(0)
    assert desk.rows("SELECT state FROM journal_delivery WHERE id = %s", letter) == [("DISCARDED",)]


def test_compliance_reads_and_cannot_move_anything(person: Person) -> None:
    page = person(COMPLIANCE, viewport=WIDE)
    assert page.url.endswith("/desk/operations/")
    expect(page.locator("#processes")).to_contain_text("relay")
    expect(page.locator("#board button", has_text="Settle")).to_have_count(0)
    expect(page.locator("#deposit-client")).to_have_count(0)


def test_without_its_socket_the_page_says_so_and_recovers(person: Person, desk: Stack) -> None:
    page = person(OPERATIONS, "/desk/operations/", viewport=WIDE)
    desk.kill("live")
    expect(page.locator("#offline-banner")).to_be_visible()
    expect(page.locator(".deposit-form button")).to_be_disabled()
    expect(page.locator("#offline-banner")).to_be_hidden(timeout=30_000)
    expect(page.locator(".deposit-form button")).to_be_enabled()
