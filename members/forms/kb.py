"""Leaving a method: for another one, or for none. Small forms over the open state of a couple."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form
from members import kb_rules, rules
from members.forms.checks import has_arrived, report
from members.models import KbEpisode, KbMethod

CHOOSE = ("", _("Pilih…"))


class LeavingForm(Form):
    """What both have in common. ``episode`` is the open state, ``couple`` rules.Couple, ``today`` at her place."""

    personal_fields = frozenset({"method", "since", "stop_reason", "wish", "reason", "place_kind"})
    action = ""

    def __init__(self, *args, episode, couple, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.episode, self.couple, self.today = episode, couple, today

    def clean(self):
        """What the register says now is at the second arrival its own doing; then only the service answers."""
        cleaned = super().clean()
        if not has_arrived(self, self.action):
            report(
                self, findings_of(self.couple, self.facts(cleaned), old_method=self.episode.method_id, on=self.today)
            )
        return cleaned

    def facts(self, cleaned):
        """The new state as the rules ask for it."""
        raise NotImplementedError


class KbChangeForm(LeavingForm):
    action = "members.change_kb"

    method = forms.ModelChoiceField(KbMethod.objects.none(), label=_("Metode baru"), empty_label=_("Pilih…"))
    since = forms.DateField(
        label=_("Sejak"), widget=DateInput(), help_text=_("Mulai memakai metode baru; perkiraan pun boleh.")
    )
    stop_reason = forms.ChoiceField(label=_("Alasan ganti"), choices=[CHOOSE, *KbEpisode.StopReason.choices])
    wish = forms.ChoiceField(label=_("Keinginan punya anak"), choices=[CHOOSE, *KbEpisode.Wish.choices], required=False)
    place_kind = forms.CharField(label=_("Tempat pelayanan"), required=False, max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["method"].queryset = methods_for(self.couple).exclude(pk=self.episode.method_id)
        self.fields["wish"].initial = self.episode.wish

    def facts(self, cleaned):
        method = cleaned.get("method")
        return {**cleaned, "status": KbEpisode.Status.NOW, "method": method.pk if method else ""}


class KbStopForm(LeavingForm):
    action = "members.stop_kb"

    since = forms.DateField(label=_("Berhenti pada"), widget=DateInput(), help_text=_("Perkiraan pun boleh."))
    stop_reason = forms.ChoiceField(label=_("Alasan berhenti"), choices=[CHOOSE, *KbEpisode.StopReason.choices])
    reason = forms.ChoiceField(label=_("Alasan tidak ber-KB sekarang"), choices=[CHOOSE, *KbEpisode.Reason.choices])
    wish = forms.ChoiceField(label=_("Keinginan punya anak"), choices=[CHOOSE, *KbEpisode.Wish.choices])

    def facts(self, cleaned):
        return {**cleaned, "status": KbEpisode.Status.BEFORE, "method": ""}


def methods_for(couple):
    """Methods that the record may carry: a husband who stands for the couple has his own alone."""
    methods = KbMethod.objects.order_by("order")
    return methods.exclude(user_sex=rules.WOMEN) if couple.stands_alone else methods


def findings_of(couple, facts, *, old_method, on):
    """All findings about a new state that begins where a method is left. ``facts``: status, method, since,
    stop_reason, wish, reason; what is missing because its own field is faulty stays unsaid."""
    values = {name: facts.get(name) or "" for name in ("status", "method", "wish", "reason")}
    found = rules.check_kb(couple, on=on, since=facts.get("since"), confirmed_on=on, **values)
    why = facts.get("stop_reason") or ""
    if values["status"] == KbEpisode.Status.NOW:
        return found + kb_rules.check_kb_change(method=values["method"], old_method=old_method, stop_reason=why)
    return found + kb_rules.check_kb_stop(stop_reason=why, wish=values["wish"], is_pregnant=couple.is_pregnant)
