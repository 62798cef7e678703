"""Write the secrets of this installation into a git-ignored .env, once. Keys that are there already stay."""

import base64
import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

KEYS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    # Fernet keys of personal data; the first encrypts, all decrypt.
    "FIELD_KEYS": lambda: base64.urlsafe_b64encode(os.urandom(32)).decode(),
    # Keys of the hashes that find a NIK again; the first writes, all are searched.
    "LOOKUP_KEYS": lambda: secrets.token_urlsafe(48),
}


def add_missing(path):
    """Append the keys that ``path`` lacks; the file is readable by its owner only. Returns their names."""
    text = path.read_text() if path.exists() else ""
    present = {line.split("=")[0] for line in text.splitlines()}
    missing = [name for name in KEYS if name not in present]
    if missing:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("\n" if text and not text.endswith("\n") else "")
            file.writelines(f"{name}={KEYS[name]()}\n" for name in missing)
    os.chmod(path, 0o600)
    return missing


if __name__ == "__main__":
    written = add_missing(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".env")
    if written:
        print(f"Kunci dibuat dalam .env: {', '.join(written)}. Simpan salinannya di tempat aman.")
