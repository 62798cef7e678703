"""Middleware: request id, headers, and a GET that never writes."""

import logging
import time
import uuid

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import OperationalError, connections
from django.shortcuts import redirect
from django.utils import translation

from core import logs
from core.errors import MovedTo
from core.readonly import forbid_writes

requests = logging.getLogger("core.request")


def _plain_id(value):
    return value if value and len(value) <= 64 and value.replace("-", "").isalnum() else uuid.uuid4().hex


class RequestId:
    """Every log line of a request carries its id; the proxy's id is kept when it is harmless.

    One line tells of each request: method, path without its query (it may hold a name), status, milliseconds.
    """

    QUIET = ("/sehat/", "/siap/", f"/{settings.STATIC_URL.strip('/')}/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = _plain_id(request.headers.get("X-Request-ID"))
        token, begun = logs.request_id.set(request.id), time.monotonic()
        try:
            response = self.get_response(request)
            if not request.path.startswith(self.QUIET):
                spent = (time.monotonic() - begun) * 1000
                requests.info("%s %s %d %.0f ms", request.method, request.path, response.status_code, spent)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


class SecurityHeaders:
    """Permissions policy, and no storing of pages that may show people."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
        if not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            response.setdefault("Cache-Control", "no-store")
        return response


class NoNul:
    """No address and no form of ours holds a NUL, and PostgreSQL refuses it in any text: the answer is 400."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        given = (value for data in (request.GET, request.POST) for _name, values in data.lists() for value in values)
        if any("\0" in value for value in (request.path, *given)):
            raise BadRequest("NUL")


class OldAddress:
    """A page that was asked for by the address of a row which is part of another now leads there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return redirect(exception.url) if isinstance(exception, MovedTo) else None


class Deadlock:
    """Two writes that wait for each other: the database gives up one of them, and nothing of it is written. It is asked
    once more, so that its officer does not notice; a second time is a fault like any other."""

    DEADLOCK = "40P01"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        cause = exception.__cause__ if isinstance(exception, OperationalError) else None
        if getattr(cause, "pgcode", None) != self.DEADLOCK:
            return None
        requests.warning("%s %s deadlock, asked once more", request.method, request.path)
        for upload in request.FILES.values():
            upload.seek(0)
        view, args, kwargs = request.resolver_match
        return view(request, *args, **kwargs)


class ReadOnlyGet:
    """A safe request that writes is a fault of ours: the write raises."""

    SAFE = ("GET", "HEAD", "OPTIONS")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in self.SAFE:
            return self.get_response(request)
        with connections["default"].execute_wrapper(forbid_writes):
            return self.get_response(request)


class ChosenLanguage:
    """Indonesian, until the user chooses otherwise: what the phone is set to does not decide."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)  # not an override: a streamed download is written after this returns
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response
