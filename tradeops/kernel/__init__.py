"""Values every part of the product shares: errors, actors, ids, clocks, money, locks. No models."""

import decimal

# Amounts have up to 38 digits: 28, the default, would round a product silently. Threads copy this context.
decimal.DefaultContext.prec = 100
decimal.setcontext(decimal.DefaultContext)
