"""The Graph API over kept-alive connections of the standard library."""
