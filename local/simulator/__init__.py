"""A stand-in for Meta on one machine: Graph API, signed webhooks and the phones of virtual contacts (see README.md)."""
