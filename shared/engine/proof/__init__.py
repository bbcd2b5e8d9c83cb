"""What can be known of a flow before anyone talks to it: one kind of proof per file, put together by `validate`."""
