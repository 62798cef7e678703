"""The rules of the indicative class as their page shows them."""

from dataclasses import dataclass

from groups.classification_rules import label_of, words_of
from groups.models import ClassificationRule, Group
from regions import clock


@dataclass(frozen=True)
class Level:
    title: str
    #: What decides, and what is shown as advice.
    decides: list
    advises: list


@dataclass(frozen=True)
class Version:
    rule: ClassificationRule
    label: str
    is_valid: bool
    levels: list


def rules():
    """Every version, the latest first. Two queries."""
    today = clock.today("")
    found = ClassificationRule.objects.prefetch_related("criteria")
    return [Version(rule, label_of(rule), _is_valid(rule, today), _levels(rule)) for rule in found]


def _is_valid(rule, today):
    return rule.valid_from <= today and (rule.valid_to is None or today <= rule.valid_to)


def _levels(rule):
    levels = []
    for value, title in Group.Classification.choices[1:]:
        criteria = [each for each in rule.criteria.all() if each.level == value]
        decides = [words_of(each) for each in criteria if each.is_blocking]
        levels.append(Level(title, decides, [words_of(each) for each in criteria if not each.is_blocking]))
    return levels
