"""Routes of the pages that join domains."""

from __future__ import annotations

from django.urls import URLPattern, path

from tradeops.desks.deal import views as deal
from tradeops.desks.home import home
from tradeops.desks.map import urls as operations_map
from tradeops.desks.operations import urls as operations
from tradeops.desks.portal import commands as portal_commands
from tradeops.desks.portal import views as portal
from tradeops.desks.trader import commands as trader_commands
from tradeops.desks.trader import views as trader

page_urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("portal/", portal.trade, name="portal"),
    path("portal/quote/", portal.quote, name="portal_quote"),
    path("portal/instruments/", portal.instrument_choice, name="portal_instruments"),
    path("portal/size/", portal.size, name="portal_size"),
    path("portal/echo/", portal.echo, name="portal_echo"),
    path("portal/account/", portal.account_box, name="portal_account"),
    path("portal/settlement/", portal.settlement_box, name="portal_settlement"),
    path("portal/trades/", portal.trades, name="portal_trades"),
    path("portal/requests/", portal_commands.Requests.as_view(), name="portal_requests"),
    path("portal/balances/", portal.balances, name="portal_balances"),
    path("portal/requests/<uuid:rfq_id>/decline/", portal_commands.decline, name="portal_decline"),
    path("portal/quotes/<uuid:quote_id>/accept/", portal_commands.accept, name="portal_accept"),
    path("desk/trader/", trader.page, name="desk_trader"),
    path("desk/trader/strip/", trader.strip, name="trader_strip"),
    path("desk/trader/requests/", trader.requests, name="trader_requests"),
    path("desk/trader/deal/", trader.deal_panel, name="trader_deal"),
    path("desk/trader/ladder/", trader.venue_ladder, name="trader_ladder"),
    path("desk/trader/orders/", trader.order_tabs, name="trader_orders"),
    path("desk/trader/positions/", trader.positions, name="trader_positions"),
    path("desk/trader/trading/", trader.trading, name="trader_trading"),
    path("desk/trader/halt/", trader_commands.Halt.as_view(), name="trader_halt"),
    path("desk/trader/rearm/", trader_commands.Rearm.as_view(), name="trader_rearm"),
    path("desk/trader/pull/", trader_commands.pull_all, name="trader_pull_all"),
    path("desk/trader/requests/<uuid:rfq_id>/pull/", trader_commands.pull_one, name="trader_pull_one"),
    path("desk/trader/residuals/<uuid:residual_id>/assign/", trader_commands.assign, name="trader_assign"),
    path("desk/trader/residuals/<uuid:residual_id>/hedge/", trader_commands.hedge, name="trader_hedge"),
    path("desk/trader/residuals/<uuid:residual_id>/close/", trader_commands.Close.as_view(), name="trader_close"),
    path("desk/deals/<uuid:rfq_id>/", deal.deal, name="desk_deal"),
    path("desk/deals/of/<str:kind>/<uuid:subject_id>/", deal.deal_of, name="desk_deal_of"),
    *operations.urlpatterns,
    *operations_map.urlpatterns,
]
