"""Makes the packages of the functions for AWS Lambda: the same bytes from the same commit, wherever they are made."""
