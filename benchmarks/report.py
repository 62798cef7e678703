"""Figures as a table, and whether they are what was promised."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """A figure that must be at most ``most`` or at least ``least``."""

    name: str
    figure: float
    most: float | None = None
    least: float | None = None

    @property
    def is_kept(self):
        return (self.most is None or self.figure <= self.most) and (self.least is None or self.figure >= self.least)

    def __str__(self):
        wanted = f"paling banyak {self.most}" if self.most is not None else f"paling sedikit {self.least}"
        return f"{self.name} {self.figure:.2f}, seharusnya {wanted}"


def table(rows):
    """Columns of equal width; the first is text, the others are figures."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join("  ".join(_aligned(row, widths)) for row in rows)


def _aligned(row, widths):
    first, *others = zip(row, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
