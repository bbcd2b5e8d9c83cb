"""Tokens to a tree, by precedence; bounded in length and depth, so that every expression ends soon."""

from shared.engine.expressions.functions import FUNCTIONS
from shared.engine.expressions.lexer import ExpressionError, Token, tokens_of
from shared.engine.expressions.tree import Binary, Call, Constant, Items, Name, Tree, Unary
from shared.engine.limits import MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_PARTS

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "contains", "starts_with", "ends_with", "matches"})
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def parse(source: str) -> Tree:
    """Parse one expression; raises ExpressionError with a sentence that says where."""
    parser = _Parser(tokens_of(source))
    tree = parser.either()
    parser.expect_end()
    return tree


class _Parser:
    """Recursive descent: or < and < not < comparison < sum < product < sign < path."""

    def __init__(self, tokens: list[Token]) -> None:
        if len(tokens) > MAX_EXPRESSION_PARTS:
            raise ExpressionError(f"more than {MAX_EXPRESSION_PARTS} parts")
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def either(self) -> Tree:
        self._depth += 1
        if self._depth > MAX_EXPRESSION_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_EXPRESSION_DEPTH}")
        tree = self._both()
        while self._takes("word", "or"):
            tree = Binary("or", tree, self._both())
        self._depth -= 1
        return tree

    def expect_end(self) -> None:
        if self._now.kind != "end":
            raise ExpressionError(f"unexpected {self._now.value!r} at {self._now.at + 1}")

    def _both(self) -> Tree:
        tree = self._negation()
        while self._takes("word", "and"):
            tree = Binary("and", tree, self._negation())
        return tree

    def _negation(self) -> Tree:
        count = 0
        while self._takes("word", "not"):
            count += 1
        tree = self._comparison()
        return Unary("not", tree) if count % 2 else (Unary("not", Unary("not", tree)) if count else tree)

    def _comparison(self) -> Tree:
        left = self._sum()
        negated = self._now.value == "not" and self._peek.value == "in" and self._takes("word", "not")
        operator = str(self._now.value)
        if self._now.kind not in {"sign", "word"} or operator not in _COMPARISONS:
            return left
        self._at += 1
        right = self._sum()
        if self._now.kind in {"sign", "word"} and self._now.value in _COMPARISONS:
            raise ExpressionError(f"comparisons cannot be chained (at {self._now.at + 1}); join them with and")
        tree = Binary(operator, left, right)
        return Unary("not", tree) if negated else tree

    def _sum(self) -> Tree:
        tree = self._product()
        while self._now.kind == "sign" and self._now.value in {"+", "-"}:
            operator = str(self._take().value)
            tree = Binary(operator, tree, self._product())
        return tree

    def _product(self) -> Tree:
        tree = self._signed()
        while self._now.kind == "sign" and self._now.value in {"*", "/"}:
            operator = str(self._take().value)
            tree = Binary(operator, tree, self._signed())
        return tree

    def _signed(self) -> Tree:
        minus = 0
        while self._takes("sign", "-"):
            minus += 1
        if self._takes("word", "is_set"):
            tree: Tree = Unary("is_set", self._operand())
        else:
            tree = self._operand()
        return Unary("-", tree) if minus % 2 else tree

    def _operand(self) -> Tree:
        token = self._take()
        if token.kind in {"number", "text"}:
            return Constant(token.value)
        if token.kind == "name":
            return self._named(token)
        if token.value == "(":
            tree = self.either()
            self._expect(")")
            return tree
        if token.value == "[":
            return Items(self._list("]"))
        what = "the end" if token.kind == "end" else repr(token.value)
        raise ExpressionError(f"unexpected {what} at {token.at + 1}")

    def _named(self, token: Token) -> Tree:
        name = str(token.value)
        if name in _CONSTANTS:
            return Constant(_CONSTANTS[name])
        if self._takes("sign", "("):
            return self._call(name, token.at)
        path: list[str | int] = [name]
        while True:
            if self._takes("sign", "."):
                path.append(self._key())
            elif self._now.value == "[" and self._now.kind == "sign" and self._peek.kind == "number":
                self._at += 1
                path.append(self._index())
            else:
                return Name(tuple(path))

    def _key(self) -> str | int:
        token = self._take()
        if token.kind not in {"name", "word"}:
            raise ExpressionError(f"a name is missing after the dot at {token.at + 1}")
        return str(token.value)

    def _index(self) -> int:
        token = self._take()
        self._expect("]")
        if not isinstance(token.value, int):
            raise ExpressionError(f"the index at {token.at + 1} is not a whole number")
        return token.value

    def _call(self, name: str, at: int) -> Tree:
        arguments = self._list(")")
        function = FUNCTIONS.get(name)
        if function is None:
            raise ExpressionError(f"there is no function {name!r} (at {at + 1})")
        if not function.least <= len(arguments) <= function.most:
            raise ExpressionError(f"{name} takes {function.signature}")
        return Call(name, arguments)

    def _list(self, closing: str) -> tuple[Tree, ...]:
        items: list[Tree] = []
        if self._takes("sign", closing):
            return ()
        while True:
            items.append(self.either())
            if self._takes("sign", closing):
                return tuple(items)
            self._expect(",")

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    @property
    def _peek(self) -> Token:
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _takes(self, kind: str, value: str) -> bool:
        token = self._tokens[self._at]
        if token.value == value and token.kind == kind:
            self._at += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._takes("sign", sign):
            raise ExpressionError(f"{sign!r} is missing at {self._now.at + 1}")
