"""A stand-in for OpenAI's API over HTTP: says what it is told to, fails as it is told to, and obeys whoever attacks it."""
