"""The edge: HTTP or a Lambda event in, an answer out; one package is one function."""
