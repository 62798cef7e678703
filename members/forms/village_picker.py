"""Choosing any village of the country by search, never out of a list of 83,762.

The form shows the chosen village, or a search from the third letter (members:village_search). Without JavaScript a
link leads to a search page that comes back to this page with ``?<field name>=<code>``; so the view hands
``initial=request.GET.dict()`` to its form. The value is the village's code; cleaned, a Region.
"""

from django import forms
from django.template.loader import render_to_string

from members import village_queries
from regions.models import Region


class VillagePicker(forms.Widget):
    """Draws members/_village_picker.html."""

    use_fieldset = True
    #: The page that the search without JavaScript comes back to.
    back = ""
    chosen = staticmethod(lambda value: None)

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.chosen(value) if value else None
        context = {"name": name, "id": (attrs or {}).get("id", f"id_{name}"), "chosen": chosen, "next": self.back}
        return render_to_string("members/_village_picker.html", context)


class VillagePickerField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Region.objects.none(), widget=VillagePicker(), **kwargs)

    def look(self, *, back="", is_practice=False):
        """``back`` is the path of the form's own page. Practice and real villages never mix."""
        self.queryset = village_queries.villages(is_practice=is_practice)
        self.widget.back, self.widget.chosen = back, self._chosen

    def _chosen(self, value):
        try:
            village = self.to_python(getattr(value, "pk", value))
        except forms.ValidationError:
            return None
        return village_queries.Found.all_of([village])[0]
