"""Where each figure of the recap leads: to the month's registers, to people, or to the villages it is the sum of."""

from django.urls import reverse

from groups import filters, recap_pages, village_people
from groups.recap_queries import REGENCY, VILLAGE
from regions.scope import scope_of


def add(user, month, regencies):
    """Give every line of ``regencies`` its links."""
    links = Links(user, month)
    for regency in regencies:
        for line in (regency.line, *_lines_of(regency)):
            line.links = links.of(line.code)


def _lines_of(regency):
    for district in regency.districts:
        yield district.line
        yield from district.villages


class Links:
    """Of one reader and one month."""

    def __init__(self, user, month):
        self.user, self.month, self.scope = user, month, scope_of(user.places(recap_pages.VIEW))

    def of(self, code):
        """{figure: address}; "" is the nation, or all places of the reader."""
        groups = self._registers(code) if self._opens(code) else self._table(code)
        reported = self._registers(code, state=filters.IN) if self._opens(code) else groups
        people = self._people(code) if len(code) == VILLAGE else dict.fromkeys(village_people.COUNTS, self._recap(code))
        return {"ada": groups, "lapor": reported, "meetings": groups, **people}

    def _opens(self, code):
        return not code or code in self.scope

    def _people(self, code):
        return {
            count: reverse("groups:village_people", args=[self.month, code, count])
            for count in village_people.COUNTS
            if village_people.may_open(self.user, code, count)
        }

    def _recap(self, code):
        """The recap of a place; the table that stands on the same page where it has none of its own for this reader."""
        alone = self._opens(code) and code
        if not alone or (len(code) > REGENCY and recap_pages.hides_small(self.user, [code])):
            return self._table(code)
        return f"{reverse('groups:recap', args=[self.month])}?place={code}{self._table(code)}"

    def _registers(self, code, *, state=""):
        query = f"?month={self.month}" + (f"&state={state}" if state else "") + (f"&place={code}" if code else "")
        return reverse("groups:register_list") + query

    def _table(self, code):
        return f"#desa-{code[:REGENCY]}" if len(code) >= REGENCY else "#wilayah"
