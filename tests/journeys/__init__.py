"""The whole way of a message, over HTTP: simulator, signed webhooks, application, Graph; as `./prosa up` runs it."""
