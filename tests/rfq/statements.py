"""SQL statements of one two-way request, its pricing, and its accept by a prefunded client, transactions included."""

REQUEST, PRICE, ACCEPT = 12, 31, 35
