"""Tables on a terminal and in Markdown."""

from collections.abc import Sequence

from benchmarks.rig.result import Cell, Table


def shown(cell: Cell) -> str:
    """A number as short as its size deserves."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        if abs(cell) >= 100:
            return f"{cell:,.0f}"
        return f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)


def as_text(table: Table) -> str:
    """Columns side by side, numbers to the right."""
    lines = [list(table.columns), *([shown(cell) for cell in row] for row in table.rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(table.columns))]
    numeric = [all(not isinstance(row[at], str) for row in table.rows) for at in range(len(table.columns))]
    told = [table.title, *(_line(line, widths, numeric) for line in lines)]
    return "\n".join([*told, *([table.note] if table.note else [])])


def as_markdown(table: Table) -> str:
    """The same for a document, without the title."""
    head = f"| {' | '.join(table.columns)} |\n|{'---|' * len(table.columns)}"
    body = "\n".join(f"| {' | '.join(shown(cell) for cell in row)} |" for row in table.rows)
    return f"{head}\n{body}" + (f"\n\n{table.note}" if table.note else "")


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = (
        f"{cell:>{width}}" if right else f"{cell:<{width}}"
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    )
    return "  " + "  ".join(padded).rstrip()
