"""The REST interface of Upstash in front of a local Valkey, as the upstash-redis SDK and curl users know it."""
