"""The stand-ins for AWS behave like AWS where it matters."""
