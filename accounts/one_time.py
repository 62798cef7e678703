"""A one-time code on its way to the one page that shows it: in the session, encrypted, taken out by the first look."""

from core.encryption import decrypt, encrypt

SESSION_KEY = "one_time_code"


def keep(request, person, code):
    """Remember the code of ``person`` for the next page; an empty code (a repetition) keeps the earlier one."""
    if code:
        request.session[SESSION_KEY] = {"person": str(person.public_id), "code": encrypt(code)}


def take(request, person):
    """``1234 5678``, once; empty afterwards and for anyone else's page."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["person"] != str(person.public_id):
        return ""
    del request.session[SESSION_KEY]
    code = decrypt(kept["code"])
    return f"{code[:4]} {code[4:]}"
