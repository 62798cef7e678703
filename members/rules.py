"""Rules about persons and couples: pure functions on plain values."""

REPRODUCTIVE_FROM, REPRODUCTIVE_TO = 15, 49


def is_pus(*, sex, marriage, age, override=False):
    """Couple of reproductive age, told by the wife: married and 15–49 years old on the reporting date.

    ``override``: the officer noted that she menstruates although younger or older. ``age`` in completed years,
    None when unknown. Source: definition of PUS in the family data collection of BKKBN.
    """
    if sex != "P" or marriage != "married":
        return False
    return override or (age is not None and REPRODUCTIVE_FROM <= age <= REPRODUCTIVE_TO)
