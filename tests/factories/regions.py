import factory

from regions.models import Dusun, Region

NAMES = {
    "53": "Nusa Tenggara Timur",
    "5371": "Kota Kupang",
    "537104": "Oebobo",
    "5371041001": "Oebobo",
    "5371041002": "Oetete",
    "537101": "Alak",
    "5371011001": "Alak",
    "5301": "Kabupaten Kupang",
    "530101": "Kupang Barat",
    "5301012001": "Tesabela",
    "73": "Sulawesi Selatan",
}


class RegionFactory(factory.django.DjangoModelFactory):
    """A region by code; the level follows from the length."""

    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "5371041001"
    name = factory.LazyAttribute(lambda o: NAMES.get(o.code, f"Wilayah {o.code}"))
    level = factory.LazyAttribute(lambda o: {2: 1, 4: 2, 6: 3, 10: 4}[len(o.code)])


def village(code="5371041001"):
    """The village and every region above it."""
    for length in (2, 4, 6):
        RegionFactory(code=code[:length])
    return RegionFactory(code=code)


class DusunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dusun

    village = factory.LazyFunction(village)
    name = factory.Sequence(lambda n: f"RW {n:03d}")
