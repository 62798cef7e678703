"""Every handler writes one JSON object a line, with the request's id and without personal data."""

import copy
import io
import json
import logging
import logging.config

import pytest
from django.conf import settings
from django.test import RequestFactory

from core import logs

NIK, KK, PHONE, EMAIL = "5371045708900001", "5371041201200007", "081234567890", "maria.lase@contoh.id"
PERSONAL = (NIK, KK, PHONE, EMAIL, "Maria Goreti Lase")
HANDLERS = sorted(settings.LOGGING["handlers"])


@pytest.fixture(params=HANDLERS)
def write(request):
    """A function that logs through one handler of the settings and returns its line."""
    config = logging.config.DictConfigurator(copy.deepcopy(settings.LOGGING))
    for kind, make in (("filters", config.configure_filter), ("formatters", config.configure_formatter)):
        config.config[kind] = {name: make(each) for name, each in config.config[kind].items()}
    handler = config.configure_handler(config.config["handlers"][request.param])
    handler.setStream(io.StringIO())

    def _write(message, *args, **kwargs):
        logger = logging.Logger("core.test")
        logger.addHandler(handler)
        logger.error(message, *args, **kwargs)
        return handler.stream.getvalue()

    return _write


def assert_harmless(line):
    for value in PERSONAL:
        assert value not in line


def test_a_line_is_one_json_object_with_a_moment_and_a_request_id(write):
    token = logs.request_id.set("abc123")

    line = write("Impor selesai: %d baris\ndua", 12)

    logs.request_id.reset(token)
    assert line.count("\n") == 1
    found = json.loads(line)
    assert found["request_id"] == "abc123"
    assert found["message"] == "Impor selesai: 12 baris\ndua"
    assert found["at"].endswith("+00:00")
    assert found["levelname"] == "ERROR"


@pytest.mark.parametrize(
    ("message", "args"),
    [
        (f"NIK {NIK} ditolak", ()),
        ("KK %s, HP %s", (KK, PHONE)),
        ("surel %(email)s", ({"email": EMAIL},)),
        ("Not Found: /keluarga/?q=Maria Goreti Lase", ()),
        (f"nik='{NIK}' kk=\"{KK}\"", ()),
        ("+62 812-3456-7890", ()),
    ],
)
def test_a_message_holds_no_personal_data(write, message, args):
    line = write(message, *args)

    assert_harmless(line)
    assert "812-3456-7890" not in line


def test_a_search_for_a_name_is_not_written_down(write):
    assert "Goreti" not in write("Forbidden: /keluarga/?q=Goreti&dusun=2")


def test_a_traceback_holds_no_personal_data(write):
    try:
        raise ValueError(f"NIK {NIK} milik {EMAIL}, HP {PHONE}")
    except ValueError:
        line = write("Impor gagal", exc_info=True)

    assert "ValueError" in json.loads(line)["exc_info"]
    assert_harmless(line)


def test_the_row_that_a_database_quotes_is_left_out(write):
    try:
        raise ValueError("violates check\nDETAIL:  Failing row contains (7, Maria Goreti Lase, Oebobo).\nCONTEXT: x")
    except ValueError:
        line = write("Gagal", exc_info=True)

    assert "Maria" not in line
    assert "CONTEXT" in line


def test_an_extra_holds_no_personal_data(write):
    request = RequestFactory().get("/keluarga/", {"q": NIK, "nama": "Goreti"})

    line = write("Internal Server Error", extra={"request": request, "person": NIK})

    assert_harmless(line)
    assert "Goreti" not in line


def test_a_stack_holds_no_personal_data(write):
    line = write("Jejak", stack_info=True, extra={"note": PHONE})

    assert "stack_info" in json.loads(line)
    assert_harmless(line)


def test_every_logger_ends_in_a_handler_of_ours():
    for name, logger in settings.LOGGING["loggers"].items():
        assert set(logger["handlers"]) <= set(HANDLERS), name
    for handler in settings.LOGGING["handlers"].values():
        assert {"request_id", "personal_data"} <= set(handler["filters"])
