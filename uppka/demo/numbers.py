"""Invented identity numbers: right in every rule, with serials from 9000 up, which no registry has reached."""

from collections import Counter

FIRST, LAST = 9000, 9999


class Numbers:
    """Numbers of one district for one of several writers at once: each uses every ``step``-th serial.

    ``taken``: lookup hashes that are in the register already; ``lookup``: the hash of a number.
    """

    def __init__(self, district, lookup, *, first=0, step=1, taken=frozenset()):
        self.district, self.lookup = district, lookup
        self.first, self.step, self.taken = first, step, taken
        self.used = Counter()

    def nik(self, sex, birth_date):
        """(number, hash) for a person; two empty texts when the serials of that day are used up."""
        day = birth_date.day + (40 if sex == "P" else 0)
        head = f"{self.district}{day:02d}{birth_date.month:02d}{birth_date.year % 100:02d}"
        while number := self._next(head):
            if (digest := self.lookup(number)) not in self.taken:
                return number, digest
        return "", ""

    def kk(self, recorded_on):
        """(number, hash) of a family card; it may be shared, as in life."""
        head = f"{self.district}{recorded_on.day:02d}{recorded_on.month:02d}{recorded_on.year % 100:02d}"
        number = self._next(f"kk{head}") or f"{head}{LAST}"
        number = number.removeprefix("kk")
        return number, self.lookup(number)

    def _next(self, head):
        serial = FIRST + self.first + self.used[head] * self.step
        self.used[head] += 1
        return f"{head}{serial}" if serial <= LAST else ""
