"""The web server: threads, since most of a request is waiting for the database."""

import os

from uppka.settings import LOGGING

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True
timeout = 60
graceful_timeout = 15
keepalive = 5
# A worker that has answered this many requests makes room for a fresh one.
max_requests = 20_000
max_requests_jitter = 2_000
# The request's own line is written by the application, without the query, which may hold a name.
accesslog = None
logconfig_dict = {
    **LOGGING,
    "loggers": {
        **LOGGING["loggers"],
        "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
        "gunicorn.access": {"handlers": [], "level": "WARNING", "propagate": False},
    },
}
