"""Rupiah: whole numbers only."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

LARGEST = 10**15
_WHOLE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")


def parse_rupiah(text):
    """``"Rp1.250.000"`` → 1250000. Raises ValidationError for a fraction, a minus sign or anything else.

    Stricter than lokal-id's parser, which drops a minus sign and accepts cents.
    """
    cleaned = re.sub(r"^(?:rp\.?|idr)\s*|\s+|,00$|,-$", "", str(text).strip(), flags=re.IGNORECASE)
    if cleaned.startswith(("-", "−", "(")):
        raise ValidationError(_("Jumlah tidak boleh negatif."), code="negative")
    if "," in cleaned:
        raise ValidationError(_("Jumlah harus rupiah bulat, tanpa sen."), code="fraction")
    if not _WHOLE.fullmatch(cleaned):
        raise ValidationError(_("Tulis jumlah dengan angka, misalnya 1.250.000."), code="invalid")
    return int(cleaned.replace(".", ""))


def format_rupiah(amount):
    """1250000 → ``Rp1.250.000``."""
    sign = "−" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


def split_largest_remainder(total, weights):
    """Share ``total`` rupiah by integer ``weights``; the parts always sum to ``total``."""
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("weights must have a positive sum")
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


class RupiahFormField(forms.CharField):
    """Accepts grouped digits, answers an integer."""

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return None
        amount = parse_rupiah(value)
        if amount > LARGEST:
            raise ValidationError(_("Jumlah terlalu besar."), code="too_large")
        return amount

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "numeric", "data-rupiah": "", "autocomplete": "off"}

    def prepare_value(self, value):
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class RupiahField(models.BigIntegerField):
    """An amount in whole rupiah, 0 or more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, MinValueValidator(0), MaxValueValidator(LARGEST)]

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=RupiahFormField, **kwargs)
