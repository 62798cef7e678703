"""The English catalogue without GNU gettext: ``check`` fails when it is not complete and current, ``update`` renews it.

Indonesian is the source. Texts of templates come through Django's own ``templatize``, those of Python from the syntax
tree. The compiled catalogue is kept in the project, so that the machine that runs it needs nothing.
"""

import ast
import re
import sys
from pathlib import Path
from typing import NamedTuple

import django
import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
APPS = ("core", "regions", "accounts", "members", "groups", "uppka")

#: Function → what its first arguments are.
FUNCTIONS = {
    "gettext": ("text",),
    "gettext_lazy": ("text",),
    "gettext_noop": ("text",),
    "_": ("text",),
    "__": ("text",),
    "ngettext": ("text", "plural"),
    "ngettext_lazy": ("text", "plural"),
    "pgettext": ("context", "text"),
    "pgettext_lazy": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
    "npgettext_lazy": ("context", "text", "plural"),
}
_CALL = re.compile(r"\b(" + "|".join(sorted(FUNCTIONS, key=len, reverse=True)) + r")\(")
_STRING = re.compile(r"""\s*(u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))\s*,?""", re.DOTALL)
_PLACEHOLDER = re.compile(r"%\((\w+(?:\|[^)]*)?)\)[sd]|%([sd])|(?<!\{)\{(\w*)(?::[^}]*)?\}")


class Message(NamedTuple):
    context: str
    text: str
    plural: str


def main(act):
    wanted, faults = collect()
    if act == "update":
        update(wanted)
    else:
        faults += check(wanted)
    for fault in faults:
        print(fault)
    if act == "check" and not faults:
        print(f"Catalogue: {len(wanted)} messages, complete and current.")
    return 1 if faults else 0


def collect():
    """{message: {files}} of the whole project, and faults of the code itself."""
    wanted, faults = {}, []
    for path in sorted(p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts):
        for message, fault in _from_python(path):
            _keep(wanted, faults, path, message, fault)
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    for path in sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in (".html", ".txt")):
        for message in _from_template(path.read_text()):
            _keep(wanted, faults, path, message, None)
    return wanted, faults


def _keep(wanted, faults, path, message, fault):
    name = str(path.relative_to(ROOT))
    if fault:
        faults.append(f"{name}:{fault}")
    else:
        wanted.setdefault(message, set()).add(name)


def _from_python(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            kinds = FUNCTIONS.get(name)
            if kinds and len(node.args) >= len(kinds):
                values = [a.value if isinstance(a, ast.Constant) else None for a in node.args[: len(kinds)]]
                if all(isinstance(value, str) for value in values):
                    yield _message(kinds, values), None
                elif not all(isinstance(a, ast.Name | ast.Attribute) for a in node.args[: len(kinds)]):
                    yield None, f"{node.lineno}: a text to translate must be one plain string"


def _from_template(source):
    lines = [line for line in templatize(source).splitlines() if not line.lstrip().startswith("#")]
    code = "\n".join(lines)
    for call in _CALL.finditer(code):
        kinds, values, at = FUNCTIONS[call[1]], [], call.end()
        while len(values) < len(kinds) and (found := _STRING.match(code, at)):
            values.append(ast.literal_eval(found[1]))
            at = found.end()
        if len(values) == len(kinds):
            yield _message(kinds, values)


def _message(kinds, values):
    given = dict(zip(kinds, values, strict=True))
    return Message(given.get("context", ""), given["text"], given.get("plural", ""))


def check(wanted):
    """Sentences on what is missing, left over, empty, fuzzy, or has other placeholders than its source."""
    if not PO.exists() or not MO.exists():
        return [f"{PO.relative_to(ROOT)}: run make messages"]
    catalogue = polib.pofile(str(PO))
    entries = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    faults = [f"missing in the catalogue: {_short(m)} ({min(wanted[m])})" for m in wanted if m not in entries]
    faults += [f"left over in the catalogue: {_short(m)}" for m in entries if m not in wanted]
    for message in wanted.keys() & entries.keys():
        faults += [f"{fault}: {_short(message)}" for fault in _faults(entries[message])]
    if _plain(polib.mofile(str(MO))) != _plain(catalogue):
        faults.append(f"{MO.relative_to(ROOT)} is older than its source: run make messages")
    return sorted(faults)


def _faults(entry):
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "fuzzy"
    if not texts or not all(texts):
        yield "not translated"
        return
    for text in texts:
        if placeholders(text) != placeholders(entry.msgid_plural or entry.msgid):
            yield "other placeholders"
        if text.startswith("\n") != entry.msgid.startswith("\n") or text.endswith("\n") != entry.msgid.endswith("\n"):
            yield "other line ends"


def placeholders(text):
    """The values that a text is filled with, each as often as it stands there."""
    return sorted("".join(found) for found in _PLACEHOLDER.findall(text.replace("%%", "")))


def update(wanted):
    """Add what is new (to be translated by a person), drop what is gone, compile."""
    old = {_key(entry): entry for entry in polib.pofile(str(PO))} if PO.exists() else {}
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = {
        "Project-Id-Version": "UPPKA",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for message in sorted(wanted):
        entry = old.get(message) or _new(message)
        entry.obsolete, entry.occurrences = False, [(name, "") for name in sorted(wanted[message])]
        catalogue.append(entry)
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(PO))
    catalogue.save_as_mofile(str(MO))
    waiting = sum(1 for entry in catalogue if not entry.translated())
    print(f"{len(catalogue)} messages, {waiting} to translate.")


def _new(message):
    plural = {"msgid_plural": message.plural, "msgstr_plural": {0: "", 1: ""}} if message.plural else {}
    return polib.POEntry(msgctxt=message.context or None, msgid=message.text, **plural)


def _key(entry):
    return Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def _plain(catalogue):
    return {
        (_key(entry), entry.msgstr, tuple(sorted(entry.msgstr_plural.items())))
        for entry in catalogue.translated_entries()
    }


def _short(message):
    return repr(message.text if len(message.text) <= 80 else f"{message.text[:77]}…")


if __name__ == "__main__":
    act = sys.argv[1] if len(sys.argv) == 2 else ""
    if act not in ("check", "update"):
        sys.exit("messages.py check | update")
    settings.configure()
    django.setup()
    sys.exit(main(act))
