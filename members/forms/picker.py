"""Choosing one person from the register, for forms of higher floors.

    chair = PersonPickerField(label=_("Ketua"))                        # in a form with ``user``
    self.fields["chair"].limit_to(self.user, "members.view_person", back=request_path)    # in its __init__

The form shows the chosen person, or a search from the third letter (members:person_search). Without JavaScript a
link leads to a search page that comes back to this page with ``?<field name>=<public id>``; so the view hands
``initial=request.GET.dict()`` to its form. The value is the person's public id; cleaned, a Person.
"""

from django import forms
from django.template.loader import render_to_string

from members.models import Person


class PersonPicker(forms.Widget):
    """Draws members/_person_picker.html."""

    use_fieldset = True
    #: The page that the search without JavaScript comes back to.
    back = ""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.chosen(value) if value else None
        context = {"name": name, "id": (attrs or {}).get("id", f"id_{name}"), "chosen": chosen, "next": self.back}
        return render_to_string("members/_person_picker.html", context)

    def chosen(self, value):
        """Set by the field: the person with this public id, in scope."""
        raise NotImplementedError


class PersonPickerField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Person.objects.none(), to_field_name="public_id", widget=PersonPicker(), **kwargs)

    def limit_to(self, user, permission, *, back=""):
        """Active persons whom ``user`` may see by ``permission``; ``back`` is the path of the form's own page."""
        self.queryset = Person.objects.visible_to(user, permission).active().select_related("family", "village")
        self.widget.chosen, self.widget.back = self._chosen, back

    def _chosen(self, value):
        try:
            return self.to_python(value)
        except forms.ValidationError:
            return None
