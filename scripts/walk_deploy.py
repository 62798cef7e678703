"""Try the deployment of deploy/ on this machine: PostgreSQL, gunicorn, worker and nginx on loopback, and a walk.

The nginx example itself is used, with only its addresses and folders changed; the settings are those of production.
"""

import datetime
import gzip
import html
import http.cookiejar
import ipaddress
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import make_env
import postgres
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ROOT = make_env.ROOT
PAGES = ("/", "/keluarga/", "/kelompok/", "/catat/", "/lainnya/", "/akun/saya/")


def main():
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="uppka-deploy-")))
        folder.chmod(0o755)
        environment = _environment(folder, stack.enter_context(postgres.throwaway()))
        web, http_port, https_port = (postgres.free_port() for _ in range(3))
        _must([sys.executable, "manage.py", "prepare"], environment)
        gunicorn = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{web}"]
        stack.enter_context(_running([sys.executable, *gunicorn, "uppka.wsgi"], environment))
        stack.enter_context(_running([sys.executable, "manage.py", "worker"], environment))
        stack.enter_context(_running(_nginx(folder, web, http_port, https_port), environment))
        walk = Walk(http_port, https_port)
        walk.wait_until_ready()
        walk.transport()
        walk.sign_in("pkb", "kupang-2026")
        walk.pages()
        walk.sign_out()
        _worker_has_worked(environment)
        print("Deployment: the walk went well.")


class Walk:
    """A browser without scripts, that keeps its cookies and trusts the certificate at hand."""

    def __init__(self, http_port, https_port):
        self.base, self.plain = f"https://localhost:{https_port}", f"http://localhost:{http_port}"
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(self.jar)
        )

    def wait_until_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with self.opener.open(f"{self.base}/siap/", timeout=2) as answer:
                    _check(answer.read() == b"siap", "/siap/ says siap")
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("The server did not become ready.")

    def transport(self):
        request = urllib.request.Request(f"{self.plain}/keluarga/", headers={"Host": "localhost"})
        try:
            urllib.request.build_opener(_NoRedirect).open(request, timeout=10)
            _check(False, "http leads to https")
        except urllib.error.HTTPError as moved:
            _check(moved.code == 301 and moved.headers["Location"].startswith("https://"), "http leads to https")
        headers, text = self.get("/")
        _check("max-age=31536000" in headers["Strict-Transport-Security"], "HSTS")
        _check("default-src 'self'" in headers["Content-Security-Policy"], "content policy")
        _check(headers["X-Frame-Options"] == "DENY", "no frames")
        _check("/akun/masuk/" in self.address, "a stranger is sent to the sign-in page")
        sheet = re.search(r'href="(/static/css/[^"]+\.css)"', text)
        _check(sheet is not None, "the page has its style sheet")
        headers, _text = self.get(sheet[1])
        _check("immutable" in headers["Cache-Control"] and headers["Content-Encoding"] == "gzip", "static files last")

    def sign_in(self, user, password):
        self.post("/akun/masuk/", login=user, password=password)
        _check("/akun/masuk/" not in self.address, f"{user} signs in")
        _check(all(c.secure for c in self.jar if c.name in ("sessionid", "csrftoken")), "cookies are for https only")

    def pages(self):
        for path in PAGES:
            headers, text = self.get(path)
            _check("<h1" in text, f"{path} has a heading")
            _check(headers["Cache-Control"] == "no-store", f"{path} is not kept by the browser")
        for path in ("/keluarga/", "/kelompok/"):
            _headers, text = self.get(path)
            row = re.search(rf'href="({path}[0-9a-f-]{{36}}/)"', text)
            _check(row is not None, f"{path} lists rows")
            _headers, text = self.get(row[1])
            _check("<h1" in text, f"{row[1]} opens")

    def sign_out(self):
        self.post("/akun/keluar/")
        self.get("/")
        _check("/akun/masuk/" in self.address, "signing out ends the session")

    def get(self, path):
        return self._open(urllib.request.Request(self.base + path, headers={"Accept-Encoding": "gzip"}))

    def post(self, path, **fields):
        _headers, page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": html.unescape(token[1])}).encode()
        return self._open(urllib.request.Request(self.base + path, data, headers={"Referer": self.base + path}))

    def _open(self, request):
        with self.opener.open(request, timeout=30) as answer:
            self.address = answer.geturl()
            body = answer.read()
        if answer.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        return answer.headers, body.decode("utf-8", "replace")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def _environment(folder, database):
    make_env.add_missing(folder / "env")
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": str(folder / "env"),
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": database,
        "ALLOWED_HOSTS": "localhost",
        "DEMO": "1",
        "LOG_LEVEL": "WARNING",
    }


def _nginx(folder, web, http_port, https_port):
    """nginx's command line; deploy/nginx.conf with the addresses and folders of this walk."""
    _write_certificate(folder)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{web}",
        "listen 80;": f"listen 127.0.0.1:{http_port};",
        "listen 443 ": f"listen 127.0.0.1:{https_port} ",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "uppka.example.go.id": "localhost",
        "/etc/ssl/uppka": str(folder),
        "/var/lib/uppka/static/": f"{folder}/var/static/",
        "/var/log/nginx/uppka.log": f"{folder}/access.log",
    }.items():
        if old not in text:
            raise SystemExit(f"deploy/nginx.conf no longer holds {old!r}")
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log warn; worker_processes 1;\n"
        "events {}\n"
        f"http {{ include /etc/nginx/mime.types; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;"
        f" fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;"
        f" include {folder}/site.conf; }}\n"
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    return [program, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log", *user]


def _write_certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "privkey.pem").write_bytes(private)


@contextmanager
def _running(command, environment):
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _worker_has_worked(environment):
    code = "from core.models import Job; print(Job.objects.filter(finished_at__isnull=False).count())"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if int(_must([sys.executable, "manage.py", "shell", "-v", "0", "-c", code], environment)):
            print("ok  the worker runs due jobs")
            return
        time.sleep(0.5)
    raise SystemExit("The worker ran no job.")


def _must(command, environment):
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:3])}: {done.stdout}{done.stderr}")
    return done.stdout


def _check(is_so, what):
    if not is_so:
        raise SystemExit(f"NOT SO: {what}")
    print(f"ok  {what}")


if __name__ == "__main__":
    main()
