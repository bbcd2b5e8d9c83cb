"""Meta's words translated to ours and back, without any I/O: signatures, webhook payloads, message bodies, error codes."""
