"""A strict transaction-mode pooler in front of Postgres: what works through it works through Neon's pooled endpoint.

Each transaction gets a server connection in turn, so that session state shows up in somebody else's session (or is
missing from one's own) at once. It refuses `options` at login, tracks prepared statements only as far as PgBouncer and Neon do, drops what the server
says between transactions (notifications), and never resets a session.
"""
